"""What a panel is: a part of today's page, or of a person's, made of what was sent in the home (`definitions.md`, *A panel*)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from core.definitions import DefId, Name, Reference, Strict, TextField
from core.text import Sentence, sentence
from forms.model import Span


class Place(Strict):
    """Where it stands. `{name}` in its title is the first name of whose page it is; `none` is said where there is nothing."""

    said_as: ClassVar[Sentence] = sentence("a place of a panel")
    on: Literal["home.today", "person.main"]
    order: str = "50"
    title: TextField
    about: TextField | None = None
    none: TextField | None = None


class Line(Strict):
    """One question that somebody answered about themselves, said in a sentence of ours; of a group, each row's `row`.

    `rather` is a question whose answer, where there is one, says it better.
    """

    said_as: ClassVar[Sentence] = sentence("a line of a panel")
    question: Name
    row: Name | None = None
    rather: Name | None = None
    say: TextField


class Lines(Strict):
    """What somebody said about themselves, the newest answer to each question; never what others noticed."""

    said_as: ClassVar[Sentence] = sentence("the lines of a panel")
    form: Reference
    show: tuple[Line, ...] = Field(min_length=1)


class Likes(Strict):
    """Where somebody says what they like: `sorted` into good, unsure and not good; the parts of the day; what to know."""

    said_as: ClassVar[Sentence] = sentence("what people like")
    form: Reference
    sorted: Name
    when: Name
    note: Name | None = None


class Offers(Strict):
    """Where anybody offers what they could be joined in: the rows of a group. An offer holds for as long as it `stands`.

    `kind` is one of the things that are sorted; `languages` options called like languages (`cy`), any other suits everybody.
    """

    said_as: ClassVar[Sentence] = sentence("the offers")
    form: Reference
    rows: Name
    what: Name
    kind: Name
    when: Name
    languages: Name | None = None
    details: Name | None = None
    stands: Span


class Sentences(Strict):
    """Our sentences round what people wrote; `noticed` where somebody noticed what another likes, and they did not say it."""

    said_as: ClassVar[Sentence] = sentence("the sentences of a match")
    likes: TextField
    noticed: TextField
    offer: TextField
    note: TextField
    suggest: TextField
    more: TextField


class Match(Strict):
    """Offers that may suit somebody. `hours` says when each part of the day begins; `begins` is the workflow a yes begins."""

    said_as: ClassVar[Sentence] = sentence("a match")
    likes: Likes
    offers: Offers
    hours: Annotated[Mapping[DefId, Annotated[int, Field(ge=0, le=23)]], Field(min_length=1)]
    begins: Reference
    say: Sentences


class Apart(Strict):
    """The rows in which it is said how it was for somebody in particular."""

    said_as: ClassVar[Sentence] = sentence("what is said apart")
    rows: Name
    who: Name
    answer: Name


class Missed(Strict):
    """Those at home about whom nobody has lately sent this form with this `option` as the `answer`."""

    said_as: ClassVar[Sentence] = sentence("who was missed")
    form: Reference
    who: Name
    answer: Name
    option: DefId
    apart: Apart | None = None
    within: Span


class Way(Strict):
    """A way to begin a workflow, on the page of somebody with whom it is so (`status`), with their name as what it is about."""

    said_as: ClassVar[Sentence] = sentence("a way of a panel")
    status: tuple[Literal["hospital", "away", "died"], ...] = Field(min_length=1)
    begins: Reference
    say: TextField


class Panel(Strict):
    """A panel. It shows exactly one of `lines`, `match`, `missed` and `way`.

    `audience` is the row of the permission matrix that opens it. It is made of what whoever looks may see; with `whole` of all
    of it, so that its row alone decides. `writes` is a form whose way in stands below.
    """

    said_as: ClassVar[Sentence] = sentence("a panel")
    id: Name
    places: tuple[Place, ...] = Field(min_length=1)
    audience: str
    whole: bool = False
    writes: Reference | None = None
    lines: Lines | None = None
    match: Match | None = None
    missed: Missed | None = None
    way: Way | None = None

    def shows(self) -> list[str]:
        """Which of the four it shows."""
        return [name for name in ("lines", "match", "missed", "way") if getattr(self, name) is not None]

    def reads(self) -> Iterator[str]:
        """The forms it is made of, as they are written."""
        match = (self.match.likes, self.match.offers) if self.match is not None else ()
        yield from (part.form for part in (self.lines, *match, self.missed) if part is not None)
