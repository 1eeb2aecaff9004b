"""Whatever anybody types stays text: no new element, attribute or address on any page, no new header."""

from __future__ import annotations

import html
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from core.records import Person
from tests.security.conftest import SENSES, give
from tests.security.crawling import Presser
from workflows.records import Case

NAUGHTY = (
    "<zqx>zq", '"><zqx zqy=1>zq', "'><zqx zqy=1>zq", "' zqy='1", '" zqy="1', "` zqy=`1", "x onclick=zqy", "</textarea><zqx>zq",
    "</title><zqx>zq", "</script><zqx>zq", "</style><zqx>zq", "</select></option><zqx>zq", "<!--<zqx>--><zqx>zq", "--><zqx>zq",
    "]]><zqx>zq", "<svg/onload=zqy>", "<img src=x onerror=zqy>", "<a href=javascript:zqy>zq", "javascript:zqy//",
    "data:text/html,<zqx>", "{{ 7919*7907 }}", "{% for x in [] %}", "${7919*7907}", "{who} {0} {name.__class__} {why}", "%(name)s %s %d",
    "\ue000VALUE:nickname\ue001<zqx>", "\ue000SHOWS:x\ue001 \ue002", ' data-slot="VALUE:x"', "&lt;zqx&gt;", "&#60;zqx&#62;",
    "\u2028<zqx>", "<zqx\t/zqy>", "<\nzqx>", "<<zqx>>", "\x0b<zqx>", "＜zqx＞", "\u202e<zqx>", "a\r\nSet-Cookie: zq=1", "%0d%0aSet-Cookie: zq=1",
)  # fmt: skip
ADDRESSES = ("href", "src", "action", "formaction", "data-autosave", "poster", "xlink:href", "srcdoc")
WITH_SCHEME = ("http:", "https:", "javascript:", "data:", "vbscript:", "file:")


