"""What a board is: a page of its own on which the words of many cases of one workflow are laid out."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from core.definitions import DefId, Reference, Strict, TextField
from core.text import Sentence, sentence

EVERYBODY = "everybody"
"""Whoever has a voice in this home, about whomever it is."""


class SharedWith(Strict):
    """One audience: the option that stands for it, who that is, and the answer that stands there for the person's name."""

    said_as: ClassVar[Sentence] = sentence("a line of 'with'")
    option: str
    who: tuple[str, ...] = Field(min_length=1)
    name: str | None = None


class Sharing(Strict):
    """How far a thing goes: the question that says so, and whom each of its options lets in.

    It is read anew whenever a page is made, so that what is taken back is gone from every page at once. When the person
    has died it goes no further than `after_death` says; without one, nowhere.
    """

    said_as: ClassVar[Sentence] = sentence("what a board shares")
    by: str
    with_: Annotated[tuple[SharedWith, ...], Field(alias="with", min_length=1)]
    after_death: str | None = None


class BoardPart(Strict):
    """A part of a board: which cases (those that stand `at` these steps, or each person's `newest`), and what of them.

    `of` is a form that stands alone instead: what was said in it about the person, from whatever pack. `words_only`: what was asked is
    read out and not seen, where the words speak for themselves.
    """

    said_as: ClassVar[Sentence] = sentence("a part of a board")
    title: TextField | None = None
    none: TextField | None = None
    at: tuple[DefId, ...] = ()
    newest: bool = False
    of: Reference | None = None
    words_only: bool = False
    shows: tuple[str, ...] = Field(min_length=1)


class Board(Strict):
    """The page: its parts in order, by person or one after another, perhaps shared as far as each case says.

    `writes`: a form that stands alone, which its button begins instead of a case. `begin` is what that button says, with {name} where it is about somebody. `today`: the way to it stands first on today's page, for whoever may begin one of its cases.
    """

    said_as: ClassVar[Sentence] = sentence("a board")
    title: TextField
    about: TextField | None = None
    none: TextField | None = None
    begin: TextField | None = None
    writes: Reference | None = None
    audience: str | None = None
    by_person: bool = False
    today: bool = False
    parts: tuple[BoardPart, ...] = Field(min_length=1)
    shared: Sharing | None = None
    picture: str | None = None
