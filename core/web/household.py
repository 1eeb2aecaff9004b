"""Who belongs to a home, kept by those who decide about it: adding somebody, changing what they are, giving a sign-in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask, abort, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from core import accounts, homes, worries
from core.accounts import AccountError
from core.homes import HomeError
from core.records import LEADS, Person
from core.stores.protocol import Conflict
from core.text import LANGUAGES
from core.web import pages
from core.web.asking import house, require, subject_or_404
from core.web.home import may_open, may_set, status_words, statuses_for
from core.web.languages import _, join, language

Made = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Give an app these pages."""
    app.add_url_rule("/h/<home_id>/household", "household", household)
    app.add_url_rule("/h/<home_id>/household/new", "somebody_new", somebody_new, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/household/<person_id>", "somebody", somebody, methods=["GET", "POST"])
    app.add_url_rule("/h/<home_id>/household/<person_id>/left", "has_left", has_left, methods=["POST"])
    app.add_url_rule("/h/<home_id>/household/<person_id>/back", "is_back", is_back, methods=["POST"])
    app.add_url_rule("/h/<home_id>/people/<person_id>/status", "set_status", set_status, methods=["POST"])


@dataclass(frozen=True)
class Typed:
    """What was typed about somebody; shown back as it was when it cannot be kept yet."""

    name: str = ""
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    circle: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    account: str = ""
    revision: int = 0

    @classmethod
    def posted(cls) -> Typed:
        """From the form; names that are not known here are left to the check."""

        def several(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(value for value in request.form.getlist(name) if value))

        revision = request.form.get("revision", "")
        return cls(
            name=request.form.get("name", "").strip(),
            roles=several("roles"),
            teams=several("teams"),
            of=several("of"),
            circle=several("circle"),
            languages=several("languages") or ("en",),
            account=request.form.get("account", "").strip(),
            revision=int(revision) if revision.isdecimal() and revision.isascii() and len(revision) < 10 else 0,
        )

    @classmethod
    def about(cls, person: Person) -> Typed:
        """From what is kept."""
        return cls(
            person.name, person.roles, person.teams, person.of, person.circle, person.languages, "", person.revision
        )


def household(home_id: str) -> Made:
    """Everybody of the home."""
    _only_those_who_decide(home_id)
    people = house().catalogue(home_id).people
    rows = [
        {
            "name": one.name,
            "href": url_for("somebody", home_id=home_id, person_id=one.id),
            "roles": join([people.roles[role].title.said(language()) for role in one.roles if role in people.roles]),
            "status": _("Has left") if one.left else status_words(one.status),
            "signs_in": one.account is not None and not one.left,
            "left": bool(one.left),
        }
        for one in homes.people(house(), home_id)
    ]
    rows.sort(key=lambda row: bool(row["left"]))  # whoever has left stands last, and can be found again
    return pages.render("pages/household.html", page_title=_("Everybody here"), rows=rows)


def somebody_new(home_id: str) -> Made:
    """Somebody who comes to the home."""
    _only_those_who_decide(home_id)
    if request.method == "GET":
        return _form(home_id, None, Typed(), [])
    typed = Typed.posted()
    return _kept(home_id, None, typed)


def somebody(home_id: str, person_id: str) -> Made:
    """Somebody who is there already."""
    _only_those_who_decide(home_id)
    person = subject_or_404(home_id, person_id)
    if request.method == "GET":
        return _form(home_id, person, Typed.about(person), [])
    return _kept(home_id, person, Typed.posted())


def has_left(home_id: str, person_id: str) -> Made:
    """Somebody has left: their sign-ins end now, and what they took part in is shown, to be passed on."""
    _only_those_who_decide(home_id)
    signed = require(home_id)
    person = subject_or_404(home_id, person_id)
    try:
        homes.leave(house(), home_id, person.id, signed.person.id)
    except HomeError:
        return _form(home_id, person, Typed.about(person), [("#leaving", _why_they_stay(home_id, person))], 422)
    if person.id == signed.person.id:
        return redirect(url_for("front"), 303)
    pages.say(_("{name} has left. They are signed out, and see nothing of this home any more.", name=person.name))
    return redirect(url_for("somebody", home_id=home_id, person_id=person.id), 303)


def _why_they_stay(home_id: str, person: Person) -> str:
    with house().store.read(home_id) as tx:
        kept = worries.Readers.get(tx, worries.LIST)
    if kept is not None and person.id in kept.readers:
        return _("They read the worries of this home. Name somebody else for that first, under “Who reads worries”.")
    return _("A home keeps at least one manager who can sign in. Name another one first.")


def is_back(home_id: str, person_id: str) -> Made:
    """Somebody who had left is here again, with the sign-in they had."""
    _only_those_who_decide(home_id)
    person = subject_or_404(home_id, person_id)
    homes.come_back(house(), home_id, person.id, require(home_id).person.id)
    pages.say(_("{name} is here again.", name=person.name))
    return redirect(url_for("somebody", home_id=home_id, person_id=person.id), 303)


def set_status(home_id: str, person_id: str) -> Made:
    """How it is with somebody now; what waits for them pauses with it. For those who are trained to lead, and who decide."""
    signed = require(home_id)
    person = subject_or_404(home_id, person_id)
    catalogue = house().catalogue(home_id)
    lives_here = catalogue.people.live_here().intersection(person.roles)
    opens = may_open(signed.viewer(catalogue.people), catalogue.matrix, person)
    if not statuses_for(home_id, signed) or not lives_here or not opens:
        abort(404)
    try:
        homes.set_status(house(), home_id, person.id, request.form.get("status", ""), signed.person.id)
    except HomeError:
        abort(400)
    pages.say(_("Kept. What waits for {name} follows.", name=person.name))
    return redirect(url_for("person", home_id=home_id, person_id=person.id), 303)


def _only_those_who_decide(home_id: str) -> None:
    require(home_id)
    if not may_set(home_id):
        abort(404)


def _wrong(home_id: str, person: Person | None, typed: Typed, password: str) -> list[tuple[str, str]]:
    """What has to be put right first: (where, how)."""
    people = house().catalogue(home_id).people
    every = {one.id for one in homes.people(house(), home_id)}
    found = []
    if not typed.name or len(typed.name) > 200:
        found.append(("#name", _("Write the name, in at most 200 letters.")))
    if not typed.roles or any(role not in people.roles for role in typed.roles):
        found.append(("#roles", _("Choose what they are here, at least one of these.")))
    if any(team not in people.teams for team in typed.teams) or any(
        one not in every for one in (*typed.of, *typed.circle)
    ):
        found.append(("#teams", _("Something chosen here is not there any more. Please choose again.")))
    if person is not None and LEADS in person.roles and LEADS not in typed.roles:
        every_one = homes.people(house(), home_id)
        others = [one for one in every_one if LEADS in one.roles and not one.gone and one.id != person.id]
        if not others:
            found.append(("#roles", _("A home keeps at least one manager. Name another one first.")))
    if person is not None and LEADS in person.roles and LEADS not in typed.roles:
        with house().store.read(home_id) as tx:
            kept = worries.Readers.get(tx, worries.LIST)
        if kept is not None and person.id in kept.readers:
            found.append(("#roles", _why_they_stay(home_id, person)))
    if typed.account:
        try:
            accounts.plain_name(typed.account)
            if accounts.named(house(), typed.account) is not None:
                found.append(("#account", _("This sign-in name is taken. Please choose another.")))
            accounts.check_password(typed.account, password)
        except AccountError as wrong:
            found.append(("#account", str(wrong)))
    return found


def _kept(home_id: str, person: Person | None, typed: Typed) -> Made:
    signed = require(home_id)
    password = request.form.get("password", "")
    if person is not None and person.account is not None and typed.account:
        abort(400)  # the page offers no second way in: whoever made it could come in as somebody who has one
    problems = _wrong(home_id, person, typed, password)
    if problems:
        return _form(home_id, person, typed, problems, 422)
    try:
        if person is None:
            kept = homes.add_person(
                house(),
                home_id,
                typed.name,
                typed.roles,
                signed.person.id,
                teams=typed.teams,
                of=typed.of,
                circle=typed.circle,
                languages=typed.languages,
            )
        else:
            changed = replace(
                person,
                name=typed.name,
                roles=typed.roles,
                teams=typed.teams,
                of=typed.of,
                circle=typed.circle,
                languages=typed.languages,
                revision=typed.revision,
            )
            kept = homes.change_person(house(), home_id, changed, signed.person.id)
        if typed.account:
            account = accounts.create(house(), typed.account, password, provisional=True)
            homes.give_account(house(), home_id, kept.id, account.id, signed.person.id)
    except (HomeError, AccountError) as wrong:
        return _form(home_id, person, typed, [("#name", str(wrong))], 422)
    except Conflict:
        now = subject_or_404(home_id, person.id if person else "")
        words = _(
            "Somebody else changed this meanwhile; what you chose is still here. Look at it once more and keep it again."
        )
        return _form(home_id, now, replace(typed, revision=now.revision), [("#name", words)], 409)
    pages.say(_("{name} is kept.", name=kept.name))
    return redirect(url_for("household", home_id=home_id), 303)


def _form(
    home_id: str, person: Person | None, typed: Typed, problems: list[tuple[str, str]], status: int = 200
) -> tuple[str, int]:
    people = house().catalogue(home_id).people
    every = homes.people(house(), home_id)
    at_home = people.live_here()
    lang = language()
    return pages.render(
        "pages/somebody.html",
        status,
        page_title=person.name if person else _("Somebody new"),
        subject=person,
        typed=typed,
        problems=problems,
        roles=[{"id": id, "label": role.title.said(lang)} for id, role in people.roles.items()],
        teams=[{"id": id, "label": team.title.said(lang)} for id, team in people.teams.items()],
        residents=[
            {"id": one.id, "label": one.name}
            for one in every
            if at_home.intersection(one.roles) and (not one.left or one.id in typed.of)
        ],
        others=[
            {"id": one.id, "label": one.name}
            for one in every
            if not at_home.intersection(one.roles) and (not one.gone or one.id in typed.circle)
        ],
        parts=pages.parts("household.somebody", person) if person is not None else "",
        tongues=[{"id": one, "label": {"en": "English", "cy": "Cymraeg"}[one]} for one in reversed(LANGUAGES)],
    )
