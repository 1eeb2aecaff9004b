"""Reading what was said: the page that says it was heard, and one voice's answers with how each was given."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, url_for

from core.house import House
from core.records import Person, holds_seat, lost_seat
from core.web.asking import require
from core.web.languages import gettext as _
from core.web.languages import language
from core.web.pages import render
from forms.companions import Looking
from forms.compiled import Compiled
from forms.consent import Sight, kept_off
from forms.drafts import compiled_of
from forms.model import Asked, Form
from forms.records import Response
from forms.shown import Said, given_words, only_whole, said_in, seen_version, version_words


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
            compiled = compiled_of(house, home_id, tx, response.form_hash)
            written = {v.written_by for versions in response.answers.values() for v in versions}
            if lost_seat(tx, response.case, who.person.id):
                abort(404)
            nameless = isinstance(compiled.form, Form) and compiled.form.without_names
            if who.person.id not in written | {response.person} and not nameless:
                abort(404)
            speaker = Person.get(tx, response.person or "")
        return render(
            "forms/heard.html",
            home=home,
            form=compiled.form,
            response=response,
            speaker=speaker,
            back=_on(home_id, response, compiled.form),
            count=sum(
                compiled.types[one.type].field is not None or one.type == "group" for one in _given(compiled, response)
            ),
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
            before = [compiled_of(house, home_id, tx, one) for one in reversed(response.before)]
            people = {person.id: person for person in Person.find(tx)}
            seated = holds_seat(tx, response.case, who.person.id)
            # Whose place was given back opens nothing of it, not by having written it either; a role of theirs still may.
            reader = "" if lost_seat(tx, response.case, who.person.id) else who.person.id
            off = kept_off(house, home_id, tx)
        names = {id: person.name for id, person in people.items()}
        may = Looking.here(house, home_id).may(people.get(response.subject or ""), seated)
        if response.case is not None:
            may = only_whole(may)  # a part of a conversation is shown on its page, as far as it was agreed
        sight = Sight(may, reader, off)
        said = list(said_in(compiled, response, sight, names, language()))
        earlier = {one.question: _earlier(compiled, response, one, names, sight) for one in said}
        no_longer = []
        asked = {one.id for one in compiled.form.questions()}
        for form in before:
            for one in said_in(form, response, sight, names, language()):
                if one.question not in asked:
                    asked.add(one.question)
                    no_longer.append(one)
                    earlier[one.question] = _earlier(form, response, one, names, sight)
        if not said and not no_longer and response.person != reader:
            abort(404)
        return render(
            "forms/answers.html",
            home=home,
            form=compiled.form,
            response=response,
            speaker=people.get(response.person or ""),
            voice=compiled.people.voice_title(response.voice).said(language()),
            said=said,
            no_longer=no_longer,
            earlier=earlier,
            page_title=compiled.form.title.said(language()),
        )


def _on(home_id: str, response: Response, form: Asked) -> str:
    """Where to go on from here: the conversation it belongs to, the page where it grows, else the home's page."""
    if isinstance(form, Form) and form.grows and response.subject:
        return url_for("person", home_id=home_id, person_id=response.subject)
    if response.case and "workflows.case" in current_app.view_functions:
        return url_for("workflows.case", home_id=home_id, case_id=response.case)
    return url_for("today", home_id=home_id)


def _given(compiled: Compiled, response: Response) -> list[Any]:
    values = response.values()
    return [question for question in compiled.form.questions() if question.id in values]


def _earlier(
    compiled: Compiled, response: Response, said: Said, names: dict[str, str], sight: Sight
) -> list[dict[str, str]]:
    """What an answer said before, newest first, as far as its reader may see it: another may have written that down."""
    question = compiled.form.question(said.question)
    assert question is not None
    speaker = names.get(response.person or "")
    return [
        {
            "words": version_words(compiled, question, seen, language()),
            "how": given_words(seen, names.get(seen.written_by, ""), speaker, language()),
        }
        for version in reversed(response.answers[said.question][:-1])
        if (seen := seen_version(compiled.form, compiled.people, response, question, version, sight)) is not None
    ]
