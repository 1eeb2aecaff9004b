"""Our own faces as parts of a larger drawing: the same shapes as `components/faces.html`, 72 units wide. Pure."""

from __future__ import annotations

from markupsafe import Markup

from core.pictures import tag

FACES = ("not_good_at_all", "not_good", "unsure", "good", "very_good")
_SIX = "M36 2 66 19.5v33L36 70 6 52.5v-33z"
_MOUTHS = {
    "good": "M22 42q14 14 28 0",
    "unsure": "M24 47h24",
    "not_good": "M24 50q12-10 24 0",
    "not_good_at_all": "M25 51q11-13 22 0",
}


def face(id: str) -> Markup:
    """The inside of one face: circle for good, square for in between, hexagon for not good; a second outline at both ends."""
    return tag("g", *_parts(id), class_=f"face--{id}")


def _parts(id: str) -> list[Markup]:
    if id in ("good", "very_good"):
        shape = tag("circle", class_="face__shape", cx="36", cy="36", r="33")
    elif id == "unsure":
        shape = tag("rect", class_="face__shape", x="4", y="4", width="64", height="64", rx="12")
    else:
        shape = tag("path", class_="face__shape", d=_SIX)
    if id == "very_good":
        return [
            shape,
            tag("circle", class_="face__ring", cx="36", cy="36", r="27"),
            tag("path", class_="face__line", d="M22 32q3.5-5 7 0M43 32q3.5-5 7 0"),
            tag("path", class_="face__mouth", d="M22 40h28q-2 15-14 15T22 40z"),
        ]
    if id == "not_good_at_all":
        return [
            shape,
            tag("path", class_="face__ring", d="M36 9 60 23v26L36 63 12 49V23z"),
            tag("path", class_="face__line", d="M22 30l7-4M50 30l-7-4"),
            *_eyes("28", "44", "34", "2.8"),
            tag("path", class_="face__line", d=_MOUTHS[id]),
        ]
    return [shape, *_eyes("26", "46", "30", "3.4"), tag("path", class_="face__line", d=_MOUTHS[id])]


def _eyes(left: str, right: str, down: str, size: str) -> list[Markup]:
    return [tag("circle", class_="face__dot", cx=across, cy=down, r=size) for across in (left, right)]
