"""Moments as beads on a thread: one thread a person, in time; what lifted the day above it, what dented it below. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from core.api import BoardItem, BoardPictureData, PictureMade, Text, drawing, fitted, join, lines_of, tag

FORM = "moment"
WIDTH, LEFT, RIGHT = 320.0, 24.0, 296.0
ROW = 112.0
BEAD = 10.0
APART = 25.0
"""Two beads never cover each other: the later one moves along."""
NEWEST = 11
"""So many beads fit on one thread; earlier moments stand in the table and on the page."""

_HOW: Mapping[str, Text] = {
    "lifted": Text({"en": "Lifted the day", "cy": "Wedi codi'r diwrnod"}),
    "a_bit_of_both": Text({"en": "A bit of both", "cy": "Tipyn o'r ddau"}),
    "dented": Text({"en": "Dented the day", "cy": "Wedi pwyso ar y diwrnod"}, review=("cy",)),
    "": Text({"en": "Not said", "cy": "Heb ddweud"}),
}
_LIFTED = Text(
    {"en": "Something lifted the day for {who}.", "cy": "Cododd rhywbeth y diwrnod i: {who}."}, review=("cy",)
)
_DENTED = Text(
    {"en": "Something dented it for {who}.", "cy": "Roedd rhywbeth yn pwyso ar y diwrnod i: {who}."}, review=("cy",)
)
_NONE = Text({"en": "No moment has been written down yet.", "cy": "Does dim eiliad wedi'i nodi eto."}, review=("cy",))
_NOTE = Text(
    {
        "en": "A round bead above the thread lifted the day, a diamond below it dented it, a square on it was a bit of both.",
        "cy": "Cododd glain crwn uwchben yr edau y diwrnod, roedd diemwnt oddi tani'n pwyso arno, ac roedd sgwâr arni'n dipyn o'r ddau.",
    },
    review=("cy",),
)
_EARLIER = Text(
    {"en": "Earlier moments stand in the table.", "cy": "Mae eiliadau cynharach yn y tabl."}, review=("cy",)
)
_HEAD = (
    Text({"en": "Day", "cy": "Dydd"}),
    Text({"en": "Who", "cy": "Pwy"}),
    Text({"en": "What happened", "cy": "Beth ddigwyddodd"}),
    Text({"en": "How it left the day", "cy": "Beth wnaeth i'r diwrnod"}),
)


def draw(data: BoardPictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    title = data.title.said(language)
    if not data.items:
        return PictureMade("", _NONE.said(language), caption=title)
    threads: dict[str, list[BoardItem]] = {}
    for item in data.items:
        threads.setdefault(item.who, []).append(item)
    first, last = data.items[0].day.toordinal(), data.items[-1].day.toordinal()
    drawn: list[Markup] = []
    for number, (who, items) in enumerate(sorted(threads.items())):
        drawn += _thread(who, items[-NEWEST:], ROW * number + 62, (first, max(last, first + 1)), language)
    sentence = _sentence(threads, language)
    svg = drawing(WIDTH, ROW * len(threads) + 8, "beads", *drawn, title=title, sentence=sentence)
    rows = tuple(
        (item.on.said(language), item.who, item.words(FORM, "what_happened"), _HOW[_how(item)].said(language))
        for item in data.items
    )
    more = any(len(items) > NEWEST for items in threads.values())
    note = " ".join(one.said(language) for one in ((_NOTE, _EARLIER) if more else (_NOTE,)))
    return PictureMade(svg, sentence, tuple(one.said(language) for one in _HEAD), rows, title, note=note)


def _how(item: BoardItem) -> str:
    answers = item.answers.get(FORM, ())
    chosen = next((found[0] for one in reversed(answers) if (found := one.chosen("lifted_or_dented"))), "")
    return chosen if chosen in _HOW else ""


def _thread(who: str, items: Sequence[BoardItem], y: float, days: tuple[int, int], language: str) -> list[Markup]:
    made: list[Markup] = [
        *lines_of(fitted(who, 16, 1), LEFT, y - 34, size=18, css="beads__who", anchor="start"),
        tag("line", class_="beads__thread", x1=LEFT, y1=y, x2=RIGHT, y2=y),
    ]
    places: list[float] = []
    for item in items:
        part = (item.day.toordinal() - days[0]) / (days[1] - days[0])
        x = LEFT + BEAD + (RIGHT - LEFT - 2 * BEAD) * part
        places.append(max(x, places[-1] + APART) if places else x)
    over = max(0.0, places[-1] - (RIGHT - BEAD))
    for number, (item, x) in enumerate(zip(items, places, strict=True)):
        # Where the last ones were moved past the end, they all step back together.
        at = min(x, RIGHT - BEAD - APART * (len(items) - 1 - number)) if over else x
        made.append(_bead(at, y, _how(item)))
    ends = ((items[0], LEFT, "start"), (items[-1], RIGHT, "end")) if len(items) > 1 else ((items[0], LEFT, "start"),)
    for item, x, anchor in ends:
        made += lines_of([item.on.said(language)], x, y + 38, size=16, css="beads__day", anchor=anchor)
    return made


def _bead(x: float, y: float, how: str) -> Markup:
    if how == "lifted":
        return tag("circle", class_="beads__bead beads__bead--lifted", cx=x, cy=y - 13, r=BEAD)
    if how == "dented":
        points = (
            f"{x:.1f},{y + 2:.1f} {x + BEAD + 1:.1f},{y + 13:.1f} {x:.1f},{y + 24:.1f} {x - BEAD - 1:.1f},{y + 13:.1f}"
        )
        return tag("polygon", class_="beads__bead beads__bead--dented", points=points)
    css = "beads__bead beads__bead--both" if how else "beads__bead"
    return tag("rect", class_=css, x=x - 8, y=y - 8, width=16, height=16)


def _sentence(threads: Mapping[str, Sequence[BoardItem]], language: str) -> str:
    said = []
    for how, words in (("lifted", _LIFTED), ("dented", _DENTED)):
        who = [name for name, items in sorted(threads.items()) if any(_how(item) == how for item in items)]
        if who:
            said.append(words.said(language).replace("{who}", join(who, language)))
    return " ".join(said) or _NOTE.said(language)
