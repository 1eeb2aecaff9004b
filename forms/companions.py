"""What a form needs from the other forms of its case: rows to ask about one by one, and every voice's words side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template

from core.house import House
from core.permissions import Matrix
from core.records import Person
from core.stores.protocol import Tx
from core.web.asking import Viewer, viewer
from core.web.languages import language
from forms.compiled import Compiled
from forms.drafts import compiled_of
from forms.records import Draft, Response
from forms.responses import responses_of_case
from forms.shown import May, said_in


def rows_for_each(tx: Tx, compiled: Compiled, draft: Draft) -> tuple[dict[str, list[str]], dict[str, str]]:
    """For each `for_each` group: the row ids it asks about; and row id → the words of that row."""
    rows: dict[str, list[str]] = {}
    captions: dict[str, str] = {}
    groups = [one for one in compiled.form.questions() if one.repeat and one.repeat.for_each]
    if not groups or draft.case is None:
        return rows, captions
    responses = responses_of_case(tx, draft.case)
    for group in groups:
        form, _, question = (group.repeat.for_each if group.repeat else "" or "").rpartition(".")
        for response in responses:
            if response.form != form:
                continue
            for row in response.values().get(question, ()):
                rows.setdefault(group.id, []).append(row["row"])
                captions[row["row"]] = next((str(one) for one in row["answers"].values() if isinstance(one, str)), "")
    return rows, captions


def links(tx: Tx, draft: Draft) -> tuple[tuple[str, str], ...]:
    """The records about the same person that a link may name: (`case:<id>`, title)."""
    if draft.subject is None:
        return ()
    found = tx.find("case", {"subject": draft.subject})
    return tuple((f"case:{one.id}", str(one.body.get("about") or one.body["ref"])) for one in found)


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
        """Which rows of the matrix they may see about a subject."""
        asker = self.viewer.asker(subject, seat=seat)
        return lambda row: self.matrix.may(asker, row).yes


def side_by_side(
    house: House, tx: Tx, compiled: Compiled, draft: Draft, people: Mapping[str, Person], looking: Looking
) -> dict[str, str]:
    """question id → markup with every voice's sent words side by side, as far as this writer may see them."""
    if not compiled.shows or draft.case is None:
        return {}
    responses = responses_of_case(tx, draft.case)
    made: dict[str, str] = {}
    for question, form in compiled.shows.items():
        columns = [_column(house, tx, one, draft, people, looking) for one in responses if one.form == form]
        made[question] = str(render_template("forms/side_by_side.html", columns=columns))
    return made


def _column(
    house: House, tx: Tx, response: Response, draft: Draft, people: Mapping[str, Person], looking: Looking
) -> dict[str, Any]:
    compiled = compiled_of(house, looking.home_id, tx, response.form_hash)
    names = {id: person.name for id, person in people.items()}
    # Whoever writes on a case holds a seat there, or writes for one: that was settled when the draft was begun.
    may = looking.may(people.get(response.subject or ""), seat=True)
    said = said_in(compiled, response, may, names, language(), own=response.person == draft.writer)
    return {
        "id": f"{response.form}-{response.seat}",
        "voice": compiled.people.voice_title(response.voice).said(language()),
        "person": names.get(response.person or "", ""),
        "said": [{"ask": one.ask, "words": one.words, "how": one.how, "lang": one.language} for one in said],
    }
