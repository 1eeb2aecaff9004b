"""What a picture shows, in words: whole sentences in English and Welsh, never a number as a score. Pure.

The Welsh puts the names after a colon, so that no name has to change its first letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from babel.dates import format_date

from core.text import Text
from forms.checkins.floor import Share
from forms.checkins.series import Column
from forms.fields.choosing import label_of
from forms.model import CheckIn, Measure, Question
from forms.shown import declined_words

_LOCALES = {"en": "en_GB", "cy": "cy"}
NOTHING_YET = Text({"en": "Nothing has been asked yet.", "cy": "Does dim wedi'i ofyn eto."})
NOT_SAID = Text({"en": "Nothing was said.", "cy": "Ddywedwyd dim."}, review=("cy",))
NOTICED = Text(
    {
        "en": "What others noticed stands apart, and is not the person's own word.",
        "cy": "Mae'r hyn y sylwodd eraill arno yn sefyll ar wahân, ac nid gair y person ei hun yw e.",
    }
)


def listed(names: Sequence[str], language: str) -> str:
    """Names as a list: `purpose and belonging`; `Pwrpas a Pherthyn`, with the breath that Welsh puts after `a`."""
    if len(names) < 2:
        return "".join(names)
    last = names[-1]
    if language != "cy":
        return f"{', '.join(names[:-1])} and {last}"
    link = "ac" if last[:1].casefold() in "aeiouwyâêîôûŵŷ" else "a"
    return f"{', '.join(names[:-1])} {link} {_breathed(last) if link == 'a' else last}"


def _breathed(word: str) -> str:
    for hard, soft in (("c", "ch"), ("p", "ph"), ("t", "th")):
        if word[:1].casefold() == hard and word[:2].casefold() not in ("ch", "ph", "th"):
            return (soft.capitalize() if word[0].isupper() else soft) + word[1:]
    return word


def low(words: str) -> str:
    """Words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def day_words(day: date, this_year: int) -> Text:
    """A date as the name of a time: `3 March`, with its year when it is another one."""
    shape = "d MMMM" if day.year == this_year else "d MMMM y"
    return Text({language: format_date(day, shape, locale=_LOCALES[language]) for language in _LOCALES})


def short_day(day: date) -> Text:
    """A date as the head of a narrow column: `3 Sept`."""
    return Text({language: format_date(day, "d MMM", locale=_LOCALES[language]) for language in _LOCALES})


def since(then: date, now: date, language: str) -> str:
    """Since when: the month, or the day where it was this month."""
    shape = (
        "d MMMM" if (then.year, then.month) == (now.year, now.month) else "MMMM" if then.year == now.year else "MMMM y"
    )
    words = format_date(then, shape, locale=_LOCALES[language])
    return f"mis {words}" if language == "cy" and shape.startswith("M") else words


def gap_title(first: date, last: date, this_year: int) -> Text:
    """The name of a stretch without a check-in, from its first day to its last."""
    return Text(
        {
            "en": f"No check-in from {day_words(first, this_year).said('en')} to {day_words(last, this_year).said('en')}",
            "cy": f"Dim holi hynt o {day_words(first, this_year).said('cy')} i {day_words(last, this_year).said('cy')}",
        },
        review=("cy",),
    )


def _gaps(columns: Sequence[Column], language: str) -> Iterable[str]:
    """The gaps as a sentence: between which months nobody asked, so that times side by side are not taken for neighbours."""
    found = list(_stretches(columns, language))
    if found and language == "cy":
        yield f"Bu sbel heb holi hynt {', a '.join(found)}."
    elif found:
        yield f"There was no check-in for a while {', and '.join(found)}."


def _stretches(columns: Sequence[Column], language: str) -> Iterable[str]:
    for before, gap, after in zip(columns, columns[1:], columns[2:], strict=False):
        if not gap.gap:
            continue
        then, now = (_month(one.day, columns[-1].day.year, language) for one in (before, after))
        if language == "cy":
            yield f"ym mis {now}" if then == now else f"rhwng mis {then} a mis {now}"
        else:
            yield f"in {now}" if then == now else f"between {then} and {now}"


def _month(day: date, this_year: int, language: str) -> str:
    return str(format_date(day, "MMMM" if day.year == this_year else "MMMM y", locale=_LOCALES[language]))


