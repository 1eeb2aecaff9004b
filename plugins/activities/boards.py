"""What stands on today's page and on a person's: things somebody here would like to do, and who we have missed. Nothing red."""

from __future__ import annotations

from core.api import Here, HomeAnswers, HomeData, Text, own_words, tag, with_words
from plugins.activities import matching
from plugins.activities.matching import ME, Offer

_NOW = Text({"en": "What would somebody here like to do now?", "cy": "Beth hoffai rhywun yma ei wneud nawr?"})
_LOVES = Text({"en": "loves {things}", "cy": "yn dwlu ar: {things}"}, review=("cy",))
_OFFER = Text({"en": "{doing}, with {who}", "cy": "{doing}, gyda {who}"})
_KNOW = Text({"en": "Good to know: {words}", "cy": "Da gwybod: {words}"})
_SUGGEST = Text({"en": "Might {name} like this?", "cy": "A fyddai {name} yn hoffi hyn?"})
_MAY_SUIT = Text({"en": "Offers that may suit {name}", "cy": "Cynigion a allai fod yn addas i {name}"})
_MISSED = Text({"en": "Who has not had a good moment lately?", "cy": "Pwy sydd heb gael eiliad dda yn ddiweddar?"})
_NONE = Text(
    {
        "en": "Everybody at home has had one in the last seven days.",
        "cy": "Mae pawb sydd gartref wedi cael un yn y saith diwrnod diwethaf.",
    }
)
_PROMPT = Text(
    {
        "en": "In the last seven days nobody has written one down. It may only be that: not written down. Seen by those who work here.",
        "cy": "Yn y saith diwrnod diwethaf does neb wedi nodi un. Efallai mai dim ond hynny yw e: heb ei nodi. I'r rhai sy'n gweithio yma yn unig.",
    },
    review=("cy",),
)
_WRITE = Text({"en": "A moment together", "cy": "Eiliad gyda'n gilydd"})
_MORE = Text(
    {"en": "More people whose time of day it is", "cy": "Rhagor o bobl sydd ar eu hadeg nhw o'r dydd"}, review=("cy",)
)
MOST = 6
"""So many people stand open on today's page; the others behind one press."""


def now(data: HomeData, language: str) -> str:
    """Those whose time of day it is, with what they love and the offers that fit; and the way to write down a moment."""
    part = matching.part_of_day(data.now.hour)
    likes = matching.likes(data)
    items = [
        _person(data, one, likes[one.id], language)
        for one in data.residents()
        if one.id in likes and part in (likes[one.id].chosen("best_time") or (part,))
    ]
    way = _link(data.ways("form", matching.HAPPENED), _WRITE, language)
    items = [one for one in items if one]
    more = (
        [tag("details", tag("summary", _MORE.said(language), class_="link-alone"), _list(items[MOST:]))]
        if items[MOST:]
        else []
    )
    return _section("do-now", _NOW.said(language), [_list(items[:MOST]), *more, tag("p", way)]) if items else ""


def may_suit(data: HomeData, language: str) -> str:
    """The offers that fit the person whose page it is."""
    person, me = data.people.get(data.subject), matching.likes(data).get(data.subject)
    if person is None or me is None or not person.at_home:
        return ""
    found = _offers(data, person, me, language)
    title = _MAY_SUIT.said(language).replace("{name}", person.name)
    return _section("may-suit", title, [_list(found), *_know(me, language)]) if found else ""


def missed(data: HomeData, language: str) -> str:
    """Names alone, without any number: a weekly prompt for those who are here every day."""
    names = [
        tag("li", tag("a", one.name, href=data.ways("person", one.id), class_="govuk-link link-alone"))
        for one in matching.missed(data)
    ]
    inner: list[str] = (
        [_list([*names]), tag("p", _PROMPT.said(language))] if names else [tag("p", _NONE.said(language))]
    )
    return _section("who-we-missed", _MISSED.said(language), inner) if data.residents() else ""


def _person(data: HomeData, person: Here, me: HomeAnswers, language: str) -> str:
    loved = [kind for kind, place in matching.feels(me).items() if place == "good"]
    things = [data.option(ME, "likes", kind).said(language).lower() for kind in loved[:3]]
    found = _offers(data, person, me, language)
    if not things and not found:
        return ""
    name = tag("a", person.name, href=data.ways("person", person.id), class_="govuk-link")
    says = f" {_LOVES.said(language).replace('{things}', ', '.join(things))}" if things else ""
    return tag("li", name, says, *([_list(found)] if found else []), *_know(me, language))


def _know(me: HomeAnswers, language: str) -> list[str]:
    """What whoever joins them needs to know, in their own words."""
    words = me.words("good_to_know")
    own = own_words(words, me.languages.get("good_to_know"))
    return [tag("p", with_words(_KNOW.said(language), words=own))] if words else []


def _offers(data: HomeData, person: Here, me: HomeAnswers, language: str) -> list[str]:
    return [_offer(data, person, one, language) for one in matching.offers(data) if matching.fits(me, person, one)]


def _offer(data: HomeData, person: Here, offer: Offer, language: str) -> str:
    by = data.people.get(offer.by)
    who, when = by.name if by else "…", offer.row.words("when_and_how_long")
    shape = _OFFER.said(language) + (" ({when})" if when else "")
    own = {"doing": own_words(offer.doing, offer.language), "when": own_words(when, offer.language)}
    about = _OFFER.said(language).replace("{doing}", offer.doing).replace("{who}", who)
    way = data.ways("begin", "activities.doing", person.id, about[:100])
    ask = _SUGGEST.said(language).replace("{name}", person.name.partition(" ")[0])
    return tag(
        "li", with_words(shape, who=who, **own), " ", tag("a", ask, href=way, class_="govuk-link") if way else ""
    )


def _section(id: str, title: str, inner: list[str]) -> str:
    return tag("section", tag("h2", title, class_="govuk-heading-m", id=id), *inner, aria_labelledby=id, class_="board")


def _list(items: list[str]) -> str:
    return tag("ul", *items, class_="govuk-list govuk-list--bullet") if items else ""


def _link(href: str, words: Text, language: str) -> str:
    return tag("a", words.said(language), href=href, class_="govuk-link link-alone") if href else ""
