/* What an eye, a thumb and a wide letter meet on a page. Gives lists of faults in words; an empty list is a good page.
   `seeing.everything(lang)` for one width, `seeing.larger()` after the letters were made twice as large. */
(() => {
  const PRESSED = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const BOXES =
    ".card, .place, .chip, .govuk-button, .top__worried, .top__button, .tag, .voice, .tile, .row, .panel, .question__error, .step, .looked-at__row, .empty, .info, .change, .said";
  const UNSEEN = "script, style, template, title, datalist, option, .govuk-visually-hidden";

  const visible = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const short = (words) => words.replace(/\s+/g, " ").trim().slice(0, 50);
  const called = (e) => `${e.tagName.toLowerCase()}${e.className?.baseVal === undefined && e.className ? "." + e.className.split(" ").join(".") : ""} “${short(e.textContent || e.value || e.name || "")}”`;
  const apart = (r, s) =>
    Math.min(r.right, s.right) - Math.max(r.left, s.left) <= 1 || Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top) <= 1;
  const scrolls = (e) => {
    for (let at = e; at; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };

  /* The link of a card reaches over the whole card. */
  function spread(e) {
    const after = getComputedStyle(e, "::after");
    return after.content !== "none" && after.position === "absolute" ? (e.offsetParent ?? e) : e;
  }

  /* A way to safety that shows only with the keyboard, and the unseen first button of a form, are no targets for a thumb. */
  function targets() {
    const found = new Set();
    for (const e of document.querySelectorAll(PRESSED)) {
      if (!visible(e) || e.matches(".govuk-skip-link") || e.tabIndex < 0 && e.matches(".govuk-visually-hidden")) continue;
      const box = e.matches("[type=radio], [type=checkbox]") ? (e.closest("label") ?? e) : spread(e);
      const r = box.getBoundingClientRect();
      if (r.width > 2 && r.height > 2) found.add(box);
    }
    return [...found];
  }

  /* A link inside a sentence has the height of its line. */
  function inSentence(e) {
    if (e.tagName !== "A" || getComputedStyle(e).display !== "inline") return false;
    const block = e.closest("p, li, dd, td, th, div");
    return block !== null && short(block.textContent).length > short(e.textContent).length + 3;
  }

  function tooSmall() {
    return targets()
      .filter((e) => !inSentence(e))
      .map((e) => [e, e.getBoundingClientRect(), e.closest(".mode-resident") ? 64 : 48])
      .filter(([, r, least]) => r.width < least - 0.5 || r.height < least - 0.5)
      .map(([e, r, least]) => `${called(e)} is ${Math.round(r.width)}×${Math.round(r.height)}, under ${least}`);
  }

  function overlapping() {
    const boxes = targets().map((e) => [e, e.getBoundingClientRect()]);
    const wrong = [];
    boxes.forEach(([a, r], i) =>
      boxes.slice(i + 1).forEach(([b, s]) => {
        if (!a.contains(b) && !b.contains(a) && !apart(r, s)) wrong.push(`${called(a)} lies over ${called(b)}`);
      }),
    );
    return wrong;
  }

  function* texts() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const box = walk.currentNode.parentElement;
      if (walk.currentNode.data.trim() && !box.closest(UNSEEN) && visible(box)) yield [walk.currentNode, box];
    }
  }

  function placesOf(words) {
    const range = document.createRange();
    range.selectNodeContents(words);
    return [...range.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
  }

  function cut() {
    const wrong = [];
    for (const [words, box] of texts()) {
      if (box.closest(".govuk-skip-link")) continue;
      const drawing = box.closest("svg");
      const holder = drawing ?? box.closest(BOXES);
      const outer = holder?.getBoundingClientRect();
      if (outer && outer.width < 3) continue;
      const inner = box.closest("pre, textarea") ? null : outer;
      for (const r of placesOf(words)) {
        const outside = inner && (r.left < inner.left - 1 || r.right > inner.right + 1 || r.top < inner.top - 1 || r.bottom > inner.bottom + 1);
        const off = (r.right > innerWidth + 1 || r.left < -1) && !scrolls(box);
        if (!outside && !off) continue;
        if (outside && scrolls(box) && !drawing) continue;
        wrong.push(`“${short(words.data)}” ${off ? "leaves the page" : "leaves " + (drawing ? "its picture" : called(holder))}`);
        break;
      }
    }
    for (const e of document.querySelectorAll("main *, header *, nav *, footer *")) {
      const style = getComputedStyle(e);
      if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !visible(e) || e.closest("svg")) continue;
      if (e.clientWidth < 3 || e.closest(".govuk-visually-hidden") || !e.textContent.trim()) continue;
      if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) wrong.push(`${called(e)} hides part of its words`);
    }
    return wrong;
  }

  /* Labels of a picture that lie over one another cannot be read; the room above and below letters may be shared. */
  function letters(e) {
    const { left, right, top, bottom, height } = e.getBoundingClientRect();
    return { left, right, top: top + height / 5, bottom: bottom - height / 5 };
  }

  function tangled() {
    const wrong = [];
    for (const drawing of document.querySelectorAll("main svg")) {
      const labels = [...drawing.querySelectorAll("text")].filter(visible).map((e) => [e, letters(e)]);
      labels.forEach(([a, r], i) =>
        labels.slice(i + 1).forEach(([b, s]) => {
          if (!apart(r, s)) wrong.push(`in a picture “${short(a.textContent)}” lies over “${short(b.textContent)}”`);
        }),
      );
    }
    return wrong;
  }

  /* On a telephone a picture is small; all its words stand in the table under it too, in full size. */
  function tooFine() {
    const wrong = new Set();
    for (const [words, box] of texts()) {
      const drawing = box.closest("svg");
      const scale = drawing ? (box.closest("text") ?? drawing).getScreenCTM().d : 1;
      const size = parseFloat(getComputedStyle(box).fontSize) * scale;
      const least = drawing && innerWidth < 400 ? 13.5 : box.closest(".mode-resident") ? 24 : 18;
      if (size < least - 0.1) wrong.add(`“${short(words.data)}” in letters of ${size.toFixed(1)}, under ${least}`);
    }
    return [...wrong];
  }

  /* What a page in Welsh says in English, outside people's own words and names (stones of a picture carry them too). */
  const ENGLISH = /\b(the|and|our|you|your|what|of|is|was|who|here|with|not|yes|my|they|this|that)\b/i;
  const OWN = "blockquote, textarea, input, pre, code, [lang=en], .voice__words, .looked-at__answer, .kept-words, .tile__title, svg, .govuk-summary-list__value";
  function english(lang) {
    if (lang !== "cy") return [];
    const found = new Set();
    for (const [words, box] of texts()) if (!box.closest(OWN) && ENGLISH.test(words.data)) found.add(`“${short(words.data)}”`);
    return [...found];
  }

  function sideways() {
    const wide = document.documentElement.scrollWidth;
    return wide > innerWidth ? [`the page is ${wide} wide where there is room for ${innerWidth}`] : [];
  }

  function framed(lang) {
    const wrong = [];
    const html = document.documentElement;
    if (html.lang !== lang) wrong.push(`the page says it is in “${html.lang}”, not in “${lang}”`);
    const heads = document.querySelectorAll("h1").length;
    if (heads !== 1) wrong.push(`there are ${heads} headings of the first level`);
    if (document.title.replace("· Cartref", "").trim().length < 2) wrong.push("the page has no title of its own");
    const worried = document.querySelector('a[href="/worried"]');
    if (!worried || !visible(worried)) wrong.push("the way for whoever is worried is missing");
    return wrong;
  }

  window.seeing = {
    everything: (lang) => ({
      frame: framed(lang),
      sideways: sideways(),
      cut: cut(),
      tangled: tangled(),
      over: overlapping(),
      thumb: tooSmall(),
      fine: tooFine(),
      english: english(lang),
    }),
    wide: () => ({ fine: tooFine() }),
    larger: () => ({ larger: [...sideways(), ...cut(), ...overlapping()] }),
  };
})();