class Page(HTMLParser):
    """A page as a browser would see it: what stands there that we did not write."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.scripts = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.startswith("zq"):
            self.wrong.append(f"an element <{tag}>")
        for name, value in attrs:
            if name.startswith(("zq", "on")) or name in ("style", "srcdoc") or '"' in name or "<" in name:
                self.wrong.append(f"an attribute {name} of <{tag}>")
            if name in ADDRESSES and (value or "").strip().lower().startswith(WITH_SCHEME):
                self.wrong.append(f"an address {value} of <{tag}>")
        if tag == "script":
            self.scripts += 1
            if dict(attrs).get("src", "").split("?")[0] != "/static/js/cartref.js":
                self.wrong.append("a script")

    def handle_comment(self, data: str) -> None:
        if "zq" in data:
            self.wrong.append(f"a comment {data}")


def _fine(answer, where):
    assert answer.status_code < 500, f"{answer.status_code} {where}"
    assert not any(name.lower().startswith("zq") for name, _value in answer.headers), where
    assert not any(value.startswith("zq=") for value in answer.headers.getlist("Set-Cookie")), where
    assert len(answer.headers.getlist("Location")) <= 1, where
    if answer.mimetype == "text/html":
        page = Page(answer.text)
        assert page.wrong == [], where
        assert page.scripts <= 1, where
        assert "62615533" not in answer.text, where  # 7919 * 7907: nothing is worked out
    return answer


def _named(world, name, words):
    with world.house.store.tx("hafan", actor="test", purpose="test") as tx:
        replace(Person.need(tx, world.id(name)), name=words).keep(tx)


@pytest.mark.parametrize("number", range(0, len(NAUGHTY), 3))
def test_names_and_reasons_and_answers_stay_text_wherever_they_are_shown(world, number):
    one, two, three = (*NAUGHTY, *NAUGHTY[:2])[number : number + 3]
    _named(world, "dilys", one)
    _named(world, "bethan", two)
    _named(world, "carys", three)
    bethan, carys = Presser(world.browser("bethan")), Presser(world.browser("carys"))
    with world.house.store.tx("hafan", actor="test", purpose="test") as tx:
        replace(Case.need(tx, world.kept["hafan", "exchange"]), about=two, step="listening").keep(tx)
    dilys, own = world.seat("dilys"), world.seat("carys")
    _fine(bethan.post(f"{world.url()}/tried", {"seat": dilys, "way": one}), one)
    _fine(bethan.post(f"{world.url()}/status", {"seat": dilys, "status": "not_now", "why": two}), two)
    _fine(bethan.post(f"{world.url()}/move", {"transition": "share", "why": three}), three)
    draft = carys.post(f"{world.url()}/answer", {"form": "noticed", "seat": "again"}).location
    typed = {
        "what_we_saw": one, "where_it_was": two, "what_time": three, "who_was_there.name": one, "who_was_there.id": two,
        "which_day.day": three, "meanings._row": one, "meanings.r1.meaning": two, f"meanings.{one}.meaning": three,
        f"{two}": one, "_given.helped": two, "_given.language": three, "_given.how": one, "_tab": two, "_seen": three,
    }  # fmt: skip
    for at, go in (
        ("what_we_saw", "save"),
        (one, "next"),
        ("meanings", two),
        ("_check", "send"),
        ("which_day", "back"),
    ):
        _fine(carys.post(draft, {"_at": at, "_go": go, **typed}), at)
    for extra in (
        {"_restore": f"meanings:{one}"},
        {"_remove": f"meanings:{two}"},
        {"_add": three},
        {"_restore": f"meanings:x\r\nzq: {one}"},
    ):
        _fine(carys.post(draft, {"_at": "meanings", **typed, **extra}), str(extra))
    for at in ("what_we_saw", "where_it_was", "who_was_there", "meanings", "which_day", "_check", one):
        _fine(carys.browser.get(draft, query_string={"at": at}), at)
    world.at_step("finding_a_way")
    _fine(carys.post(f"{world.url()}/dispute", {"item": "agreement.plan", "why": one, "row": two}), one)
    _fine(carys.post(f"{world.url()}/settle", {"item": "agreement.plan", "how": three, "row": two}), three)
    _fine(carys.post(f"{world.url()}/status", {"seat": own, "status": one, "why": two}), one)
    for path in ("/h/hafan/", "/h/hafan/people/", world.url(), "/h/hafan/cases/", "/h/hafan/cases/new",
                 f"/h/hafan/people/{world.id('dilys')}", f"/h/hafan/answers/{world.kept['hafan', 'dilys_view']}",
                 f"/h/hafan/check-ins/{SENSES}/ask/{world.id('dilys')}", "/h/hafan/check-ins/"):  # fmt: skip
        for browser in (bethan.browser, carys.browser):
            _fine(browser.get(path), path)


def test_what_strangers_type_stays_text_too(world):
    press = Presser(world.stranger())
    mair = world.browser("mair")
    for words in NAUGHTY:
        _fine(press.post("/sign-in", {"name": words, "password": words, "to": words}), words)
        _fine(press.browser.get("/sign-in", query_string={"to": words, "name": words}), words)
        typed = {"about": words, "words": words, "name": words, "reach": words, "once": words}
        _fine(press.post("/h/hafan/worried", typed), words)
        _fine(press.post("/h/hafan/worried", {**typed, "words": ""}), words)
        _fine(press.post("/language", {"lang": words, "next": words}), words)
        _fine(press.post(world.url() + "/move", {"why": words, words: words}), words)
    _fine(mair.get("/h/hafan/worries"), "worries")
    stranger = world.stranger()
    for words in NAUGHTY:
        if "\n" not in words and "\r" not in words:
            stranger.client.set_cookie("cartref_lang", words)
            stranger.client.set_cookie("cartref_in", words)
            _fine(stranger.get("/"), words)
            _fine(stranger.get("/", headers={"Accept-Language": words.encode("ascii", "ignore").decode()}), words)


def test_what_is_in_an_address_stays_text(world):
    bethan = world.browser("bethan")
    for words in NAUGHTY[::2]:
        for path, name in (
            ("/h/hafan/forms/senses.moment", "subject"), ("/h/hafan/cases/new", "subject"), ("/h/hafan/cases/new", "ref"),
            (f"/h/hafan/check-ins/{SENSES}/mine", "as"), ("/h/hafan/", "x"), ("/h/hafan/tools/exchange.my_view/text", "earlier"),
        ):  # fmt: skip
            _fine(bethan.get(path, query_string={name: words}), f"{path} {name} {words}")
    for words in NAUGHTY[:12]:
        _fine(bethan.get(f"/h/hafan/cases/{words}".replace("\n", "")), words)


def test_a_home_s_own_words_stay_words(world):
    mair = Presser(world.browser("mair"))
    page = mair.browser.get("/h/hafan/tools/exchange.my_view/text").text
    version = html.unescape(page).split("\nat: ", 1)[1].split("\n", 1)[0]
    for words in NAUGHTY[::9]:
        said = words.translate({ord("\\"): "", ord('"'): "'", **dict.fromkeys(range(32), " "), 0x2028: " "})
        text = (
            f"overlay: my_view\nof: exchange.my_view\nat: {version}\nchanges:\n  - reword: going_well\n"
            f'    ask: {{en: "{said}", cy: "{said}"}}\n    because: "{said}"\n'
        )
        for go in ("try", "publish"):
            seen = (
                mair.browser.get("/h/hafan/tools/exchange.my_view/text")
                .text.split('name="seen" value="')[1]
                .split('"')[0]
            )
            _fine(mair.post("/h/hafan/tools/exchange.my_view/text", {"text": text, "_go": go, "seen": seen}), words)
            _fine(mair.post("/h/hafan/tools/exchange.my_view/text", {"text": words, "_go": go, "seen": words}), words)
        _fine(mair.browser.get("/h/hafan/tools/exchange.my_view"), words)
        _fine(mair.browser.get("/h/hafan/tools/exchange.my_view/text"), words)


def test_a_question_that_a_home_made_up_stays_text_where_it_is_asked(world):
    from workflows import runner

    mair = Presser(world.browser("mair"))
    page = mair.browser.get("/h/hafan/tools/exchange.my_view/text").text
    version = html.unescape(page).split("\nat: ", 1)[1].split("\n", 1)[0]
    seen = page.split('name="seen" value="')[1].split('"')[0]
    said = "'><zqx zqy=1>{{ 7919*7907 }}\ue000SHOWS:going_well\ue001 data-slot='VALUE:x' {name}"
    text = (
        f"overlay: my_view\nof: exchange.my_view\nat: {version}\nchanges:\n  - reword: going_well\n"
        f'    ask: {{en: "{said}", cy: "{said}"}}\n    help: {{en: "{said}", cy: "{said}"}}\n    because: "{said}"\n'
    )
    assert (
        mair.post("/h/hafan/tools/exchange.my_view/text", {"text": text, "_go": "publish", "seen": seen}).status_code
        == 303
    )
    case = runner.start(world.house, "hafan", ref="exchange.exchange", subject=world.id("dilys"), by=world.id("bethan"))
    world.kept["hafan", "new"] = case.id
    give(world, "hafan", "new", "carys", "family")
    world.at_step("listening", "new")
    carys = world.browser("carys")
    draft = carys.post(f"{world.url('new')}/answer", {"form": "my_view", "seat": world.seat("carys", "new")}).location
    assert "&lt;zqx" in _fine(carys.get(f"{draft}?at=going_well"), "asked").text
    _fine(carys.get(f"{draft}?at=_check"), "looked at before sending")
