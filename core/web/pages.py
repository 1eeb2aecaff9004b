"""Making a page: the words, home, person and hashed file names that every template is given."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, g, render_template, session, url_for
from markupsafe import Markup

from core.contributions import PagePart
from core.house import House
from core.records import Home, Person
from core.web import asking, languages
from core.web.ways import page_here, read_way

RESIDENT_MODE = "resident"
"""Larger text and targets, for those whose home it is."""


@dataclass(frozen=True)
class PageAsked:
    """The page a plugin adds a part to: the house, the home, who is asking, in which language, and whom it is about."""

    house: House
    home: Home
    signed: asking.Signed
    language: str
    subject: Person | None = None

    def may_see(self, row: str, *, seat: bool = False, own: bool | None = None, of_home: bool = False) -> bool:
        """May whoever is asking see the things of this row of the permission matrix about the page's subject?"""
        return asking.may_see(self.home.id, row, self.subject, seat, own=own, of_home=of_home).yes


def render(template: str, status: int = 200, **context: Any) -> tuple[str, int]:
    """The page and its status. `context` may set `home`, `person`, `mode`, `page_title` and `said` (the status line)."""
    signed: asking.Signed | None = g.get("cartref_here")
    lang = languages.language()
    given: dict[str, Any] = {
        "lang": lang,
        "home": signed.home if signed else None,
        "person": signed.person if signed else None,
        "signed": signed,
        "account": g.get("cartref_account"),
        "mode": mode_of(signed),
        "page_title": "",
        "here": here(),
        "nav": parts("home.nav") if signed else "",
        "status": session.pop("said", "") if "said" in session else "",
        **context,
    }
    return render_template(template, **given), status


def mode_of(signed: asking.Signed | None) -> str:
    """`resident` for those whose home it is, else nothing."""
    if signed is None:
        return ""
    people = asking.house().catalogue(signed.home.id).people
    return RESIDENT_MODE if people.live_here().intersection(signed.roles) else ""


def here() -> str:
    """The way back to this page for the language switch; empty when the page cannot be asked for again."""
    way = page_here()
    return str(way) if way is not None and read_way(str(way)) is not None else ""


def say(words: str) -> None:
    """Put a sentence into the status line of the next page."""
    session["said"] = words


def parts(slot: str, subject: Person | None = None, own: PagePart | None = None) -> Markup:
    """What plugins add in this slot of the page, in their order, with a part of the page's `own` among it."""
    signed: asking.Signed = g.cartref_here
    page = PageAsked(asking.house(), signed.home, signed, languages.language(), subject)
    found = asking.house().plugins.hooks.page_parts(slot, page)
    if own is not None:
        found = sorted((*found, own), key=lambda part: part.order)
    return Markup("").join(Markup(part.html) for part in found)  # noqa: S704 - parts are markup by contract


def static(path: str, of: str = "") -> str:
    """The address of a file in `static/`, with its hash, so that a browser may keep it; `of` names a blueprint."""
    endpoint = f"{of}.static" if of else "static"
    hashes: dict[tuple[str, str], str] = current_app.extensions["cartref_hashes"]
    made = hashes.get((of, path))
    if made is None or current_app.debug:
        holder = current_app.blueprints[of] if of else current_app
        file = Path(holder.static_folder or "") / path
        made = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""
        hashes[(of, path)] = made
    return url_for(endpoint, filename=path, v=made) if made else url_for(endpoint, filename=path)
