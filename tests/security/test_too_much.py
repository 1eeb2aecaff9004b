"""More than people send: parts, rows, depth, tries. It is refused quickly, in words, and the next one is served."""

from __future__ import annotations

import importlib
import re
import time
from urllib.parse import urlencode

import pytest

from core import accounts, testing, words
from core.stores.protocol import HOST
from core.web.guard import LARGEST_POST, MOST_PARTS
from tests.security.crawling import Presser

PLAIN = "application/x-www-form-urlencoded"
IN_PARTS = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
SECONDS = 3.0
"""Of this process's own time, on a busy machine; what is refused here took up to a hundred times as long before."""


def _send(browser, path, data, content_type):
    began = time.process_time()
    answer = browser.client.post(path, data=data, content_type=content_type, headers={"Origin": testing.HERE})
    took = time.process_time() - began
    assert took < SECONDS, f"{took:.1f} s"
    return answer


@pytest.mark.parametrize("path", ["/sign-in", "/language", "/h/hafan/worried"])
@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"a&" * (LARGEST_POST // 2 - 1), PLAIN),
        (b"a=1&" * (LARGEST_POST // 4 - 1), PLAIN),
        (b"&" * (LARGEST_POST - 1), PLAIN),
        (PART * (MOST_PARTS + 10) + b"--b--", IN_PARTS),
        (b"-" * (LARGEST_POST + 10), "multipart/form-data; boundary=-"),
        (PART * 120_000, IN_PARTS),
        (b"a=" + b"%41" * (LARGEST_POST // 2), PLAIN),
    ],
    ids=["names", "pairs", "signs", "parts", "dashes", "too many parts", "escapes"],
)
def test_a_flood_of_parts_is_refused_before_time_is_spent_on_each(world, path, data, content_type):
    stranger = world.stranger()
    assert _send(stranger, path, data, content_type).status_code == 413
    assert stranger.get("/healthz").text == "ready\n"


def test_as_many_parts_as_a_page_may_have_are_taken(world):
    carys = world.browser("carys")
    pairs = [("csrf_token", carys.token()), ("_at", "common_ground"), ("_go", "save")]
    pairs += [(f"x{number}", "x") for number in range(MOST_PARTS - 10)]
    answer = _send(carys, f"/h/hafan/drafts/{world.kept['hafan', 'draft']}", urlencode(pairs), PLAIN)
    assert answer.status_code == 303


@pytest.mark.parametrize("number", [200, 2_000])
def test_many_rows_are_kept_or_refused_in_words(world, number):
    world.at_step("listening")
    carys = world.browser("carys")
    draft = carys.post(f"{world.url()}/answer", {"form": "noticed", "seat": "again"}).location
    rows = [("meanings._row", f"r{row}") for row in range(number)]
    pairs = [("csrf_token", carys.token()), ("_at", "meanings"), ("_go", "save"), *rows, ("meanings.r1.meaning", "Tea")]
    assert _send(carys, draft, urlencode(pairs), PLAIN).status_code == 303
    page = carys.get(f"{draft}?at=meanings")
    assert page.status_code == 200
    assert 'value="Tea"' in page.text
    began = time.process_time()
    sent = carys.post(draft, {"_at": "_check", "_go": "send"})
    assert time.process_time() - began < SECONDS
    assert sent.status_code in (303, 422)


DEEP = {
    "flow": "[" * 20_000,
    "maps": "".join("  " * depth + "a:\n" for depth in range(170)),
    "aliases": "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\n" * 100,
    "quotes": "'" * 55_000,
    "signs": "\u202e" * 50_000,
    "brackets in a rule": f"show_if: '{'(' * 5_000}1{')' * 5_000}'",
    "a long rule": f"show_if: '{' or '.join(['answered(going_well)'] * 2_000)}'",
    "folds": f"show_if: '{'any(' * 40}x{')' * 40}'",
    "figures": f"compute: '{'9' * 10_000} * {'9' * 10_000}'",
    "powers": "compute: 9 ** 9 ** 9 ** 9",
    "growing words": f"compute: '{'going_well + ' * 300}going_well'",
    "three hundred thousand letters": "x" * 300_000,
}


@pytest.mark.parametrize("what", DEEP)
def test_a_hostile_overlay_is_refused_in_words_soon(world, what):
    mair = world.browser("mair")
    rule = DEEP[what]
    inside = f"  - add:\n      id: q\n      ask: {{en: A, cy: B}}\n      type: text\n      {rule}\n    because: x\n"
    path = "/h/hafan/tools/exchange.my_view/text"
    press = Presser(mair)
    for text in (rule, f"overlay: my_view\nof: exchange.my_view\nat: 0.1.0\nchanges:\n{inside}"):
        for go in ("try", "publish"):
            began = time.process_time()
            answer = press.post(path, {"text": text, "_go": go, "seen": "x"})
            assert time.process_time() - began < SECONDS
            assert answer.status_code in (200, 409, 422)
            assert "Traceback" not in answer.text


def test_thousands_of_wrong_sign_ins_fill_neither_disk_nor_memory(world):
    before = world.house.store.anchor(HOST).seq
    for number in range(3_000):
        with pytest.raises(accounts.WrongSignIn):
            accounts.sign_in(world.house, f"nobody.{number}", "x")
    assert world.house.store.anchor(HOST).seq == before
    assert len(world.house.shelf("accounts.nobody")) <= accounts.MOST_NAMES


def test_a_known_name_is_written_down_five_times_in_a_quarter_of_an_hour_and_no_more(world):
    before = world.house.store.anchor(HOST).seq
    for _try in range(300):
        with pytest.raises((accounts.WrongSignIn, accounts.TooManyTries)):
            accounts.sign_in(world.house, "mair.hafan", "x")
    assert world.house.store.anchor(HOST).seq - before == accounts.TRIES


PATTERNS = {
    "core.keeping.anchors": ("_LINE",), "core.keeping.rules": ("_PERIOD",), "core.stores.folder": ("_ELSEWHERE",),
    "core.accounts": ("_NAME",), "core.ids": ("_ID",), "core.stores.values": ("_HOME",), "core.expressions.values": ("_NUMBER", "_DATE"),
    "core.expressions.reading": ("_PIECE",), "core.text": ("_SLOT",), "core.web.ways": ("_ENDPOINT", "_KEY", "_VALUE"),
    "core.yamlfile": ("_WHOLE", "_DECIMAL"), "forms.model": ("_SPAN",), "forms.pages": ("_SLOT",), "forms.drafts": ("_NAME",),
    "forms.fields.writing": ("_FIGURES", "_THOUSANDS", "_DECIMAL_COMMA"), "core.expressions.say": ("_PLACE", "_BEFORE_AN_ARTICLE"),
    "core.stores.blobs": ("_NAME",), "workflows.shifts": ("_CLOCK",),
}  # fmt: skip
UNKIND = (
    "a" * 20_000, "a." * 10_000, "a.a" * 7_000 + "!", "1," * 10_000, "1,111" * 4_000 + "x", "9" * 20_000, "9." * 10_000, "-" * 20_000,
    "{" * 20_000, "{a" * 10_000, "{a_b" * 5_000, "\ue000" * 20_000, "\ue000VALUE:" * 2_000, ' data-slot="' * 1_500, " " * 20_000,
    "yw {a" * 4_000, "é" * 20_000, '"' * 20_000, "(" * 20_000, "a_" * 10_000 + "\n",
)  # fmt: skip


def _quick(look):
    took = []
    for _again in range(3):
        began = time.perf_counter()
        look()
        took.append(time.perf_counter() - began)
    return min(took)


@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in PATTERNS.items() for name in names])
def test_no_pattern_can_be_made_slow(module, name):
    """Twenty thousand letters made to be unkind: a pattern that grew with their square would take seconds."""
    pattern: re.Pattern[str] = getattr(importlib.import_module(module), name)
    for text in UNKIND:
        slow = max(_quick(lambda text=text: pattern.fullmatch(text)), _quick(lambda text=text: pattern.match(text)))
        assert slow < 0.02, f"{text[:12]!r}: {slow * 1_000:.1f} ms"
        if name in ("_SLOT", "_PLACE", "_BEFORE_AN_ARTICLE"):
            assert _quick(lambda text=text: pattern.sub("", text)) < 0.1


def test_every_pattern_there_is_has_been_tried():
    """A new pattern belongs into the table above; those of two files are looked at elsewhere."""
    from pathlib import Path

    top = Path(accounts.__file__).parents[1]
    elsewhere = {"core.words", "core.testing"}
    found = set()
    for room in ("core", "forms", "workflows"):
        for path in (top / room).rglob("*.py"):
            module = ".".join(path.relative_to(top).with_suffix("").parts)
            names = re.findall(r"^(\w+)(?:: [^=]+)? = re\.compile", path.read_text(encoding="utf-8"), re.MULTILINE)
            found |= {(module, name) for name in names if module not in elsewhere}
    assert found == {(module, name) for module, names in PATTERNS.items() for name in names}


def test_the_words_list_reads_a_long_text_in_no_time():
    for text in (
        *UNKIND[:6],
        "“" * 50_000,
        "‘" * 50_000,
        '"' * 50_001,
        "so-called " * 5_000,
        "so-called" + " " * 50_000,
    ):
        assert _quick(lambda text=text: words._QUOTED.sub("", text)) < 0.2


@pytest.mark.parametrize("revision", ["9" * 5_000, "١", "²", "-1", "1e3", "1_0", ""])
def test_no_number_of_a_revision_breaks_a_page(world, revision):
    press = Presser(world.browser("mair"))
    answer = press.post("/h/hafan/modules", {"module": "senses", "on": "yes", "revision": revision})
    assert answer.status_code == 400
    person = f"/h/hafan/household/{world.id('owen')}"
    assert press.post(person, {"name": "Owen", "roles": "care_staff", "revision": revision}).status_code in (
        303,
        409,
        422,
    )
    draft = f"/h/hafan/drafts/{world.kept['hafan', 'draft']}"
    seen = {"_at": "common_ground", "_go": "save", "_seen": revision, "common_ground": "x"}
    assert Presser(world.browser("carys")).post(draft, seen).status_code < 500
