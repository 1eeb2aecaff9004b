"""Each sign as it was before anything was done, and as it is now: two places on one line of words. Pure."""

from __future__ import annotations

from markupsafe import Markup

from core.api import (
    ONLY_A_PART,
    AskedQuestion,
    CasePictureData,
    PictureMade,
    Text,
    drawing,
    fitted,
    leading,
    lines_of,
    tag,
)
from plugins.leap.turns import Sign, signs

WIDTH = 320.0
EDGE = 24.0
SIZE, SMALL = 18.0, 16.0

_NONE = Text({"en": "No sign has been chosen yet.", "cy": "Does dim arwydd wedi'i ddewis eto."})
_PAIR = Text(
    {"en": "“{sign}” was: {before}; now: {now}", "cy": "“{sign}”, cynt: {before}; nawr: {now}"}, review=("cy",)
)
_ONLY = Text(
    {"en": "“{sign}”, before we begin: {before}", "cy": "“{sign}”, cyn i ni ddechrau: {before}"}, review=("cy",)
)
_UNSAID = Text({"en": "not said", "cy": "heb ei ddweud"})
_NOT_YET = Text({"en": "still to be looked at", "cy": "eto i edrych arno"}, review=("cy",))
_BEFORE = Text({"en": "Before", "cy": "Cynt"})
_NOW = Text({"en": "Now", "cy": "Nawr"})
_ROW = Text({"en": "Before: {before}. Now: {now}.", "cy": "Cynt: {before}. Nawr: {now}."})
_HEAD = (Text({"en": "Difference", "cy": "Gwahaniaeth"}), Text({"en": "Sign", "cy": "Arwydd"}), _BEFORE, _NOW)
_NOTE = Text(
    {
        "en": "A place on the line is a word that somebody chose. Nothing is added up.",
        "cy": "Gair a ddewisodd rhywun yw pob lle ar y llinell. Does dim yn cael ei adio.",
    },
    review=("cy",),
)


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    found = signs(data)
    scale = data.question("leap_signs", "signs", "is_now")
    parts: list[Markup] = []
    down = 0.0
    for sign in found:
        down = _sign(parts, sign, scale, down, language)
    title, sentence = data.title.said(language), _sentence(found, scale, language)
    svg = drawing(WIDTH, down, "leap", *parts, title=title, sentence=sentence) if found else ""
    rows = tuple(
        (sign.difference or "–", sign.words, _said(scale, sign.before, language), _now(scale, sign, language))
        for sign in found
    )
    legend = ((_swatch(_dashed(24, 24)), _BEFORE.said(language)), (_swatch(_solid(24, 24)), _NOW.said(language)))
    notes = [note for note, shown in ((_NOTE, bool(found)), (ONLY_A_PART, not data.whole)) if shown]
    return PictureMade(
        svg,
        sentence,
        tuple(words.said(language) for words in _HEAD),
        rows,
        title,
        legend if found else (),
        " ".join(note.said(language) for note in notes),
    )


# -- the drawing -----------------------------------------------------------------------------------------------------


def _sign(parts: list[Markup], sign: Sign, scale: AskedQuestion, down: float, language: str) -> float:
    """A sign under its difference: a line with its words, and the two places on it; gives how far down it reaches."""
    for words, css, size in ((sign.difference, "leap__for", SMALL), (sign.words, "leap__sign", SIZE)):
        if words:
            lines = fitted(words, (WIDTH - 8) / size, 4)
            parts += lines_of(lines, 4, down + size, size=size, css=css, anchor="start", room=WIDTH - 8)
            down += leading(size) * len(lines)
    line = down + 30
    steps = max(len(scale.options) - 1, 1)
    places = [EDGE + (WIDTH - 2 * EDGE) * number / steps for number in range(steps + 1)]
    parts.append(tag("line", class_="leap__line", x1=places[0], x2=places[-1], y1=line, y2=line))
    parts += [tag("circle", class_="leap__place", cx=x, cy=line, r=4) for x in places]
    before, now = scale.place(sign.before), scale.place(sign.now)
    if before is not None and now is not None and before != now:
        parts += _arrow(places[before], places[now], line)
    parts += _dashed(places[before], line) if before is not None else []
    parts += _solid(places[now], line) if now is not None else []
    words = _ROW.said(language).replace("{before}", _said(scale, sign.before, language))
    under = fitted(words.replace("{now}", _now(scale, sign, language)), (WIDTH - 8) / SMALL)
    parts += lines_of(under, 4, line + 42, size=SMALL, css="leap__words", anchor="start", room=WIDTH - 8)
    return line + 42 + leading(SMALL) * len(under) + 16


def _arrow(before: float, now: float, line: float) -> list[Markup]:
    """From one place to the other, with a head beside the one that is now."""
    way = 1 if now > before else -1
    tip = now - way * 17
    head = f"{tip:.1f},{line:.1f} {tip - way * 12:.1f},{line - 8:.1f} {tip - way * 12:.1f},{line + 8:.1f}"
    return [
        tag("line", class_="leap__gone", x1=before, x2=tip, y1=line, y2=line),
        tag("polygon", class_="leap__tip", points=head),
    ]


def _dashed(x: float, y: float) -> list[Markup]:
    return [tag("circle", class_="leap__step leap__step--ahead", cx=x, cy=y, r=17)]


def _solid(x: float, y: float) -> list[Markup]:
    return [tag("circle", class_="leap__now", cx=x, cy=y, r=11)]


def _swatch(shape: list[Markup]) -> Markup:
    return tag(
        "svg",
        *shape,
        class_="picture__swatch picture__swatch--square leap",
        viewBox="0 0 48 48",
        aria_hidden="true",
        focusable="false",
    )


# -- in words --------------------------------------------------------------------------------------------------------


def _sentence(found: list[Sign], scale: AskedQuestion, language: str) -> str:
    if not found:
        return _NONE.said(language)
    said = []
    for sign in found:
        words = (_PAIR if sign.now else _ONLY).said(language).replace("{before}", _said(scale, sign.before, language))
        said.append(words.replace("{now}", _now(scale, sign, language)).replace("{sign}", sign.words))
    return f"{'; '.join(said)}."


def _said(scale: AskedQuestion, option: str, language: str) -> str:
    words = scale.option(option).said(language) if option else _UNSAID.said(language)
    return words[:1].lower() + words[1:]


def _now(scale: AskedQuestion, sign: Sign, language: str) -> str:
    return _said(scale, sign.now, language) if sign.now else _NOT_YET.said(language)
