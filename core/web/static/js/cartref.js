/* Small helps on top of pages that work without them: saving while you write, showing the questions that follow
   from an answer, "none of these", and coming back from "not today". Nothing here is needed to answer or to send. */
(function () {
  "use strict";

  const SAVE_AFTER = 1500;

  /* Autosave: <form data-autosave="/url">. The server's answer is the sentence for the status line. */
  function autosave(form) {
    const status = document.getElementById("status");
    let waiting = null;
    let sending = false;
    let again = false;
    let leaving = false;

    async function send() {
      waiting = null;
      if (leaving) return;
      if (sending) {
        again = true;
        return;
      }
      sending = true;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Autosave": "1" },
          credentials: "same-origin",
        });
        if (answer.ok) {
          const words = (await answer.text()).trim();
          if (status && words) status.textContent = words;
          form.dataset.saved = "yes";
        } else {
          form.dataset.saved = "no";
        }
      } catch (problem) {
        if (!(problem instanceof TypeError)) throw problem;
        form.dataset.saved = "no"; /* no network: what was typed stays in the page and goes with the next change */
      } finally {
        sending = false;
      }
      if (again) {
        again = false;
        soon();
      }
    }

    function soon() {
      if (waiting) clearTimeout(waiting);
      waiting = setTimeout(send, SAVE_AFTER);
    }

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", function () {
      leaving = true;
      if (waiting) clearTimeout(waiting);
    });
    window.addEventListener("pageshow", function () {
      leaving = false;
    });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && waiting) {
        clearTimeout(waiting);
        send();
      }
    });
  }

  /* What a form says now, by question: {going_well: "…", gets_in_the_way: ["noise"], walk: {dog: "good"}}. */
  function answers(form) {
    const env = {};
    form.querySelectorAll("[data-question]").forEach(function (box) {
      const name = box.dataset.question;
      if (name.includes(".")) return; /* rows of a group are collected with their group below */
      env[name] = valueOf(box, name);
    });
    return env;
  }

  function valueOf(box, name) {
    const refused = box.querySelector('input[name="' + CSS.escape(name) + '.declined"]:checked');
    if (refused && refused.value) return null;
    const rows = box.querySelectorAll(":scope > .question__answer .row");
    if (rows.length) return Array.from(rows, rowValue);
    const ticks = box.querySelectorAll('input[type="checkbox"]');
    if (ticks.length) {
      const chosen = Array.from(ticks).filter((tick) => tick.checked);
      return chosen.length ? chosen.map((tick) => tick.value) : null;
    }
    const places = box.querySelectorAll(".sort__item input:checked");
    if (box.querySelector(".sort__item")) {
      if (!places.length) return null;
      return Object.fromEntries(Array.from(places, (one) => [one.name.slice(name.length + 1), one.value]));
    }
    const radio = box.querySelector('input[type="radio"][name="' + CSS.escape(name) + '"]:checked');
    if (radio) return radio.value;
    const day = box.querySelector('input[name="' + CSS.escape(name) + '.day"]');
    if (day) return dateOf(box, name);
    const field = box.querySelector(".field");
    if (!field || !field.value.trim()) return null;
    if (field.classList.contains("field--number")) {
      const number = Number(field.value.trim().replace(",", "."));
      return Number.isFinite(number) ? number : null;
    }
    return field.value.trim();
  }

  function rowValue(row) {
    const said = {};
    row.querySelectorAll("[data-question]").forEach(function (box) {
      const name = box.dataset.question;
      said[name.slice(name.lastIndexOf(".") + 1)] = valueOf(box, name);
    });
    return said;
  }

  function dateOf(box, name) {
    const part = (of) => box.querySelector('input[name="' + CSS.escape(name) + "." + of + '"]').value.trim();
    const [day, month, year] = [part("day"), part("month"), part("year")];
    if (!day || !month || year.length !== 4) return null;
    return year + "-" + month.padStart(2, "0") + "-" + day.padStart(2, "0");
  }

  /* Show and hide: the same rule that the server used, over what the form says now. */
  function showing(form) {
    const ruled = Array.from(form.querySelectorAll("[data-show-if]"), (box) => ({
      box: box,
      tree: JSON.parse(box.dataset.showIf),
    }));
    const expressions = window.cartrefExpressions;
    if (!ruled.length || !expressions) return;

    function look() {
      const env = answers(form);
      ruled.forEach(function (one) {
        one.box.hidden = expressions.evaluate(one.tree, env) !== true;
      });
    }
    form.addEventListener("input", look);
    form.addEventListener("change", look);
    look();
  }

  /* "Nothing" unticks the others, and any other unticks "nothing". */
  function alone(event) {
    const tick = event.target;
    if (!(tick instanceof HTMLInputElement) || tick.type !== "checkbox" || !tick.checked) return;
    const box = tick.closest("fieldset");
    if (!box) return;
    box.querySelectorAll('input[type="checkbox"]').forEach(function (other) {
      if (other === tick || other.name !== tick.name) return;
      if ("alone" in tick.dataset || "alone" in other.dataset) other.checked = false;
    });
  }

  /* Answering takes back "not today"; what was typed stays either way. */
  function answered(event) {
    const field = event.target;
    const box = field.closest ? field.closest("[data-question]") : null;
    if (!box || field.closest(".decline")) return;
    box.querySelectorAll(":scope > .decline input:checked").forEach(function (one) {
      one.checked = false;
    });
  }

  document.querySelectorAll("form").forEach(function (form) {
    form.addEventListener("change", alone);
    form.addEventListener("input", answered);
    showing(form);
    if (form.dataset.autosave) autosave(form);
  });

  const problems = document.querySelector(".govuk-error-summary");
  if (problems) problems.focus();
})();
