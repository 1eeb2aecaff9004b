"""What a form needs from the other forms of its case: rows to ask about one by one, and every voice's words side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template

from core.house import House
from core.records import Home, Person
from core.stores.protocol import Tx
from core.web.asking import may_see
from core.web.languages import language
from forms.compiled import Compiled
from forms.drafts import compiled_of
from forms.records import Draft, Response
from forms.responses import responses_of_case
from forms.shown import said_in


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


def side_by_side(
    house: House, home: Home, tx: Tx, compiled: Compiled, draft: Draft, people: Mapping[str, Person]
) -> dict[str, str]:
    """question id → markup with every voice's sent words side by side, as far as this writer may see them."""
    if not compiled.shows or draft.case is None:
        return {}
    responses = responses_of_case(tx, draft.case)
    names = {id: person.name for id, person in people.items()}
    made: dict[str, str] = {}
    for question, form in compiled.shows.items():
        columns = [_column(house, home, tx, one, draft, names) for one in responses if one.form == form]
        made[question] = str(render_template("forms/side_by_side.html", columns=columns))
    return made


def _column(house: House, home: Home, tx: Tx, response: Response, draft: Draft, names: dict[str, str]) -> dict[str, Any]:
    compiled = compiled_of(house, home.id, tx, response.form_hash)

    def may(row: str) -> bool:
        return may_see(home.id, row, response.subject, seat=True).yes

    own = response.person == draft.writer
    said = said_in(compiled, response, may, names, language(), own)
    return {
        "id": f"{response.form}-{response.seat}",
        "voice": compiled.people.voice_title(response.voice).said(language()),
        "person": names.get(response.person or "", ""),
        "said": [{"ask": one.ask, "words": one.words, "how": one.how, "lang": one.language} for one in said],
    }
