"""Who is asking for the pages of conversations, and which conversations they may open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort

from core.catalogue import Catalogue
from core.house import House
from core.records import Person, holds_seat
from core.stores.protocol import NotFound, Tx
from core.web.asking import Signed, Viewer, require
from core.web.languages import language
from forms.model import STRICTEST
from workflows import runner, shown, timers
from workflows.records import Case, Link
from workflows.starting import asker_of
from workflows.view import Asker, CaseView


@dataclass(frozen=True)
class Desk:
    """Who is asking, in which house, settled before a transaction is opened."""

    house: House
    signed: Signed
    viewer: Viewer
    catalogue: Catalogue
    named: Person | None = None
    """The person of this home that a post names."""

    @classmethod
    def here(cls, house: House, home_id: str) -> Desk:
        """Whoever asks for this page."""
        signed = require(home_id)
        catalogue = house.catalogue(home_id)
        return cls(house, signed, signed.viewer(catalogue.people), catalogue)

    @property
    def home_id(self) -> str:
        """The home's id."""
        return self.signed.home.id

    @property
    def me(self) -> Asker:
        """Whoever is asking, as the engine knows them."""
        return asker_of(self.signed.person, self.viewer.people)

    def page(self, tx: Tx, case_id: str, *, parts_too: bool = False) -> shown.Shown:
        """A case with what has come up by now, for this viewer; 404 for whoever may not see it.

        Whoever may see only a part of it gets a page with `parts_too`, and is to be shown no more than that.
        """
        try:
            view = runner.view(self.house, self.signed.home, tx, case_id)
        except NotFound:
            abort(404)
        view = view.with_case(timers.tick(view).case)
        seated = holds_seat(tx, case_id, self.signed.person.id)
        may = self._may(view, seated)
        answer = may(view.workflow.audience or STRICTEST)
        part = shown.part_of(answer, seated)
        lost = view.case.lost_by(self.signed.person.id)
        if not shown.opens(answer, seated, lost) or (part is not None and not parts_too):
            abort(404)
        return shown.Shown(view, self.me, language(), may, shown.helps(view, self.me), part)

    def linked(self, tx: Tx, case: Case) -> list[tuple[Link, Case]]:
        """The cases beside this one, as far as whoever is asking may open them."""
        found = []
        for link in case.links:
            other = Case.get(tx, link.case)
            if other is None:
                continue
            view = runner.view(self.house, self.signed.home, tx, other.id)
            seated = holds_seat(tx, other.id, self.signed.person.id)
            lost = other.lost_by(self.signed.person.id)
            if shown.opens(self._may(view, seated)(view.workflow.audience or STRICTEST), seated, lost):
                found.append((link, other))
        return found

    def _may(self, view: CaseView, seated: bool) -> shown.May:
        asker = self.viewer.asker(view.persons.get(view.case.subject or ""), seat=seated)
        return lambda row: self.catalogue.matrix.may(asker, row)
