"""The wheel of a day: moments that were shared, round its twenty-four hours, by whose hands they were in. No names. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import cos, pi, sin

from markupsafe import Markup

from core.api import HomeAnswers, HomeData, PictureMade, Text, drawing, fitted, lines_of, tag

HAPPENED = "activities.do_happened"
WIDTH = 440.0
MIDDLE = 220.0
INNER = 62.0
STEP = 17.0
MOST = 5
"""So many moments of one hour are drawn, one further out than the other; the table says the rest in words."""
LATELY = timedelta(weeks=12)
HOUR_OF = {"early_morning": 6, "morning": 10, "midday": 13, "afternoon": 15, "evening": 19, "night": 23}
"""Where a moment stands whose part of the day was said afterwards."""

_HOURS = (("00", 0), ("06", 6), ("12", 12), ("18", 18))
_HOUR = Text({"en": "Hour", "cy": "Awr"})
_ONE = Text({"en": "one", "cy": "un"})
_FEW = Text({"en": "a few", "cy": "ychydig"})
_MANY = Text({"en": "many", "cy": "llawer"})
_NONE = Text({"en": "–", "cy": "–"})
_EMPTY = Text(
    {
        "en": "No moment has been written down in the last twelve weeks.",
        "cy": "Does dim eiliad wedi'i nodi yn y deuddeg wythnos diwethaf.",
    },
    review=("cy",),
)
_SHARED = Text(
    {
        "en": "In the last twelve weeks moments were shared {when}. They were shared by: {who}.",
        "cy": "Yn y deuddeg wythnos diwethaf cafodd eiliadau eu rhannu {when}. Cawson nhw eu rhannu gan: {who}.",
    },
    review=("cy",),
)
_BY_DAY = Text({"en": "by day", "cy": "yn ystod y dydd"})
_BY_NIGHT = Text({"en": "by night", "cy": "yn ystod y nos"})
_BOTH = Text({"en": "by day and by night", "cy": "yn ystod y dydd a'r nos"})
_HOW = Text(
    {
        "en": "Each mark is one moment, at the hour when it was. Midnight is at the top, noon at the bottom; the night is shaded. It is nobody's target, and no hour has to be full.",
        "cy": "Un eiliad yw pob marc, ar yr awr pan ddigwyddodd. Mae hanner nos ar y brig a hanner dydd ar y gwaelod; mae'r nos wedi'i thywyllu. Nid targed i neb yw e, a does dim rhaid i'r un awr fod yn llawn.",
    },
    review=("cy",),
)

Cells = Mapping[tuple[int, str], int]


def draw(data: HomeData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    data.lays_out()  # counted, and nobody named
    title = data.title.said(language)
    cells, voices = _counted(data, language)
    if not cells:
        return PictureMade("", _EMPTY.said(language), (), (), title)
    sentence = _sentence(cells, voices, language)
    marks = [mark for hour in range(24) for mark in _at(hour, cells, voices)]
    svg = drawing(WIDTH, WIDTH, "day-wheel", *_face(), *marks, title=title, sentence=sentence)
    hours = sorted({hour for hour, _voice in cells})
    rows = tuple(
        (f"{hour:02}:00", *(_many(cells.get((hour, voice), 0)).said(language) for voice in voices)) for hour in hours
    )
    legend = tuple((_swatch(number), voice) for number, voice in enumerate(voices))
    return PictureMade(svg, sentence, (_HOUR.said(language), *voices), rows, title, legend, _HOW.said(language))


def _counted(data: HomeData, language: str) -> tuple[Cells, list[str]]:
    """(hour, voice) → moments, and the voices; each keeps its shape in both languages."""
    cells: dict[tuple[int, str], int] = {}
    english: dict[str, str] = {}
    for sent in data.sent(HAPPENED):
        if data.now - sent.at <= LATELY:
            place = (hour_of(sent), sent.voice.said(language))
            english[place[1]] = sent.voice.said("en")
            cells[place] = cells.get(place, 0) + 1
    return cells, sorted(english, key=lambda voice: english[voice])


def hour_of(sent: HomeAnswers) -> int:
    """The hour of a moment: that of writing it down, unless a part of the day was said."""
    return next((HOUR_OF[part] for part in sent.chosen("when_it_was") if part in HOUR_OF), sent.at.hour)


def _many(number: int) -> Text:
    """How many in words: nobody is measured by a number here."""
    return _NONE if number == 0 else _ONE if number == 1 else _FEW if number < 5 else _MANY


def _sentence(cells: Cells, voices: Sequence[str], language: str) -> str:
    night = any(hour >= 22 or hour < 6 for hour, _voice in cells)
    day = any(6 <= hour < 22 for hour, _voice in cells)
    when = _BOTH if night and day else _BY_NIGHT if night else _BY_DAY
    return _SHARED.said(language).replace("{when}", when.said(language)).replace("{who}", ", ".join(voices))


# -- the drawing -----------------------------------------------------------------------------------------------------


def _place(hour: float, far: float) -> tuple[float, float]:
    """Where an hour stands so far from the middle; midnight is at the top."""
    turn = hour / 24 * 2 * pi
    return MIDDLE + far * sin(turn), MIDDLE - far * cos(turn)


def _face() -> Iterator[Markup]:
    edge = INNER + STEP * (MOST + 0.6)
    (x1, y1), (x2, y2) = _place(22, edge), _place(6, edge)
    yield tag("circle", class_="day-wheel__day", cx=MIDDLE, cy=MIDDLE, r=edge)
    yield tag(
        "path",
        class_="day-wheel__night",
        d=f"M{MIDDLE} {MIDDLE}L{x1:.1f} {y1:.1f}A{edge} {edge} 0 0 1 {x2:.1f} {y2:.1f}Z",
    )
    yield tag("circle", class_="day-wheel__middle", cx=MIDDLE, cy=MIDDLE, r=INNER - STEP * 0.6)
    for hour in range(24):
        (x1, y1), (x2, y2) = _place(hour, edge), _place(hour, edge + (8 if hour % 6 else 14))
        yield tag("line", class_="day-wheel__tick", x1=x1, y1=y1, x2=x2, y2=y2)
    for words, hour in _HOURS:
        x, y = _place(hour, edge + 34)
        yield from lines_of(fitted(words, 6), x, y + 8, size=23)


def _at(hour: int, cells: Cells, voices: Sequence[str]) -> Iterator[Markup]:
    """The marks of one hour, from the middle outwards, the voices in turn."""
    marks = [number for number, voice in enumerate(voices) for _one in range(cells.get((hour, voice), 0))]
    for out, number in enumerate(marks[:MOST]):
        x, y = _place(hour + 0.5, INNER + STEP * out + STEP / 2)
        yield _mark(number, x, y, 6.5)


def _mark(number: int, x: float, y: float, r: float) -> Markup:
    """A mark for each voice: circle, square, triangle, diamond, ring, cross, bar; from the eighth on they come again."""
    shapes = (
        f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z",
        f"M{x - r:.1f} {y - r:.1f}h{2 * r}v{2 * r}h{-2 * r}z",
        f"M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}H{x - r:.1f}z",
        f"M{x:.1f} {y - r * 1.2:.1f}l{r * 1.2:.1f} {r * 1.2:.1f}l{-r * 1.2:.1f} {r * 1.2:.1f}l{-r * 1.2:.1f} {-r * 1.2:.1f}z",
        f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0zm{r / 2} 0a{r / 2} {r / 2} 0 1 1 {r} 0a{r / 2} {r / 2} 0 1 1 {-r} 0z",
        f"M{x - r:.1f} {y - 2:.1f}h{r - 2}v{2 - r}h4v{r - 2}h{r - 2}v4h{2 - r}v{r - 2}h-4v{2 - r}h{2 - r}z",
        f"M{x - r:.1f} {y - 3:.1f}h{2 * r}v6h{-2 * r}z",
    )
    return tag("path", class_=f"day-wheel__mark day-wheel__mark--{number % 3}", d=shapes[number % len(shapes)])


def _swatch(number: int) -> Markup:
    return tag(
        "svg",
        _mark(number, 12, 12, 8),
        class_="picture__swatch picture__swatch--square",
        viewBox="0 0 24 24",
        aria_hidden="true",
        focusable="false",
    )
