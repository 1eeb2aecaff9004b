"""How somebody wishes to be spoken of, on their own page: the few lines that everybody who writes about them needs. Pure."""

from __future__ import annotations

from core.api import HomeAnswers, HomeData, Text, own_words, tag, with_words

FORM = "words.words_mine"

_TITLE = Text({"en": "How I wish to be spoken of", "cy": "Sut rwy'n dymuno i bobl siarad amdanaf"})
_LINES = (
    ("call_me", Text({"en": "Call me {words}.", "cy": "Galwch fi'n {words}."}, review=("cy",))),
    ("not_called", Text({"en": "Please don't call me {words}.", "cy": "Peidiwch â'm galw'n {words}."}, review=("cy",))),
    ("how_i_say_it", Text({"en": "In my own words: “{words}”", "cy": "Yn fy ngeiriau fy hun: “{words}”"})),
    ("hard_day_notes", Text({"en": "About a hard day: “{words}”", "cy": "Am ddiwrnod anodd: “{words}”"})),
)
_WINCE = Text({"en": "These make me wince: {words}.", "cy": "Mae'r rhain yn gwneud i mi wingo: {words}."})
_HEART = Text({"en": "The language of my heart: {words}.", "cy": "Iaith fy nghalon: {words}."})


def draw(data: HomeData, language: str) -> str:
    """The lines about the person whose page it is; nothing where they have said nothing."""
    said = newest([one for one in data.sent(FORM) if one.person == data.subject and one.subject == data.subject])
    spoken = said.languages
    lines = [
        with_words(shape.said(language), words=own_words(said.words(question), spoken.get(question)))
        for question, shape in _LINES
        if said.words(question)
    ]
    winces = ", ".join(word for row in said.rows("wince_words") if (word := row.words("wince_word")))
    if winces:
        lines.append(with_words(_WINCE.said(language), words=own_words(winces, spoken.get("wince_words"))))
    for option in said.chosen("heart_language"):
        words = said.words("which_language") or data.option(FORM, "heart_language", option).said(language)
        lines.append(with_words(_HEART.said(language), words=words))
    if not lines:
        return ""
    title = tag("h2", _TITLE.said(language), class_="govuk-heading-m", id="spoken-of")
    listed = tag("ul", *(tag("li", line) for line in lines), class_="govuk-list")
    return tag("section", title, listed, aria_labelledby="spoken-of", class_="board")


def newest(sent: list[HomeAnswers]) -> HomeAnswers:
    """The newest answer to each question, whenever it was given."""
    values: dict[str, object] = {}
    languages: dict[str, str] = {}
    for one in sent:
        values.update(one.values)
        languages.update(one.languages)
    return HomeAnswers(values, languages=languages)
