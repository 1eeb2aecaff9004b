"""A picture on a page: the drawing, its sentence, its legend and the same data as a table."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from core.contributions import Picture, PictureMade
from core.house import House
from core.pictures import PictureData
from forms.pictures.dots import DOTS


def pictures_of(house: House) -> dict[str, Picture]:
    """Every picture there is, by its key."""
    found: dict[str, Picture] = house.plugins.hooks.collected.of("pictures")
    return found


def make(house: House, key: str, data: PictureData, language: str) -> PictureMade:
    """A picture of these data; the dots where nobody has the picture a definition names."""
    return pictures_of(house).get(key, DOTS).draw(data, language)


def figure(made: PictureMade, *, level: int = 2, faces: bool = False, drawn: bool = True, title: str = "") -> Markup:
    """The whole figure as markup; `drawn` False leaves the table and the sentence. `faces` adds the line that goes with faces."""
    html = render_template("forms/checkins/picture.html", made=made, level=level, faces=faces, drawn=drawn, title=title)
    return Markup(html)  # noqa: S704 - our own template; every word in it is escaped
