"""Reading what was said: the page that says it was heard, and one voice's answers with how each was given."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, url_for

from core.house import House
from core.records import Person, holds_seat
from core.web.asking import require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render
from forms.checkins.signals import only_own
from forms.companions import Looking
from forms.drafts import compiled_of
from forms.model import CheckIn
from forms.records import Response
from forms.shown import answer_words, declined_words, given_words, said_in


def add_to(pages: Blueprint, house: House) -> None:
    """Add the reading pages to the engine's blueprint."""

    @pages.get("/heard/<response_id>")
    def heard(home_id: str, response_id: str) -> Any:
        who = require(home_id)
        home = house.home(home_id)
        with house.store.read(home_id) as tx:
            response = Response.get(tx, response_id)
            if response is None:
                abort(404)
            written = {v.written_by for versions in response.answers.values() for v in versions}
            if who.person.id not in written | {response.person}:
                abort(404)
            speaker = Person.get(tx, response.person or "")
            compiled = compiled_of(house, home_id, tx, response.form_hash)
        back = (
            url_for("workflows.case", home_id=home_id, case_id=response.case)
            if response.case
            else url_for("today", home_id=home_id)
        )
        return render(
            "forms/heard.html",
            home=home,
            form=compiled.form,
            response=response,
            speaker=speaker,
            back=back,
            count=len(response.values()),
            mode="resident" if response.voice == "resident" else "",
            page_title=_("Thank you"),
        )

    @pages.get("/answers/<response_id>")
    def answers(home_id: str, response_id: str) -> Any:
        who = require(home_id)
        home = house.home(home_id)
        with house.store.read(home_id) as tx:
            response = Response.get(tx, response_id)
            if response is None:
                abort(404)
            compiled = compiled_of(house, home_id, tx, response.form_hash)
            people = {person.id: person for person in Person.find(tx)}
            seated = holds_seat(tx, response.case, who.person.id)
        names = {id: person.name for id, person in people.items()}

        may = Looking.here(house, home_id).may(people.get(response.subject or ""), seated)
        own = response.person == who.person.id
        if not own and isinstance(compiled.form, CheckIn) and only_own(compiled.form, compiled.people, response.voice):
            abort(404)
        said = list(said_in(compiled, response, may, names, language(), own))
        if not said and not own:
            abort(404)
        earlier = {
            one.question: [
                {
                    "words": declined_words(version.declined, language())
                    if version.declined
                    else answer_words(compiled, compiled.form.question(one.question), version.value, language()),  # type: ignore[arg-type]
                    "how": given_words(
                        version, names.get(version.written_by, ""), names.get(response.person or ""), language()
                    ),
                }
                for version in response.answers[one.question][:-1]
            ]
            for one in said
        }
        return render(
            "forms/answers.html",
            home=home,
            form=compiled.form,
            response=response,
            speaker=people.get(response.person or ""),
            voice=compiled.people.voice_title(response.voice).said(language()),
            said=said,
            earlier=earlier,
            page_title=compiled.form.title.said(language()),
        )
