"""Words by month, for a whole home: which old words are still written, and which kinder ones. Never whose.

Kept after an answer is safe. A month holds in how many answers a word stands and, only until enough have written, who has
written at all: nothing leads from a word to a person. It is shown once it is over: what changed while somebody watched would
say whose words they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.clock import local_date
from core.home_pictures import MonthOfWords
from core.house import House
from core.records import Event, Kept, moment
from core.stores.protocol import Body, Tx
from core.words import Entry, find_hurt
from forms.drafts import compiled_of
from forms.model import Question, audience_of
from forms.records import Response
from forms.wording.lists import home_entries, silent_rows
from forms.wording.offers import LONGEST_READ, WRITTEN

SHORTEST = 5
"""A kinder word of fewer letters (pad, name) stands in too many sentences to say anything."""
FLOOR = 5
"""A month is shown if so many people have written in it."""
REMEMBERED = 500
"""So many events are remembered as counted; one that is told again is told again soon."""


@dataclass(frozen=True, kw_only=True)
class WordsMonth(Kept):
    """One month of a home; its id is `2026-06`. `old` and `new` are word → in how many answers; `heard` the events counted.

    `writers` are kept until there are enough of them, and then no longer.
    """

    kind: ClassVar[str] = "words_month"
    keeps: ClassVar[str] = "counts"
    persons: ClassVar[tuple[str, ...]] = ("writers",)
    writers: tuple[str, ...] = ()
    enough: bool = False
    answers: int = 0
    old: Mapping[str, int] = field(default_factory=dict)
    new: Mapping[str, int] = field(default_factory=dict)
    heard: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: Body) -> Body:
        return {**body, "writers": tuple(body["writers"]), "heard": tuple(body["heard"])}


def heard(house: House, home_id: str, event: Event) -> None:
    """Count the words of what was just sent. Hearing of it twice changes nothing more."""
    with house.store.tx(home_id, actor="words", purpose="answered") as tx:
        catalogue = house.catalogue(home_id, tx)
        response = Response.get(tx, event.about.get("response", ""))
        at_home = {catalogue.people.voice_of(role) for role in catalogue.people.live_here()}
        if response is None or not catalogue.words or response.voice in at_home:
            return
        month = local_date(moment(event.at), house.home(home_id).zone).isoformat()[:7]
        kept = WordsMonth.get(tx, month) or WordsMonth(id=month)
        text = " \n".join(_texts(house, home_id, tx, response, event, silent_rows(catalogue)))
        if not text.strip() or event.id in kept.heard:
            return
        if not kept.revision:
            _forget(tx, month)
        entries = home_entries(catalogue, tx)
        writers = () if kept.enough else tuple(sorted({*kept.writers, event.actor}))
        enough = kept.enough or len(writers) >= FLOOR
        WordsMonth(
            id=kept.id,
            revision=kept.revision,
            writers=() if enough else writers,
            enough=enough,
            answers=kept.answers + 1,
            old=_and(kept.old, {_said(one.entry, one.language) for one in find_hurt(text, entries)}),
            new=_and(kept.new, {one.word.lower() for one in find_hurt(text, _kinder(entries))}),
            heard=(*kept.heard, event.id)[-REMEMBERED:],
        ).keep(tx)


def _forget(tx: Tx, month: str) -> None:
    """A month begins: earlier ones in which too few have written are never shown, so they need not be kept."""
    for one in WordsMonth.find(tx):
        if one.id < month and not one.enough:
            tx.erase(one.kind, one.id)


def _texts(
    house: House, home_id: str, tx: Tx, response: Response, event: Event, silent: frozenset[str]
) -> Iterator[str]:
    """What was written in this sending, without what has to stay exact."""
    form = compiled_of(house, home_id, tx, response.form_hash).form
    for question in form.questions():
        last = response.last(question.id)
        if last is None or not last.answered or last.at != response.sent_at or last.written_by != event.actor:
            continue
        if audience_of(form, question) not in silent:
            yield from (text[:LONGEST_READ] for text in _in(question, last.value))


def _in(question: Question, value: Any) -> Iterator[str]:
    if question.type in WRITTEN and isinstance(value, str):
        yield value
    elif question.type == "group":
        for row in value:
            for inner in question.questions:
                yield from _in(inner, row["answers"].get(inner.id))


def _and(counted: Mapping[str, int], found: set[str]) -> dict[str, int]:
    return {**counted, **{word: counted.get(word, 0) + 1 for word in sorted(found)}}


def _said(entry: Entry, language: str) -> str:
    """What an entry's words are called in the picture: the first of them."""
    return (entry.instead_of.get(language) or next(iter(entry.instead_of.values())))[0]


def _kinder(entries: tuple[Entry, ...]) -> list[Entry]:
    """The words to try, as words to be found."""
    made = []
    for entry in entries:
        tries = {
            language: tuple(one for one in words if len(one) >= SHORTEST)
            for language, words in entry.try_.items()
            if language in ("en", "cy")
        }
        tries = {language: words for language, words in tries.items() if words}
        if entry.in_place and tries:
            made.append(entry.model_copy(update={"instead_of": tries}))
    return made


def months(tx: Tx, now: str) -> tuple[MonthOfWords, ...]:
    """The months before `now` (`2026-06`) that may be shown, the oldest first: those in which enough people have written."""
    over = [one for one in WordsMonth.find(tx, order="id") if one.enough and one.id < now]
    return tuple(MonthOfWords(one.id, one.answers, dict(one.old), dict(one.new)) for one in over)
