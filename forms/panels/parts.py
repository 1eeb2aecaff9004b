"""The panels of one slot of a page, as far as whoever looks may see them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from core.case_pictures import RowAnswers
from core.catalogue import Published
from core.contributions import PagePart
from core.home_pictures import Here, HomeAnswers, HomeData
from core.pictures import own_words, with_words
from core.text import Text
from core.web.shown import held, note_all
from forms.alone import whose
from forms.companions import Looking
from forms.fields.choosing import label_of
from forms.home_data import data_of
from forms.panels import matching
from forms.panels.model import Line, Lines, Match, Panel, Place, Way
from forms.panels.newest import newest
from forms.records import Response

log = logging.getLogger("cartref.panels")
MOST = 6
"""So many people stand open; the others behind one press."""
LONGEST_ABOUT = 100
"""So much of an offer goes into the line with which a conversation begins."""
LOVED = 3
"""So many of the things somebody loves are named."""


def parts(slot: str, page: Any) -> Iterator[PagePart]:
    """The panels of this slot, each where its pack is switched on and its row opens. One that fails is left out and logged."""
    catalogue = page.house.catalogue(page.home.id)
    for found in catalogue.of_kind("panel"):
        for place in found.definition.places:
            if place.on == slot and page.may_see(found.definition.audience):
                try:
                    with held() as aside:
                        html = _Panel(page, found, place).html()
                except Exception:  # without it the page says everything else
                    log.exception("the panel %s was left out", found.ref)
                    continue
                if html:
                    note_all(aside)
                    yield PagePart(html, place.order)


def stand_here(answers: Iterable[HomeAnswers]) -> None:
    """These stand on the page."""
    note_all((Response.kind, one.id) for one in answers)


class _Panel:
    """One panel in one place, for one viewer."""

    def __init__(self, page: Any, found: Published, place: Place) -> None:
        self.page, self.place, self.pack, self.language = page, place, found.pack, page.language
        self.panel: Panel = found.definition
        self.catalogue = page.house.catalogue(page.home.id)
        self.subject = page.subject

    def ref(self, written: str) -> str:
        """`pack.id` of what is written in this panel's pack."""
        return written if "." in written else f"{self.pack}.{written}"

    def data(self) -> HomeData:
        """What it is made of."""
        page = self.page
        looking = Looking(page.house, page.home.id, page.signed.viewer(self.catalogue.people), self.catalogue.matrix)
        subject = self.subject.id if self.subject is not None else ""
        reads = [self.ref(one) for one in self.panel.reads()]
        with page.house.store.read(page.home.id) as tx:
            return data_of(looking, tx, reads, self.place.title, whole=self.panel.whole, subject=subject)

    def html(self) -> str:
        """The whole section; "" where there is nothing, and nothing to say about that."""
        panel, data = self.panel, self.data()
        shown: Mapping[str, Any] = {}
        if panel.lines is not None:
            shown = {"lines": self.lines(data, panel.lines)}
        elif panel.match is not None:
            shown = self.matched(data, panel.match)
        elif panel.missed is not None and data.residents():
            shown = {"names": matching.missed(data, panel.missed, self.ref(panel.missed.form))}
        elif panel.way is not None:
            shown = {"way": self.way(panel.way)}
        else:
            return ""
        anything = any(shown.get(key) for key in ("lines", "people", "offers", "names", "way"))
        if not anything and self.place.none is None:
            return ""
        return render_template(
            "forms/panel.html",
            id=f"panel-{panel.id.replace('_', '-')}",
            title=self.said(self.place.title),
            about=self.said(self.place.about) if anything and self.place.about else "",
            nothing="" if anything or self.place.none is None else self.said(self.place.none),
            home_id=self.page.home.id,
            most=MOST,
            writes=self.writes(),
            **shown,
        )

    def said(self, text: Text, **words: str) -> Markup:
        """A sentence of the pack's in the reader's language, with words put in."""
        name = self.subject.name.partition(" ")[0] if self.subject is not None else ""
        return with_words(text.said(self.language), **{"name": name, **words})

    def writes(self) -> dict[str, str] | None:
        """The way to the form it names, for those whom the form asks."""
        found = self.catalogue.get("form", self.ref(self.panel.writes)) if self.panel.writes else None
        if found is None or not whose(found.definition, self.page.signed, self.catalogue.people, None):
            return None
        href = url_for("forms.alone", home_id=self.page.home.id, ref=found.ref)
        return {"href": href, "title": found.definition.title.said(self.language)}

    def way(self, told: Way) -> dict[str, str]:
        """What is pressed to begin, where it is so with whoever this page is about and the home uses what it begins."""
        found = self.catalogue.get("workflow", self.ref(told.begins))
        if found is None or self.subject is None or self.subject.status not in told.status:
            return {}
        about = self.subject.name[:LONGEST_ABOUT]
        href = url_for("workflows.new", home_id=self.page.home.id, ref=found.ref, about=about)
        return {"href": href, "title": self.said(told.say)}

    # -- what somebody said about themselves ---------------------------------------------------------------------------

    def lines(self, data: HomeData, told: Lines) -> list[Markup]:
        """Each line that has something to say."""
        form = self.ref(told.form)
        said = [one for one in data.sent(form) if one.person == one.subject == data.subject]
        stand_here(said)
        me = newest(said)
        own = HomeAnswers({id: me.values[id] for id in me.values if id not in me.noticed}, languages=me.languages)
        return [self.said(line.say, words=words) for line in told.show if (words := self.words_of(form, own, line))]

    def words_of(self, form: str, me: HomeAnswers, line: Line) -> str:
        """The words of a line: as they were said, an option by its name."""
        if line.row is not None:
            words = ", ".join(words for row in me.rows(line.question) if (words := row.words(line.row)))
            return own_words(words, me.languages.get(line.question)) if words else ""
        rather = me.words(line.rather) if line.rather is not None else ""
        if rather:
            return own_words(rather, me.languages.get(line.rather or ""))
        if self.has_options(form, line.question):
            return ", ".join(self.option(form, line.question, one) for one in me.chosen(line.question))
        words = me.words(line.question)
        return own_words(words, me.languages.get(line.question)) if words else ""

    def has_options(self, form: str, question: str) -> bool:
        """True for a question whose answer is one of its options."""
        found = self.catalogue.get("form", form).definition.question(question)
        return found is not None and bool(found.choices())

    def option(self, form: str, question: str, option: str) -> str:
        """What an option is called."""
        found = self.catalogue.get("form", form).definition.question(question)
        return label_of(found, option).said(self.language) if found is not None else option

    # -- offers that may suit ------------------------------------------------------------------------------------------

    def matched(self, data: HomeData, match: Match) -> Mapping[str, Any]:
        """On today's page those whose time of day it is; on somebody's page the offers for them."""
        form = self.ref(match.likes.form)
        known = matching.likes(data, form)
        offers = matching.offers(data, match, self.ref(match.offers.form))
        if self.subject is not None:
            me, person = known.get(data.subject), data.people.get(data.subject)
            if me is None or person is None or not person.at_home or not person.lives_here:
                return {}
            found = self.offers(data, match, person, me, offers)
            note = self.note(me, match) if found else ""
            stand_here(matching.said_by(data, form)[person.id] if note else ())
            return {"offers": found, "note": note}
        now = matching.part_of_day(match.hours, data.now.hour)
        people = [
            self.person(data, match, one, known[one.id], offers)
            for one in data.residents()
            if one.id in known and now in (known[one.id].chosen(match.likes.when) or (now,))
        ]
        return {"people": [one for one in people if one], "more": self.said(match.say.more)}

    def person(
        self, data: HomeData, match: Match, person: Here, me: HomeAnswers, offers: list[matching.Offer]
    ) -> dict[str, Any]:
        """Somebody whose time of day it is; nothing where they love nothing that is known and no offer suits them."""
        form, told = self.ref(match.likes.form), match.likes
        loved = [kind for kind, place in matching.feels(me, told).items() if place == "good"][:LOVED]
        things = ", ".join(self.option(form, told.sorted, kind).lower() for kind in loved)
        found = self.offers(data, match, person, me, offers)
        if not things and not found:
            return {}
        stand_here(matching.said_by(data, form)[person.id])
        said = match.say.noticed if told.sorted in me.noticed else match.say.likes
        likes = self.said(said, things=things) if things else ""
        return {"id": person.id, "name": person.name, "likes": likes, "offers": found, "note": self.note(me, match)}

    def note(self, me: RowAnswers, match: Match) -> str:
        """What whoever joins them needs to know, in their own words."""
        question = match.likes.note or ""
        words = me.words(question)
        spoken = me.languages.get(question) if isinstance(me, HomeAnswers) else None
        return self.said(match.say.note, words=own_words(words, spoken)) if words else ""

    def offers(
        self, data: HomeData, match: Match, person: Here, me: RowAnswers, offers: list[matching.Offer]
    ) -> list[dict[str, str]]:
        """The offers that suit somebody, each with the way to begin."""
        suiting = [one for one in offers if matching.fits(me, person, one, match)]
        return [self.offer(data, match, person, one) for one in suiting]

    def offer(self, data: HomeData, match: Match, person: Here, offer: matching.Offer) -> dict[str, str]:
        """One offer in a sentence, and what to press for it."""
        stand_here((offer.sent,))
        told, row, who = match.offers, offer.row, data.people[offer.by].name
        what, details = row.words(told.what), row.words(told.details or "")
        sentence = self.said(match.say.offer, what=own_words(what, offer.language), who=who)
        about = match.say.offer.said(self.language).replace("{what}", what).replace("{who}", who)[:LONGEST_ABOUT]
        begins = self.catalogue.get("workflow", self.ref(match.begins))
        way = (
            url_for("workflows.new", home_id=self.page.home.id, ref=begins.ref, subject=person.id, about=about)
            if begins is not None
            else ""
        )
        return {
            "sentence": sentence,
            "details": own_words(details, offer.language) if details else "",
            "way": way,
            "suggest": with_words(match.say.suggest.said(self.language), name=person.name.partition(" ")[0]),
        }
