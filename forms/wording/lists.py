"""Which words are offered in one draft: those of the person it is about, of the home, and of the packs, in that order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from core.catalogue import Catalogue
from core.house import House
from core.records import Kept, Person, case_step
from core.stores.protocol import Body, Tx
from core.text import Text
from core.words import Adopted, Entry, OwnWords, WordsDefinition
from forms import drafts
from forms.records import Draft, Response

MOST_LINES = 40
"""So many lines of one answer are looked for in what others write; nothing is taken out of the answer itself."""
LONGEST_LINE = 200
_QUOTES = " \t\"'“”‘’«»„"
_WINCES = Text(
    {
        "en": "{name} has said that this word makes them wince.",
        "cy": "Mae {name} wedi dweud bod y gair hwn yn gwneud iddyn nhw wingo.",
    },
    review=("cy",),
)
_NOT_CALLED = Text(
    {"en": "{name} does not like to be called that.", "cy": "Dyw {name} ddim yn hoffi cael ei alw'n hynny."},
    review=("cy",),
)
_ANOTHER = {"en": ("another word",), "cy": ("gair arall",)}
_OURS = Text({"en": "We have chosen this together.", "cy": "Rydyn ni wedi dewis hyn gyda'n gilydd."})


@dataclass(frozen=True)
class Wording:
    """What may be offered to the writer of one draft.

    `called` is what the person it is about wishes to be called; `own` are their own ways of speaking of themselves, for
    which nothing else is offered; `silent_in` the rows of the matrix where exact words come first. `theirs` are the entries that
    say what the person has said of themselves, in the responses `told_in`, `calls` whether they have said what to call them. Without entries nothing is offered at all.
    """

    entries: tuple[Entry, ...] = ()
    called: str = ""
    own: tuple[str, ...] = ()
    silent_in: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    theirs: tuple[Entry, ...] = ()
    calls: bool = False
    told_in: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuietWords(Kept):
    """What one writer does not want to be offered again; its id is theirs. Nobody else sees it, and nothing counts it."""

    kind: ClassVar[str] = "quiet_words"
    persons: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "words": tuple(body["words"])}


def wording_for(house: House, home_id: str, tx: Tx, draft: Draft, people: Mapping[str, Person]) -> Wording:
    """The words offered in a draft. A person who lives here is never offered others for their own, whoever writes them down.

    A draft in which nothing stands yet is not looked up.
    """
    catalogue = house.catalogue(home_id, tx)
    lists = _lists(catalogue)
    if not lists or not draft.typed or draft.voice in _voices_at_home(catalogue):
        return Wording()
    subject = people.get(draft.subject or "")
    own = [_own_words(house, home_id, tx, draft, ref, subject) for ref in _own_forms(lists)] if subject else []
    quiet = QuietWords.get(tx, draft.writer)
    return Wording(
        entries=(
            *(entry for one in own for entry in one.entries),
            *adopted_entries(tx, lists),
            *catalogue.words,
        ),
        called=next((one.called for one in own if one.called), subject.name.partition(" ")[0] if subject else ""),
        own=tuple(word for one in own for word in one.own),
        silent_in=frozenset(row for _, one in lists for row in one.silent_in),
        quiet=frozenset(quiet.words if quiet else ()),
        theirs=tuple(entry for one in own for entry in one.entries),
        calls=any(one.called for one in own),
        told_in=tuple(id for one in own for id in one.told_in),
    )


def _lists(catalogue: Catalogue) -> list[tuple[str, WordsDefinition]]:
    """(pack, words list) of each list the home uses."""
    return [(one.pack, one.definition) for one in catalogue.of_kind("words")]


def _whole(pack: str, ref: str) -> str:
    return ref if "." in ref else f"{pack}.{ref}"


def _voices_at_home(catalogue: Catalogue) -> set[str | None]:
    """The voices of those whose home it is."""
    return {catalogue.people.voice_of(role) for role in catalogue.people.live_here()}


def _own_forms(lists: Sequence[tuple[str, WordsDefinition]]) -> list[tuple[str, OwnWords]]:
    return [(_whole(pack, one.own_words.form), one.own_words) for pack, one in lists if one.own_words is not None]


# -- of the person it is about ---------------------------------------------------------------------------------------


def _own_words(
    house: House, home_id: str, tx: Tx, draft: Draft, told: tuple[str, OwnWords], subject: Person | None
) -> Wording:
    """What somebody said of how they wish to be spoken of, as far as the writer may see it."""
    ref, names = told
    if subject is None:
        return Wording()
    values: dict[str, Any] = {}
    told_in: list[str] = []
    seen = drafts.seen_around(house, home_id, tx, draft)
    for response in sorted(Response.find(tx, {"subject": subject.id, "ref": ref}), key=lambda one: one.sent_at):
        if response.person == subject.id:
            values |= seen(response, drafts.compiled_of(house, home_id, tx, response.form_hash).form)
            told_in.append(response.id)
    called = _line(values.get(names.called or ""))
    name = called or subject.name.partition(" ")[0]
    languages = ("en", "cy") if "cy" in subject.languages else ("en",)
    winces = [
        _entry(
            _line(row["answers"].get(names.word or "")), _line(row["answers"].get(names.rather or "")), _WINCES, name
        )
        for row in values.get(names.winces or "", ())
    ]
    not_called = [_entry(line, name, _NOT_CALLED, name) for line in _lines(values.get(names.not_called or ""))]
    found = [one for one in (*winces, *not_called) if one is not None]
    return Wording(
        tuple(one.model_copy(update={"instead_of": _in(languages, one)}) for one in found),
        called,
        tuple(line.lower() for line in _lines(values.get(names.own_words or ""))),
        told_in=tuple(told_in),
    )


def _entry(word: str, rather: str, why: Text, name: str) -> Entry | None:
    if len(word) < 2:
        return None
    because = Text({one: words.replace("{name}", name) for one, words in why.words.items()}, why.review)
    tries = {"en": (rather,), "cy": (rather,)} if rather else _ANOTHER
    return Entry.model_construct(
        instead_of={"en": (word,)},
        softly={},
        try_=tries,
        because=because,
        ask=None,
        example=None,
        opens=None,
        in_place=bool(rather),
        review=(),
    )


def _in(languages: Sequence[str], entry: Entry) -> dict[str, tuple[str, ...]]:
    """The same words in each language somebody speaks: a word of theirs may change its first letter in Welsh."""
    return {language: next(iter(entry.instead_of.values())) for language in languages}


def _lines(value: object) -> list[str]:
    """What stands on each line, without quotation marks round it."""
    lines = str(value).splitlines() if isinstance(value, str) else []
    found = (one.strip(_QUOTES + ".,;") for one in lines)
    return [line for line in found if 0 < len(line) <= LONGEST_LINE][:MOST_LINES]


def _line(value: object) -> str:
    return next(iter(_lines(value)), "")


# -- of the home -----------------------------------------------------------------------------------------------------


def adopted_entries(tx: Tx, lists: Sequence[tuple[str, WordsDefinition]]) -> Iterator[Entry]:
    """The words a home tries or has made its own: proposals whose conversation stands at such a step."""
    for pack, one in lists:
        if one.adopted is None:
            continue
        for response in Response.find(tx, {"ref": _whole(pack, one.adopted.form)}, order="id"):
            if case_step(tx, response.case) in one.adopted.steps:
                yield from _proposed(response.values(), one.adopted)


def home_entries(catalogue: Catalogue, tx: Tx) -> tuple[Entry, ...]:
    """Every entry that holds for the whole home: its own first, then those of the packs."""
    return (*adopted_entries(tx, _lists(catalogue)), *catalogue.words)


def silent_rows(catalogue: Catalogue) -> frozenset[str]:
    """The rows of the matrix where no word is looked at."""
    return frozenset(row for _, one in _lists(catalogue) for row in one.silent_in)


def _proposed(values: Mapping[str, Any], told: Adopted) -> Iterator[Entry]:
    instead, english = _lines(values.get(told.instead_of)), _line(values.get(told.try_))
    if not instead or not english:
        return
    welsh = _line(values.get(told.try_cy or ""))
    because = str(values.get(told.because or "") or "").strip()
    yield Entry.model_construct(
        instead_of={"en": tuple(instead), "cy": tuple(instead)} if welsh else {"en": tuple(instead)},
        softly={},
        try_={"en": (english,), **({"cy": (welsh,)} if welsh else {})},
        because=Text({"en": because}) if because else _OURS,
        ask=None,
        example=None,
        opens=None,
        in_place=True,
        review=(),
    )
