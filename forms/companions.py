"""What a form needs from around it: people and records to choose, rows to ask about, every voice's words side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from markupsafe import Markup

from core.contributions import Asking
from core.house import House
from core.people import People
from core.permissions import Matrix
from core.records import Person, holds_seat
from core.stores.protocol import Record, Tx
from core.web.asking import Viewer, viewer
from core.web.languages import language
from core.web.shown import Laid, held
from forms.compiled import Compiled
from forms.consent import Sight, kept_off
from forms.drafts import compiled_of
from forms.model import STRICTEST
from forms.records import Draft, Response
from forms.sent import answered_before, responses_of_case
from forms.shown import May, said_in, seen_of, seen_version, values_of
from forms.written import typed_from


@dataclass(frozen=True)
class Looking:
    """Who looks, and by which rules: settled before a transaction is opened."""

    house: House
    home_id: str
    viewer: Viewer
    matrix: Matrix

    @classmethod
    def here(cls, house: House, home_id: str) -> Looking:
        """Whoever asks for this page."""
        return cls(house, home_id, viewer(home_id), house.catalogue(home_id).matrix)

    def may(self, subject: Person | None, seat: bool) -> May:
        """Which rows of the matrix they may see about a subject.

        What is about somebody is not said by them, so `own` opens nothing here: one's own words are let through by `sees`.
        """
        asker = self.viewer.asker(subject, seat=seat, own=False)
        return lambda row: self.matrix.may(asker, row)

    def sight(self, tx: Tx, subject: Person | None, seat: bool) -> Sight:
        """What they see of answers about a subject."""
        off = kept_off(self.house, self.home_id, tx)
        return Sight(self.may(subject, seat), self.viewer.person.id, off)


def asking_for(looking: Looking, tx: Tx, draft: Draft, people: Mapping[str, Person]) -> Asking:
    """What a writer may choose from: the people known here, and the records about the same person that they may see."""
    before = _chosen_before(looking, tx, draft, people)
    here = [one for one in people.values() if one.id in before or _is_known_here(one, draft, looking.viewer)]
    links = list(_links(looking, tx, draft, people, before))
    are = {one.id: _is_what(one, looking.viewer.people) for one in here if one.id not in before}
    return Asking(
        language(),
        tuple((one.id, one.name) for one in here),
        tuple((id, title) for id, title, _ in links),
        {**are, **{id: (ref, ref.partition(".")[2]) for id, _, ref in links if id not in before}},
    )


def _chosen_before(looking: Looking, tx: Tx, draft: Draft, people: Mapping[str, Person]) -> set[str]:
    """Everybody and everything this seat has chosen and sent: they may be kept, also when they are no longer here.

    What was only typed does not count: an id that somebody sends would be told what it is the id of.
    """
    earlier = answered_before(tx, draft)
    if earlier is None:
        return set()
    compiled = compiled_of(looking.house, looking.home_id, tx, earlier.form_hash)
    sight = looking.sight(tx, people.get(draft.subject or ""), holds_seat(tx, draft.case, draft.writer))
    values = values_of(seen_of(compiled.form, compiled.people, earlier, sight))
    typed = typed_from(compiled, values, {})
    return {value for texts in typed.values() for value in texts if 0 < len(value) <= 100}


def _is_known_here(person: Person, draft: Draft, writer: Viewer) -> bool:
    """Those who live and work here, and those who are there for the one it is about; not the families of others.

    Somebody who has died, or has left, is chosen no more, and stays where they were chosen before.
    """
    if person.gone and not any(person.id in values for values in draft.typed.values()):
        return False
    reach = {writer.people.roles[role].reach for role in person.roles if role in writer.people.roles}
    return bool(reach & {"self", "home"}) or draft.subject in person.of or person.id in (writer.person.id, draft.person)


def _is_what(person: Person, people: People) -> tuple[str, ...]:
    voices = (people.voice_of(role) for role in person.roles)
    return (*person.roles, *(voice for voice in voices if voice is not None))


def _links(
    looking: Looking, tx: Tx, draft: Draft, people: Mapping[str, Person], before: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Conversations about the same person: (`case:<id>`, what it is called, its workflow)."""
    if draft.subject is None:
        return
    for case in tx.all("case", {"subject": draft.subject}):
        id, ref = f"case:{case.id}", str(case.body["ref"])
        found = looking.house.catalogue(looking.home_id, tx).definitions.get(ref)
        row = (found.definition.audience if found else None) or STRICTEST
        seated = holds_seat(tx, case.id, looking.viewer.person.id)
        answer = looking.may(people.get(draft.subject), False)(row)
        if id in before or seated or answer.whole:
            yield id, _title(case, found.definition.title.said(language()) if found else ref), ref


