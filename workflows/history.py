"""The history of a case in words, one sentence for each line."""

from __future__ import annotations

from collections.abc import Mapping

from core.text import Text
from workflows.engine import who_title
from workflows.records import Happened, Move
from workflows.sentences import both
from workflows.view import CaseView

_SAID: Mapping[Happened, Text] = {
    "started": both("{who} began this.", "{who} ddechreuodd hyn."),
    "moved": both("{who}: “{way}”. On to “{to}”.", "{who}: “{way}”. Ymlaen i “{to}”."),
    "signed": both("{who} noted the mark of {line}.", "{who} a nododd farc {line}."),
    "sign_again": both(
        "{form} changed, so marks are asked for again.", "Newidiodd {form}, felly gofynnir eto am farciau."
    ),
    "seated": both("{who} gave {seat} a place.", "{who} roddodd le i {seat}."),
    "alongside": both("{who} noted who sits alongside {seat}.", "{who} a nododd pwy sy'n eistedd gyda {seat}."),
    "tried": both("{who} asked {seat}.", "{who} a ofynnodd i {seat}."),
    "asked_other": both("{who} asked someone who knows {seat}.", "{who} a ofynnodd i rywun sy'n adnabod {seat}."),
    "heard": both("{seat}: heard.", "{seat}: clywyd."),
    "chose_not_to": both("{seat} chose not to take part.", "Dewisodd {seat} beidio â chymryd rhan."),
    "not_now": both("{seat} said: another time.", "Dywedodd {seat}: rywbryd eto."),
    "withdrawn": both(
        "{who} noted that {seat} is no longer at the table.", "{who} a nododd nad yw {seat} wrth y bwrdd mwyach."
    ),
    "led": both("{who} took the lead.", "{who} sy'n arwain nawr."),
    "disputed": both(
        "{who} sees one line differently, so it waits.", "Mae {who} yn gweld un llinell yn wahanol, felly mae'n aros."
    ),
    "settled": both("{who} noted that the line is settled.", "{who} a nododd fod y llinell wedi'i setlo."),
    "overridden": both(
        "{who} went on before everything was there, with a reason.",
        "Aeth {who} ymlaen cyn bod popeth yno, gyda rheswm.",
    ),
    "fell_due": both("Time to look: {due}.", "Mae'n bryd edrych: {due}."),
    "looked_at": both("{who} looked at it: {due}.", "Edrychodd {who} arno: {due}."),
    "ended": both("No longer waits: {due}.", "Ddim yn aros mwyach: {due}."),
    "paused": both("Timers stand still: nothing is chased.", "Mae'r amserwyr yn sefyll: does dim brys am ddim."),
    "resumed": both("Timers go on.", "Mae'r amserwyr yn mynd ymlaen."),
    "opened": both("{who} opened another conversation from here.", "{who} a agorodd sgwrs arall oddi yma."),
    "not_opened": both(
        "Somebody who was named does not live here now, so nothing was opened about them.",
        "Dyw rhywun a gafodd ei enwi ddim yn byw yma nawr, felly ni agorwyd dim amdanyn nhw.",
    ),
    "came_from": both("{who} opened this from another conversation.", "{who} a agorodd hyn o sgwrs arall."),
    "brought_forward": both("{who} moved this to the newer version.", "{who} a symudodd hyn i'r fersiwn mwy newydd."),
    "brought_back": both(
        "{who} moved this back to the version it was on.", "{who} a symudodd hyn yn ôl i'r fersiwn yr oedd arno."
    ),
}

_BY_ITSELF = both("By itself: “{way}”. On to “{to}”.", "Ohono'i hun: “{way}”. Ymlaen i “{to}”.")

_DUE: Mapping[str, Text] = {
    "review": both("the review", "yr adolygiad"),
    "override": both("what was passed by", "yr hyn yr aethpwyd heibio iddo"),
    "remind": both("a reminder", "nodyn atgoffa"),
    "tell": both("something to know", "rhywbeth i'w wybod"),
}


def sentence(view: CaseView, line: Move) -> Text:
    """One line of the history."""
    who = both("the clock", "y cloc") if not line.by else view.name(line.by)
    shape = _BY_ITSELF if line.what == "moved" and not line.by else _SAID[line.what]
    return both(
        shape.said("en"),
        shape.said("cy"),
        who=who,
        way=_way(view, line),
        to=_step(view, line.to),
        seat=_seat(view, line.id),
        line=who_title(view, line.id or ""),
        form=_form(view, line.id),
        due=_due(view, line.id),
    )


def _way(view: CaseView, line: Move) -> Text:
    way = view.compiled.ways.get((line.step, line.id or ""))
    return way.transition.label if way is not None else both("moved on", "symud ymlaen")


def _step(view: CaseView, id: str | None) -> Text:
    step = view.compiled.steps.get(id or "")
    return step.title if step is not None else Text({"en": id or ""})


def _seat(view: CaseView, id: str | None) -> Text:
    seat = view.case.seat(id or "")
    return view.who(seat) if seat is not None else both("somebody", "rhywun")


def _form(view: CaseView, local: str | None) -> Text:
    return view.compiled.form(local).title if local and local in view.compiled.forms else Text({"en": local or ""})


def _due(view: CaseView, id: str | None) -> Text:
    return _DUE.get(id or "") or both("it has waited a while", "mae wedi aros ers tro")