def of_columns(check_in: CheckIn, columns: Sequence[Column], noticed: bool = False) -> Text:
    """What one person's picture shows: what has grown since the first time, what is how, and what was not asked."""
    if not columns:
        return _each(lambda language: f"{NOT_SAID.said(language)} {NOTICED.said(language)}") if noticed else NOTHING_YET
    said = {language: _person(check_in, columns, language) for language in _LOCALES}
    if noticed:
        said = {language: f"{words} {NOTICED.said(language)}" for language, words in said.items()}
    return Text(said)


def _person(check_in: CheckIn, columns: Sequence[Column], language: str) -> str:
    last = columns[-1]
    grown: dict[str, list[str]] = {}
    harder: dict[str, list[str]] = {}
    stands: dict[str, list[str]] = {}
    declined: dict[str, list[str]] = {}
    not_asked: list[str] = []
    for measure in check_in.measures:
        title = measure.title.said(language)
        question = question_of(check_in, measure)
        options = question.choices()
        now = last.points.get(measure.id)
        if now is None:
            not_asked.append(title)
        elif now.value is None or now.value not in options:
            declined.setdefault(declined_words(now.declined, language), []).append(title)
        else:
            then, day = _first(columns[:-1], measure.id, options)
            here = options.index(now.value)
            if then is None or then == here:
                stands.setdefault(_standing(question, now.value, language), []).append(title)
            else:
                changed = grown if here > then else harder
                changed.setdefault(since(day, last.day, language), []).append(title)
    parts = (_welsh if language == "cy" else _english)(grown, harder, stands)
    sentences = [f"{parts[0][:1].upper()}{parts[0][1:]}{''.join(f'; {part}' for part in parts[1:])}."] if parts else []
    sentences += _left_open(not_asked, declined, language)
    sentences += _gaps(columns, language)
    return " ".join(sentences)


def _first(columns: Sequence[Column], measure: str, options: Sequence[str]) -> tuple[int | None, date]:
    """The first answer to a measure among these times, as its position, and when it was."""
    for column in columns:
        point = column.points.get(measure)
        if point is not None and point.value in options:
            return options.index(point.value), column.day
    return None, date.min


def question_of(check_in: CheckIn, measure: Measure) -> Question:
    """The question that a measure reads; a checked check-in has it."""
    found = check_in.question(measure.question)
    assert found is not None, measure.question
    return found


def _standing(question: Question, option: str, language: str) -> str:
    words = label_of(question, option).said(language)
    return low(words) if question.type == "faces" else f"“{words}”"


def _english(
    grown: Mapping[str, list[str]], harder: Mapping[str, list[str]], stands: Mapping[str, list[str]]
) -> list[str]:
    parts = []
    for changed, how in ((grown, "grown"), (harder, "become harder")):
        for when, names in changed.items():
            parts.append(f"{_low_list(names)} {'has' if len(names) == 1 else 'have'} {how} since {when}")
    for words, names in stands.items():
        parts.append(f"{_low_list(names)} {'is' if len(names) == 1 else 'are'} {words}")
    return parts


def _low_list(names: Sequence[str]) -> str:
    return listed([low(name) for name in names], "en")


def _welsh(
    grown: Mapping[str, list[str]], harder: Mapping[str, list[str]], stands: Mapping[str, list[str]]
) -> list[str]:
    parts = []
    for changed, how in ((grown, "wedi tyfu"), (harder, "wedi mynd yn anoddach")):
        parts += [f"{how} ers {when}: {listed(names, 'cy')}" for when, names in changed.items()]
    return parts + [f"{words}: {listed(names, 'cy')}" for words, names in stands.items()]


def _left_open(not_asked: list[str], declined: Mapping[str, list[str]], language: str) -> list[str]:
    made = []
    for words, names in declined.items():
        if language == "cy":
            made.append(f"“{words}”: {listed(names, 'cy')}.")
        else:
            made.append(f"About {_low_list(names)} the answer was “{words}”.")
    if not_asked and language == "cy":
        made.append(f"{'Heb ei ofyn' if len(not_asked) == 1 else 'Heb eu gofyn'}: {listed(not_asked, 'cy')}.")
    elif not_asked:
        named = _low_list(not_asked)
        made.append(f"{named[:1].upper()}{named[1:]} {'was' if len(not_asked) == 1 else 'were'} not asked.")
    return made


