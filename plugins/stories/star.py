"""The star of what matters: a ray for each hope, and on it how far each voice says it has come. Pure; nothing is averaged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    CasePictureData,
    PictureMade,
    Text,
    VoiceAnswers,
    drawing,
    initials,
    lines_of,
    tag,
)

WIDTH, HEIGHT = 320.0, 346.0
X, Y = 160.0, 170.0
NEAR, FAR = 44.0, 128.0
"""Where `not yet` and `there` lie on a ray."""
WAYS = ("not_yet", "a_little", "mostly", "there")
CHANGED = "changed_my_mind"

_NO_HOPE = Text({"en": "No hope has been written down yet.", "cy": "Does dim gobaith wedi'i ysgrifennu eto."})
_NOT_ASKED = Text(
    {
        "en": "Nobody has been asked yet how far it has come.",
        "cy": "Does neb wedi cael ei holi eto pa mor bell mae wedi dod.",
    }
)
_GAP = Text({"en": "Not asked", "cy": "Heb ei ofyn"})
_SAYS = Text({"en": "{hope}: {all}.", "cy": "{hope}: {all}."})
_ONE = Text({"en": "{who} says {word}", "cy": "mae {who} yn dweud {word}"})
_NOTICED = Text({"en": "{who} (noticed, not said)", "cy": "{who} (sylwyd, heb ei ddweud)"})
_HOPE = Text({"en": "Hope", "cy": "Gobaith"})
_HOW = Text(
    {
        "en": "The further out, the further it has come. Each letter is one person's own word; a leaf is a changed mind. Nobody's view stands in for another's.",
        "cy": "Po bellaf allan, pellaf y mae wedi dod. Gair un person yw pob llythyren; newid meddwl yw deilen. Dyw barn neb yn sefyll yn lle barn rhywun arall.",
    },
    review=("cy",),
)


@dataclass(frozen=True)
class _Hope:
    """A hope: its row, and its words."""

    row: str
    words: str


@dataclass(frozen=True)
class _View:
    """One voice's word on each hope: row → option id. `noticed` where nobody said it."""

    who: str
    on: dict[str, str]
    noticed: bool


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    title = data.title.said(language)
    hopes = _hopes(data)
    if not hopes:
        return PictureMade("", _NO_HOPE.said(language), caption=title)
    views = [_view(voice, hopes, language) for voice in data.said("how")]
    views = [view for view in views if view.on]
    marks = initials([view.who for view in views])
    sentence = _sentence(data, hopes, views, language)
    parts = [tag("circle", class_="star__middle", cx=X, cy=Y, r=20.0)]
    for number, hope in enumerate(hopes):
        parts += _ray(number, len(hopes), hope, views, marks)
    svg = drawing(WIDTH, HEIGHT, "star", *parts, title=title, sentence=sentence)
    note = " ".join(one.said(language) for one in (_HOW, *(() if data.whole else (ONLY_A_PART,))))
    table = tuple((hope.words, *(_word(data, view.on.get(hope.row), language) for view in views)) for hope in hopes)
    head = (_HOPE.said(language), *(view.who for view in views))
    return PictureMade(svg, sentence, head, table, title, _legend(hopes, views, marks), note)


def _hopes(data: CasePictureData) -> list[_Hope]:
    """The hopes with words, by their rows: what others said of one finds it by its row's id."""
    sent = data.said("hope")
    rows = sent[-1].values.get("hopes") if sent else None
    found = []
    for row in rows if isinstance(rows, list | tuple) else ():
        words = str((row.get("answers") or {}).get("hoping_for") or "").strip()
        if words:
            found.append(_Hope(str(row.get("row")), " ".join(words.split())))
    return found[:3]


def _view(voice: VoiceAnswers, hopes: Sequence[_Hope], language: str) -> _View:
    rows = voice.values.get("how_far_each")
    known = {hope.row for hope in hopes}
    on = {
        str(row.get("row")): str(row["answers"]["how_far"])
        for row in (rows if isinstance(rows, list | tuple) else ())
        if str(row.get("row")) in known and (row.get("answers") or {}).get("how_far")
    }
    noticed = "how_far_each" in voice.noticed
    who = voice.called(language)
    return _View(_NOTICED.said(language).replace("{who}", who) if noticed else who, on, noticed)


def _word(data: CasePictureData, option: str | None, language: str) -> str:
    if option is None:
        return _GAP.said(language)
    return data.question("how", "how_far_each", "how_far").option(option).said(language)


