"""The word garden: month by month, words that are growing and words we have let go. A whole home's, never anybody's. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.api import HomeData, MonthOfWords, PictureMade, Text, drawing, fitted, leading, lines_of, tag

WIDTH = 320.0
SIZE = 18.0
LEFT = 46.0
"""Where the words begin, beside their flower or leaf."""
NEWEST = 6
"""So many months are drawn; earlier ones stand in the table."""
MOST = 6
"""So many words of a kind are drawn in a bed; the table has them all."""

_MONTHS = (
    Text({"en": "January", "cy": "Ionawr"}),
    Text({"en": "February", "cy": "Chwefror"}),
    Text({"en": "March", "cy": "Mawrth"}),
    Text({"en": "April", "cy": "Ebrill"}),
    Text({"en": "May", "cy": "Mai"}),
    Text({"en": "June", "cy": "Mehefin"}),
    Text({"en": "July", "cy": "Gorffennaf"}),
    Text({"en": "August", "cy": "Awst"}),
    Text({"en": "September", "cy": "Medi"}),
    Text({"en": "October", "cy": "Hydref"}),
    Text({"en": "November", "cy": "Tachwedd"}),
    Text({"en": "December", "cy": "Rhagfyr"}),
)
_MONTH = Text({"en": "Month", "cy": "Mis"})
_GROWING = Text({"en": "Growing", "cy": "Yn tyfu"})
_LET_GO = Text({"en": "Let go", "cy": "Wedi'u gollwng"})
_NOTHING = Text({"en": "nothing new", "cy": "dim byd newydd"})
_NO_MONTH = Text(
    {
        "en": "The garden begins when a month is over in which five people have written.",
        "cy": "Mae'r ardd yn dechrau pan fydd mis ar ben lle mae pump o bobl wedi ysgrifennu.",
    },
    review=("cy",),
)
_GROW = Text(
    {
        "en": "In {month} these words were growing: {words}.",
        "cy": "Ym mis {month} roedd y geiriau hyn yn tyfu: {words}.",
    }
)
_GONE = Text({"en": "We have let go of {words}.", "cy": "Rydyn ni wedi gollwng {words}."})
_STILL = Text(
    {
        "en": "In {month} no word was new, and none was let go.",
        "cy": "Ym mis {month} doedd dim gair newydd, a dim un wedi'i ollwng.",
    }
)
_HOW = Text(
    {
        "en": "A word grows when it stands in more of our writing than the month before. It is let go in the first month when nobody writes it any more. A month is shown once it is over, if five people or more have written in it: nobody's own words can be told apart.",
        "cy": "Mae gair yn tyfu pan fydd mewn mwy o'n hysgrifennu na'r mis cynt. Mae wedi'i ollwng yn y mis cyntaf pan na fydd neb yn ei ysgrifennu mwyach. Mae mis yn cael ei ddangos pan fydd ar ben, os oes pump neu fwy o bobl wedi ysgrifennu ynddo: nid oes modd gwahaniaethu geiriau neb.",
    },
    review=("cy",),
)


@dataclass(frozen=True)
class Bed:
    """One month: the words that grew, and those let go, each in the order of the alphabet."""

    month: str
    growing: tuple[str, ...]
    let_go: tuple[str, ...]

    def called(self, language: str) -> str:
        """Its name, with its year."""
        return f"{_MONTHS[int(self.month[5:]) - 1].said(language)} {self.month[:4]}"


def beds(months: Sequence[MonthOfWords]) -> list[Bed]:
    """The months as beds. The first shows what grows; nothing can have been let go before it."""
    made: list[Bed] = []
    for number, month in enumerate(months):
        before = months[number - 1] if number else None
        growing = [word for word in month.new if _share(month, word) > (_share(before, word) if before else 0.0)]
        later = {word for other in months[number:] for word in other.old}
        gone = [word for word in (before.old if before else ()) if word not in later]
        made.append(Bed(month.month, tuple(sorted(growing)), tuple(sorted(gone))))
    return made


def _share(month: MonthOfWords, word: str) -> float:
    return month.new.get(word, 0) / month.answers if month.answers else 0.0


def draw(data: HomeData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    made = beds(data.months)
    title = data.title.said(language)
    sentence = _sentence(made, language)
    parts: list[Markup] = []
    down = 8.0
    for bed in reversed(made[-NEWEST:]):
        down = _bed(parts, bed, down, language)
    svg = drawing(WIDTH, down, "garden", *parts, title=title, sentence=sentence) if made else ""
    head = (_MONTH.said(language), _GROWING.said(language), _LET_GO.said(language))
    nothing = _NOTHING.said(language)
    rows = tuple(
        (bed.called(language), ", ".join(bed.growing) or nothing, ", ".join(bed.let_go) or nothing)
        for bed in reversed(made)
    )
    legend = ((_swatch(_flower(18, 14)), head[1]), (_swatch(_leaf(18, 18)), head[2])) if made else ()
    return PictureMade(svg, sentence, head if made else (), rows, title, legend, _HOW.said(language))


def _bed(parts: list[Markup], bed: Bed, down: float, language: str) -> float:
    parts += lines_of([bed.called(language)], 2, down + SIZE, size=SIZE, css="garden__month", anchor="start")
    down += leading(SIZE) + 6
    for words, drawn, css in ((bed.growing, _flower, "garden__growing"), (bed.let_go, _leaf, "garden__gone")):
        for word in words[:MOST]:
            lines = fitted(word, (WIDTH - LEFT - 4) / SIZE, 2)
            parts.append(drawn(20, down + SIZE - 6))
            parts += lines_of(lines, LEFT, down + SIZE, size=SIZE, css=css, anchor="start", room=WIDTH - LEFT)
            down += leading(SIZE) * len(lines) + 8
    if not bed.growing and not bed.let_go:
        parts += lines_of([_NOTHING.said(language)], LEFT, down + SIZE, size=SIZE, css="garden__still", anchor="start")
        down += leading(SIZE) + 8
    parts.append(tag("line", class_="garden__ground", x1=2, x2=WIDTH - 2, y1=down + 2, y2=down + 2))
    return down + 16


def _flower(x: float, y: float) -> Markup:
    """What grows stands up: a stem, two leaves and a flower."""
    return tag(
        "g",
        tag(
            "path",
            class_="garden__stem",
            d=f"M{x:.1f} {y + 14:.1f}V{y - 2:.1f}M{x:.1f} {y + 10:.1f}q7 -1 9 -7M{x:.1f} {y + 12:.1f}q-7 -1 -9 -7",
        ),
        tag("circle", class_="garden__flower", cx=x, cy=y - 5, r=6),
    )


def _leaf(x: float, y: float) -> Markup:
    """What was let go lies on the ground: a leaf in outline."""
    return tag(
        "path",
        class_="garden__leaf",
        d=f"M{x - 12:.1f} {y + 8:.1f}q6 -14 24 -8q-6 14 -24 8zM{x - 12:.1f} {y + 8:.1f}l16 -5",
    )


def _swatch(drawn: Markup) -> Markup:
    return tag(
        "svg",
        drawn,
        class_="picture__swatch picture__swatch--square",
        viewBox="0 0 36 36",
        aria_hidden="true",
        focusable="false",
    )


def _sentence(made: Sequence[Bed], language: str) -> str:
    if not made:
        return _NO_MONTH.said(language)
    last = made[-1]
    words = []
    month = _MONTHS[int(last.month[5:]) - 1].said(language)
    if last.growing:
        words.append(_GROW.said(language).replace("{month}", month).replace("{words}", _quoted(last.growing)))
    if last.let_go:
        words.append(_GONE.said(language).replace("{words}", _quoted(last.let_go)))
    return " ".join(words) or _STILL.said(language).replace("{month}", month)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