# -- groups ----------------------------------------------------------------------------------------------------------

_SHARES = {
    "most": Text({"en": "Most or all: {list}", "cy": "Y rhan fwyaf neu bawb: {list}"}),
    "some": Text({"en": "Some: {list}", "cy": "Rhai: {list}"}),
}
_SPREAD = Text({"en": "Spread over all the answers", "cy": "Wedi'u gwasgaru dros yr holl atebion"})
_PEOPLE = Text({"en": "{n} people", "cy": "{n} o bobl"})


def people_words(number: int) -> Text:
    """How many people a line is made of; a group has at least a few."""
    if number == 1:
        return Text({"en": "1 person", "cy": "1 person"})
    return _each(lambda language: _PEOPLE.said(language).replace("{n}", str(number)))


def share_words(question: Question, shares: Mapping[str, Share]) -> Text:
    """What a group's answers are, in words that tell neither nobody nor everybody."""

    def said(language: str) -> str:
        parts = []
        for share in ("most", "some"):
            chosen = [label_of(question, id).said(language) for id, one in shares.items() if one == share]
            if chosen:
                parts.append(_SHARES[share].said(language).replace("{list}", ", ".join(reversed(chosen))))
        return ". ".join(parts) or _SPREAD.said(language)

    return _each(said)


def middle_words(question: Question, place: float) -> Text:
    """The middle answer of a group, in words."""
    options = question.choices()
    below = label_of(question, options[int(place)])
    if place == int(place):
        return below
    above = label_of(question, options[int(place) + 1])
    return Text(
        {
            "en": f"between {below.said('en')} and {above.said('en')}",
            "cy": f"rhwng {below.said('cy')} a {above.said('cy')}",
        },
        review=("cy",),
    )


def of_groups(check_in: CheckIn, groups: Iterable[tuple[Text, Mapping[str, float]]]) -> Text:
    """What lies furthest apart between groups, as a question to talk about; `groups` are titles with measure → middle answer."""
    shown = list(groups)
    if not shown:
        return Text(
            {
                "en": "Too few people have answered to show anything.",
                "cy": "Mae rhy ychydig o bobl wedi ateb i ddangos dim.",
            }
        )
    if len(shown) == 1:
        only = shown[0][0]
        return Text(
            {
                "en": f"Only one group can be shown: {low(only.said('en'))}.",
                "cy": f"Dim ond un grŵp y gellir ei ddangos: {only.said('cy')}.",
            }
        )
    widest: tuple[float, Measure, int, int] | None = None
    for measure in check_in.measures:
        placed = [(middles[measure.id], number) for number, (_, middles) in enumerate(shown) if measure.id in middles]
        if len(placed) > 1:
            lowest, highest = min(placed), max(placed)
            if lowest[0] + 1 <= highest[0] and (widest is None or highest[0] - lowest[0] > widest[0]):
                widest = (highest[0] - lowest[0], measure, highest[1], lowest[1])
    if widest is None:
        return Text({"en": "The groups see things much alike.", "cy": "Mae'r grwpiau'n gweld pethau'n debyg iawn."})
    _, measure, high, low_one = widest
    question = question_of(check_in, measure)
    above, under = (middle_words(question, shown[number][1][measure.id]) for number in (high, low_one))
    one, other = shown[high][0], shown[low_one][0]
    return Text(
        {
            "en": (
                f"{measure.title.said('en')}: the middle answer of {low(one.said('en'))} is “{above.said('en')}”, "
                f"and of {low(other.said('en'))} “{under.said('en')}”. What do we each see?"
            ),
            "cy": (
                f"{measure.title.said('cy')}: ateb canol “{one.said('cy')}” yw “{above.said('cy')}”, "
                f"ac ateb canol “{other.said('cy')}” yw “{under.said('cy')}”. Beth mae pob un ohonon ni'n ei weld?"
            ),
        },
        review=("cy",),
    )


def _each(said: Callable[[str], str]) -> Text:
    return Text({language: said(language) for language in _LOCALES})
