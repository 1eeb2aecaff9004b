"""The words list: what is found in a text, what is left alone, and what a list may name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import testing
from core.welsh import mutations
from core.words import Entry, find_hurt


def entry(english=(), welsh=(), softly=(), instead=("walking",)):
    said = {language: tuple(words) for language, words in (("en", english), ("cy", welsh)) if words}
    return Entry.model_validate(
        {
            "instead_of": said,
            "softly": {"en": tuple(softly)} if softly else {},
            "try": {"en": tuple(instead)},
            "because": {"en": "x"},
        }
    )


def found(text, *entries, **more):
    return [one.word for one in find_hurt(text, entries, **more)]


@pytest.mark.parametrize(
    "text",
    [
        "Mae dementia ar Mair.",
        "Mae hi'n byw gyda ddementia.",
        "Yn nementia Mair.",
        "DDEMENTIA",
    ],
)
def test_a_welsh_word_is_known_however_it_begins(text):
    assert len(found(text, entry(welsh=["dementia"]))) == 1


def test_every_word_of_a_welsh_phrase_may_change():
    caeth = entry(welsh=["caeth i'r gwely"])
    assert found("Mae e'n gaeth i'r gwely; ei chaeth i'r gwely.", caeth) == ["gaeth i'r gwely", "chaeth i'r gwely"]
    assert found("ei hymddygiad heriol", entry(welsh=["ymddygiad heriol"])) == ["hymddygiad heriol"]


def test_an_english_word_is_not_changed_as_if_it_were_welsh():
    assert found("He told a fib.", entry(english=["bib"])) == []


def test_the_first_letters_of_welsh_are_those_of_the_grammar():
    assert mutations("caeth") == ("caeth", "gaeth", "nghaeth", "chaeth")
    assert mutations("llaw") == ("llaw", "law")
    assert mutations("ymddygiad") == ("ymddygiad", "hymddygiad")
    assert mutations("chwarae") == ("chwarae",)


@pytest.mark.parametrize(
    "text",
    [
        'The letter says "challenging behaviour".',
        "The letter says “challenging behaviour, and more”.",
        "The letter says ‘challenging behaviour’.",
        "The letter says 'his challenging behaviour isn't new'.",
        "His so-called challenging behaviour.",
        "Yr hyn a elwir yn ymddygiad heriol.",
        "Ei ymddygiad, fel y'i gelwir challenging behaviour.",
    ],
)
def test_somebody_elses_words_are_left_alone(text):
    assert found(text, entry(english=["challenging behaviour"], welsh=["ymddygiad heriol"])) == []


def test_an_apostrophe_is_not_a_quotation_mark():
    assert found("Mair's wandering in Dilys' room", entry(english=["wandering"])) == ["wandering"]


def test_a_phrase_is_found_over_the_end_of_a_line_and_with_a_curly_apostrophe():
    assert found("in his challenging\n  behaviour", entry(english=["challenging behaviour"])) != []
    assert found("mae e’n gaeth i’r gwely", entry(welsh=["caeth i'r gwely"])) == ["gaeth i’r gwely"]


def test_soft_words_are_found_only_while_somebody_writes():
    refused = entry(english=["non-compliant"], softly=["refused"])
    assert found("She refused tea.", refused) == []
    assert found("She refused tea.", refused, writing=True) == ["refused"]


def test_of_two_entries_with_one_word_the_first_says_what_to_try():
    mine, theirs = entry(english=["settled"], instead=["at home"]), entry(english=["settled"])
    (one,) = find_hurt("He is settled.", [mine, theirs])
    assert one.offer("en") == "at home"


def test_a_feeding_chart_does_not_pass_the_check_of_a_pack(tmp_path):
    from core.check import check_paths

    pack = tmp_path / "meals"
    pack.mkdir()
    head = "pack: meals\ntitle: {en: Meals, cy: Prydau}\nversion: 1.0.0\nkeeps: {answers: 1 year}\n"
    (pack / "pack.yaml").write_text(head, "utf-8")
    (pack / "chart.yaml").write_text(
        "form: chart\ntitle: {en: Feeding chart, cy: Siart prydau}\npages:\n  - id: one\n    questions:\n"
        "      - {id: ate, ask: {en: What did they enjoy?, cy: Beth wnaethon nhw ei fwynhau?}, type: text}\n",
        "utf-8",
    )
    report = check_paths([pack])
    assert [(one.code, one.place.line) for one in report.problems] == [("E801", 2)]
    assert "help to enjoy a meal" in report.problems[0].hint


def test_the_glossary_has_its_fifty_entries_in_both_languages():
    entries = testing.house().installed.catalogue.words
    assert len(entries) >= 50
    assert all(set(one.try_) == {"en", "cy"} and set(one.because.words) == {"en", "cy"} for one in entries)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("silent_in: [nowhere]", "E201", "nowhere"),
        ("own_words: {form: no_such_form}", "E202", "no_such_form"),
        ("own_words: {form: words.words_mine, called: nickname}", "E202", "nickname"),
        ("adopted: {form: words.words_proposal, steps: [ours], instead_of: old, try: try_this}", "E202", "old"),
    ],
)
def test_a_list_that_names_what_is_not_there_is_told(tmp_path, line, code, says):
    from core.check import check_paths

    list_ = tmp_path / "ours.yaml"
    list_.write_text(
        f"words: ours\n{line}\nentries:\n  - instead_of: [the ward]\n    try: {{en: [home], cy: [cartref]}}\n"
        "    because: {en: We live here., cy: Rydym yn byw yma.}\n",
        "utf-8",
    )
    (problem,) = check_paths([list_]).problems
    assert (problem.code, problem.place.line) == (code, 2)
    assert says in problem.message


LETTERS = st.text("ab' -’", max_size=12)


@given(st.lists(LETTERS.filter(lambda one: one[:1].isalpha()), min_size=1, max_size=6, unique=True), LETTERS, LETTERS)
def test_every_word_of_the_list_is_found_as_one_pattern_would_find_it(words, before, after):
    text = f"{before} {words[0]} {after}".replace("'", "").replace("’", "")
    plain = sorted({word.replace("'", "").replace("’", "").strip() for word in words} - {""}, key=lambda one: -len(one))
    spaced = (r"\s+".join(map(re.escape, word.split())) for word in plain)
    one_pattern = re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)", re.IGNORECASE)
    assert found(text, entry(english=plain)) == one_pattern.findall(text)


def test_a_list_of_ten_thousand_words_is_searched_like_any_other():
    many = [f"word{number} here" for number in range(10_000)]
    assert found("can " * 5_000 + "word77  here. " + "'" * 5_000, entry(english=many)) == ["word77  here"]


@pytest.mark.parametrize("word", ["…", "--", "?!"])
def test_what_has_no_letter_is_no_word(word):
    assert found(f"so {word} it goes", entry(english=[word])) == []