def _sentence(data: CasePictureData, hopes: Sequence[_Hope], views: Sequence[_View], language: str) -> str:
    if not views:
        return _NOT_ASKED.said(language)
    said = []
    for hope in hopes:
        each = [
            _ONE.said(language)
            .replace("{word}", _lower(_word(data, view.on[hope.row], language)))
            .replace("{who}", view.who)
            for view in views
            if hope.row in view.on
        ]
        words = ", ".join(each) or _lower(_GAP.said(language))
        said.append(_SAYS.said(language).replace("{all}", words).replace("{hope}", hope.words.rstrip(".")))
    return " ".join(said)


def _lower(words: str) -> str:
    """Words in the middle of a sentence; "I" stays."""
    return words if words[:2] in ("I ", "Ry") else words[:1].lower() + words[1:]


# -- the drawing ------------------------------------------------------------------------------------------------------


def _at(angle: float, far: float) -> tuple[float, float]:
    return X + math.cos(angle) * far, Y + math.sin(angle) * far


def _ray(number: int, of: int, hope: _Hope, views: Sequence[_View], marks: Sequence[str]) -> list[Markup]:
    angle = -math.pi / 2 + number * 2 * math.pi / of
    (x1, y1), (x2, y2) = _at(angle, 20), _at(angle, FAR)
    parts = [tag("line", class_="star__ray", x1=x1, y1=y1, x2=x2, y2=y2)]
    for place in range(len(WAYS)):
        x, y = _at(angle, _far(place))
        parts.append(tag("circle", class_="star__place", cx=x, cy=y, r=5.0 if place < 3 else 9.0))
    x, y = _at(angle, FAR + 22)
    parts += lines_of([str(number + 1)], x, y + 6, size=20, css="star__number")
    here: dict[str, int] = {}
    for view, mark in zip(views, marks, strict=True):
        option = view.on.get(hope.row)
        if option is None:
            continue
        beside = here.get(option, 0)
        here[option] = beside + 1
        parts += _mark(angle, option, beside, mark, view.noticed)
    return parts


def _far(place: int) -> float:
    return NEAR + (FAR - NEAR) * place / (len(WAYS) - 1)


def _mark(angle: float, option: str, beside: int, mark: str, noticed: bool) -> list[Markup]:
    """A letter at its place, others of the same word to its sides; a changed mind is a leaf that has left the ray."""
    changed = option == CHANGED
    far = (NEAR + FAR) / 2 if changed else _far(WAYS.index(option) if option in WAYS else 0)
    # First to the right of the ray, then to the left, then further out on each side.
    side = (1 if beside % 2 == 0 else -1) * (19 + 31 * (beside // 2)) + (34 if changed else 0)
    x, y = _at(angle, far)
    x, y = x - math.sin(angle) * side, y + math.cos(angle) * side
    css = "star__mark" + (" star__mark--noticed" if noticed else "")
    if changed:
        leaf = f"M{x - 20:.1f} {y:.1f} Q{x:.1f} {y - 26:.1f} {x + 20:.1f} {y:.1f} Q{x:.1f} {y + 26:.1f} {x - 20:.1f} {y:.1f}Z"
        shape = tag("path", class_=f"{css} star__mark--leaf", d=leaf)
    else:
        shape = tag("circle", class_=css, cx=x, cy=y, r=15.0)
    letters = "star__letters star__letters--leaf" if changed else "star__letters"
    return [shape, *lines_of([mark], x, y + 5, size=16, css=letters, room=30)]


def _legend(hopes: Sequence[_Hope], views: Sequence[_View], marks: Sequence[str]) -> tuple[tuple[str, str], ...]:
    numbers = [(_swatch("star__place", str(n + 1), 17), hope.words) for n, hope in enumerate(hopes)]
    letters = [
        (_swatch("star__mark" + (" star__mark--noticed" if view.noticed else ""), mark, 14), view.who)
        for view, mark in zip(views, marks, strict=True)
    ]
    return (*numbers, *letters)


def _swatch(css: str, words: str, size: float) -> Markup:
    return tag(
        "svg",
        tag("circle", class_=css, cx=18.0, cy=18.0, r=15.0),
        *lines_of([words], 18, 18 + size / 3, size=size, css="star__letters"),
        class_="picture__swatch picture__swatch--square star",
        viewBox="0 0 36 36",
        aria_hidden="true",
        focusable="false",
    )