def _title(case: Record, title: str) -> str:
    about = case.body.get("about")
    return f"{title}: {about}" if about else title


def rows_for_each(
    looking: Looking, tx: Tx, compiled: Compiled, draft: Draft, people: Mapping[str, Person]
) -> tuple[dict[str, list[str]], dict[str, Laid]]:
    """For each `for_each` group: the row ids it asks about, as far as its writer may see them; and row id → its words."""
    rows: dict[str, list[str]] = {}
    captions: dict[str, Laid] = {}
    groups = [one for one in compiled.form.questions() if one.repeat and one.repeat.for_each]
    if not groups:
        return rows, captions
    responses = responses_of_case(tx, draft.case) if draft.case is not None else []
    sight = looking.sight(tx, people.get(draft.subject or ""), holds_seat(tx, draft.case, draft.writer))
    for group in groups:
        form, _, question = (group.repeat.for_each or "" if group.repeat else "").rpartition(".")
        for response in responses:
            if response.form != form:
                continue
            theirs = compiled_of(looking.house, looking.home_id, tx, response.form_hash)
            asked = theirs.form.question(question)
            said = response.last(question)
            if asked is None or said is None:
                continue
            seen = seen_version(theirs.form, theirs.people, response, asked, said, sight)
            if seen is None or not seen.answered:
                continue
            for row in seen.value:
                rows.setdefault(group.id, []).append(row["row"])
                words = _row_caption(theirs, asked.questions, row)
                captions[row["row"]] = Laid(words, [(Response.kind, response.id)])
    return rows, captions


def _row_caption(compiled: Compiled, questions: Any, row: Mapping[str, Any]) -> str:
    """What a row is called: the first thing that was said in it."""
    for one in questions:
        value = row["answers"].get(one.id)
        if value is not None:
            return str(compiled.types[one.type].shown(one, value, language()))
    return ""


def side_by_side(
    house: House, tx: Tx, compiled: Compiled, draft: Draft, people: Mapping[str, Person], looking: Looking
) -> dict[str, Laid]:
    """question id → markup with every voice's sent words side by side, as far as this writer may see them.

    Whoever it is about stands first; the others follow in the order in which the form names its voices.
    """
    if not compiled.shows or draft.case is None:
        return {}
    responses = responses_of_case(tx, draft.case)
    made: dict[str, Laid] = {}
    for question, form in compiled.shows.items():
        theirs = [one for one in responses if one.form == form]
        voices = _voices_of(house, tx, theirs, looking)
        theirs.sort(key=lambda one: (one.person is None or one.person != draft.subject, _place(one.voice, voices)))
        with held() as records:
            columns = [_column(house, tx, one, draft, people, looking) for one in theirs]
        # Drawn by itself: what every page is given besides its own words asks the store, and a transaction is open here.
        html = current_app.jinja_env.get_template("forms/side_by_side.html").render(columns=columns)
        made[question] = Laid(Markup(html), records)  # noqa: S704 - our own template
    return made


def _voices_of(house: House, tx: Tx, responses: list[Response], looking: Looking) -> tuple[str, ...]:
    """The voices of the form that was answered, in its own order: of the newest, where they are of several versions."""
    return compiled_of(house, looking.home_id, tx, responses[-1].form_hash).form.voices if responses else ()


def _place(voice: str, voices: tuple[str, ...]) -> int:
    return voices.index(voice) if voice in voices else len(voices)


def _column(
    house: House, tx: Tx, response: Response, draft: Draft, people: Mapping[str, Person], looking: Looking
) -> dict[str, Any]:
    compiled = compiled_of(house, looking.home_id, tx, response.form_hash)
    names = {id: person.name for id, person in people.items()}
    # Asked again each time: whoever has lost their seat since the draft was begun goes on writing, and reads no more.
    sight = looking.sight(tx, people.get(response.subject or ""), holds_seat(tx, draft.case, draft.writer))
    said = said_in(compiled, response, sight, names, language())
    return {
        "id": f"{response.form}-{response.seat}",
        "voice": compiled.people.voice_title(response.voice).said(language()),
        "person": names.get(response.person or "", ""),
        "said": [{"ask": one.ask, "words": one.words, "how": one.how, "lang": one.language} for one in said],
    }
