"""Two languages, of which neither is second: whole sentences, plural forms, and who chose which language."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import testing
from core.text import Text, sentence
from core.web import languages
from core.web.languages import Catalogues, Speech, choose, day, fill, join, ngettext, plural_form, speaking
from tools.messages import Room, key, missing, rooms, update

TREE = Path(__file__).parents[3]
WELSH = Speech("cy", Catalogues.read([TREE / "core" / "locale"]))


@pytest.mark.parametrize("room", list(rooms()), ids=lambda room: room.name)
def test_every_sentence_of_a_page_is_there_in_welsh(room):
    assert missing(room) == [], "run: python tools/messages.py, and write the Welsh into the empty places"


@pytest.mark.parametrize("room", list(rooms()), ids=lambda room: room.name)
def test_no_welsh_is_left_over_from_sentences_that_nobody_says_any_more(room):
    said = {key(one) for one in room.messages() if one.id}
    assert {key(one) for one in room.catalogue() if one.id} - said == set(), "run: python tools/messages.py"


def test_a_sentence_without_welsh_is_noticed(tmp_path):
    (tmp_path / "core" / "templates").mkdir(parents=True)
    (tmp_path / "core" / "page.py").write_text("from x import _\n_('One sentence.')\n", encoding="utf-8")
    (tmp_path / "core" / "templates" / "page.html").write_text(
        "{{ _('Another.') }}{{ ngettext('one', '{n} many', 3) }}", encoding="utf-8"
    )
    room = Room("core", tmp_path / "core")
    assert sorted(missing(room, tmp_path)) == ["Another.", "One sentence.", "one"]
    update(room, tmp_path)
    assert room.path.read_text(encoding="utf-8").count("msgstr[") == 5


def test_what_is_wrong_with_a_definition_without_welsh_is_noticed_too(tmp_path):
    (tmp_path / "core").mkdir()
    words = "from core.text import sentence\nsentence(\"there is no colour '{word}'\", word='x')\n"
    (tmp_path / "core" / "check.py").write_text(words, encoding="utf-8")
    assert missing(Room("core", tmp_path / "core"), tmp_path) == ["there is no colour '{word}'"]


def test_what_was_translated_stays_when_the_catalogue_is_brought_up_to_date(tmp_path):
    page = tmp_path / "core" / "page.py"
    page.parent.mkdir()
    page.write_text("_('Good morning.')\n", encoding="utf-8")
    room = Room("core", page.parent)
    update(room, tmp_path)
    room.path.write_text(
        room.path.read_text(encoding="utf-8")
        .replace('msgstr ""\n', 'msgstr "Bore da."\n')[::1]
        .replace('msgid ""\nmsgstr "Bore da."\n', 'msgid ""\nmsgstr ""\n'),
        encoding="utf-8",
    )
    page.write_text("_('Good morning.')\n_('New.')\n", encoding="utf-8")
    update(room, tmp_path)
    assert "Bore da." in room.path.read_text(encoding="utf-8")
    assert missing(room, tmp_path) == ["New."]


@pytest.mark.parametrize(("number", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 0), (6, 4), (7, 0), (11, 0)])
def test_welsh_counts_in_its_own_five_forms(number, form):
    assert plural_form("cy", number) == form


def test_welsh_says_two_worries_with_a_soft_mutation():
    with speaking(WELSH):
        said = ngettext("A worry was written down", "{n} worries were written down", 2)
    assert said == "Ysgrifennwyd dau bryder"


def test_english_is_said_where_a_sentence_has_no_welsh():
    with speaking(WELSH):
        assert languages.gettext("Nobody wrote this, {name}.", name="Mair") == "Nobody wrote this, Mair."
        assert ngettext("one hen", "{n} hens", 3) == "3 hens"


def test_a_sentence_is_said_in_welsh_with_all_its_parts_and_stays_english_for_whoever_reads_it_as_text():
    lock = Text({"en": "needed by law", "cy": "ei angen yn ôl y gyfraith"})
    wrong = sentence("this should be {wanted}", wanted=sentence("a whole number"))
    with speaking(WELSH):
        assert languages.in_words(wrong) == "dylai hwn fod yn: rhif cyfan"
        assert languages.in_words(sentence("{words}", words=lock)) == "ei angen yn ôl y gyfraith"
        assert languages.in_words("plain {words}") == "plain {words}"
        assert languages.in_words(sentence("'{key}' has no value", key="{key}")) == "does dim gwerth i '{key}'"
    assert wrong == "this should be a whole number"


def test_words_in_braces_that_nobody_filled_stay():
    assert fill("{a} and {b}", {"a": "{b}"}) == "{b} and {b}"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], ""),
        (["te"], "te"),
        (["te", "tost"], "te a tost"),
        (["te", "afal"], "te ac afal"),
        (["te", "tost", "ŵy"], "te, tost ac ŵy"),
    ],
)
def test_a_welsh_list_ends_in_ac_before_a_vowel(items, said):
    assert join(items, "cy") == said


def test_an_english_list_ends_in_and():
    assert join(["tea", "toast", "jam"], "en") == "tea, toast and jam"


def test_a_day_is_the_homes_own_day():
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    assert day(late, "Europe/London", "en") == "Tuesday 2 June 2026"
    assert day(late, "Europe/London", "cy") == "Dydd Mawrth 2 Mehefin 2026"


@pytest.mark.parametrize(
    ("chosen", "own", "accepted", "language"),
    [
        ("en", ("cy",), [("cy", 1)], "en"),
        (None, ("cy", "en"), [("en", 1)], "cy"),
        (None, (), [("fr", 1), ("en-GB", 0.5), ("cy-GB", 0.7)], "cy"),
        (None, ("pl",), [("pl", 1)], "en"),
        ("xx", (), [], "en"),
    ],
)
def test_the_hand_comes_before_the_person_and_the_person_before_the_browser(chosen, own, accepted, language):
    assert choose(chosen, own, accepted) == language


def test_dilys_reads_welsh_because_it_is_her_first_language():
    house = testing.house()
    cast = testing.home_with_cast(house)
    page = testing.browser(house, cast.accounts["dilys"]).get(f"/h/{cast.home.id}/").text
    assert '<html lang="cy"' in page
    assert "Helo, Dilys Rees" in page


def test_the_language_button_is_remembered_and_leads_back():
    house = testing.house()
    cast = testing.home_with_cast(house)
    browser = testing.browser(house, cast.accounts["mair"])
    back = browser.post("/language", {"lang": "cy", "next": f"people?home_id={cast.home.id}"})
    assert back.location == f"/h/{cast.home.id}/people/"
    assert "Y bobl sy" in browser.get(back.location).text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.com/", "//example.com", "/\\example.com", "front?next=https://example.com", "static?filename=x",
        "sign_out", "worry_read?home_id=a&worry_id=b", "today", "today?home_id=a%2F%2Fb", "nothing", "", "javascript:alert(1)",
        "today?home_id=hafan&_external=1", "today?home_id=hafan&_scheme=ftp", "today?home_id=hafan&_anchor=x",
        "front" + "?a=b" * 900,
    ],
)  # fmt: skip
def test_next_never_leads_out_of_the_house(elsewhere):
    browser = testing.browser(testing.house())
    back = browser.post("/language", {"lang": "cy", "next": elsewhere})
    assert back.location == "/"
