"""Moves a case along, and says what is missing. Pure: a view goes in, the next case and its effects come out.

A need stops a transition, never a save: nothing here looks at what somebody is writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.contributions import Missing
from core.text import Text
from workflows import timers
from workflows.compiled import Doing, Rule, Signer, Way
from workflows.effects import Effect, GiveSeat, Moved, OpenCase, SetTimer, Tell
from workflows.model import Override
from workflows.records import Case, Dispute, Due, Move, Seat, Signature
from workflows.sentences import both, listed
from workflows.unfinished import unfinished_in
from workflows.view import Asker, CaseView, Refused, Verdict, noted

YES = Verdict(True, both("You may.", "Cewch."))


@dataclass(frozen=True)
class Waiting:
    """One thing a transition waits for, and who may pass it by."""

    missing: Missing
    override: Override | None = None


# -- who may ----------------------------------------------------------------------------------------------------------


def may(view: CaseView, transition: str, asker: Asker) -> Verdict:
    """May this person take this way now? `why` says who may, when they may not."""
    way = view.compiled.ways.get((view.case.step, transition))
    if way is None:
        return Verdict(False, _no_such_way(view))
    if any(stands_for(view, who, asker) for who in way.transition.by):
        return YES
    people = listed(who_title(view, who) for who in way.transition.by)
    return Verdict(False, both("This is for {people}.", "Mae hyn ar gyfer {people}.", people=people))


def stands_for(view: CaseView, who: str, asker: Asker) -> bool:
    """True when the asker is one whom `who` names: a role they have, `host` when they lead, a voice whose seat they hold."""
    kind, _, voice = who.partition(":")
    if kind == "voice":
        return any(seat.voice == voice for seat in view.case.seats_of(asker.person))
    return view.case.host == asker.person if who == "host" else who in asker.roles


def who_title(view: CaseView, who: str) -> Text:
    """What `by` says, as people call it."""
    kind, _, voice = who.partition(":")
    if kind == "voice":
        found = view.people.voices.get(voice)
        holders = signing_holders(view, who)
        alone = len(holders) == 1 and found is not None and not found.many
        return view.who(holders[0]) if alone else view.people.voice_title(voice)
    if who == "host":
        return both("whoever leads this conversation", "pwy bynnag sy'n arwain y sgwrs hon")
    role = view.people.roles.get(who)
    return role.title if role is not None else Text({"en": who.replace("_", " ")})


def _no_such_way(view: CaseView) -> Text:
    return both(
        "This conversation is at “{step}” now, and that way does not lead on from there.",
        "Mae'r sgwrs hon yn “{step}” nawr, a dyw'r ffordd honno ddim yn arwain ymlaen o fan 'na.",
        step=view.step.title,
    )


# -- what is missing --------------------------------------------------------------------------------------------------


def missing(view: CaseView, transition: str) -> tuple[Missing, ...]:
    """What this way still waits for, each with the next kind step; nothing: it is open. Raises Refused for no way at all."""
    return tuple(one.missing for one in waits(view, _way(view, transition)))


def waits(view: CaseView, way: Way) -> tuple[Waiting, ...]:
    """What a way waits for: its needs in the order of the file, then the step's questions, then its signatures."""
    found = [one for rule in way.needs for one in _needs(view, rule)]
    if not way.transition.freely:
        found += [Waiting(one) for one in unfinished_in(view, way.step)]
        found += [Waiting(one) for one in unsigned(view)]
    return tuple(found)


def _needs(view: CaseView, rule: Rule) -> Iterator[Waiting]:
    need = rule.need
    if rule.that is not None:
        if not rule.that.evaluate(view.env):
            yield Waiting(Missing(need.say or _not_yet(rule), need.next, rule.about), need.override)
    elif need.rule is not None:
        for one in view.compiled.rules[need.rule].missing(view, rule):
            yield Waiting(replace(one, rule=need.rule, next=need.next or one.next), need.override)


def _not_yet(rule: Rule) -> Text:
    assert rule.that is not None
    return both("Not yet: {en}.", "Ddim eto: {cy}.", en=rule.that.say("en"), cy=rule.that.say("cy"))


def unsigned(view: CaseView) -> tuple[Missing, ...]:
    """The signatures this step still waits for."""
    signatures = view.step.sign
    if signatures is None:
        return ()
    asked = [one for one in view.compiled.signers[view.step.id] if _asked_to_sign(view, one)]
    open_ = [one for one in asked if not _signed(view, one)]
    enough = {"all": len(asked), "any": min(1, len(asked)), "at_least": min(signatures.at_least or 1, len(asked))}
    if len(asked) - len(open_) >= enough[signatures.rule]:
        return ()
    return tuple(_to_sign(view, one) for one in open_)


def _asked_to_sign(view: CaseView, signer: Signer) -> bool:
    return signer.when is None or bool(signer.when.evaluate(view.env))


def _signed(view: CaseView, signer: Signer) -> bool:
    by, step = signer.sign.by, view.case.step
    return any(one.standing and one.step == step and one.by == by for one in view.case.signatures)


def _to_sign(view: CaseView, signer: Signer) -> Missing:
    return Missing(
        both(
            "{who} has not said yes to this with their own mark.",
            "Dyw {who} ddim wedi rhoi eu nod eu hunain i hyn.",
            who=who_title(view, signer.sign.by),
        ),
        both("Read it through together first.", "Darllenwch drwyddo gyda'ch gilydd yn gyntaf."),
        about=(signer.sign.by,),
        rule="sign",
    )


# -- moving -----------------------------------------------------------------------------------------------------------


def move(view: CaseView, transition: str, asker: Asker, why: str | None = None) -> Moved:
    """The case one step on, and what that asks for. With a reason, whoever may passes by the needs that allow it.

    Raises Refused with what is missing, or with who may, when the asker may not.
    """
    way = _way(view, transition)
    verdict = may(view, transition, asker)
    if not verdict.yes:
        raise Refused(verdict.why)
    passed, kept = _passed_by(view, waits(view, way), asker, why)
    if kept:
        raise Refused(both("Not quite yet.", "Ddim eto."), tuple(one.missing for one in kept))
    return _taken(view, way, asker, why, passed)


def by_itself(view: CaseView) -> Moved:
    """The case after answers were sent: the first way whose own condition holds and that waits for nothing is taken."""
    for transition in view.step.transitions:
        way = view.compiled.ways[view.case.step, transition.id]
        if way.by_itself is not None and way.by_itself.evaluate(view.env) and not waits(view, way):
            return _taken(view, way, Asker(""), None, [])
    return Moved(view.case)


def _passed_by(
    view: CaseView, waiting: Iterable[Waiting], asker: Asker, why: str | None
) -> tuple[list[Override], list[Waiting]]:
    """The overrides that are used, and what nobody may pass by without it."""
    passed: list[Override] = []
    kept: list[Waiting] = []
    for one in waiting:
        allowed = one.override is not None and any(stands_for(view, who, asker) for who in one.override.by)
        if one.override is not None and allowed and why and why.strip():
            passed.append(one.override)
        else:
            kept.append(one)
    return passed, kept


def _taken(view: CaseView, way: Way, asker: Asker, why: str | None, passed: list[Override]) -> Moved:
    transition, by = way.transition, asker.person
    goes_on = transition.to != way.step.id
    target = view.compiled.steps[transition.to]
    line = Move(view.stamp, by, "moved", way.step.id, target.id, transition.id, why)
    case = timers.left(view, by) if goes_on else view.case
    history = (*case.history, line)
    if goes_on:
        # A mark stands for the visit in which it was made; it is kept, and asked for again another time.
        marks = tuple(replace(one, standing=False) if one.standing else one for one in case.signatures)
        case = replace(
            case, step=target.id, entered_at=view.stamp, signatures=marks, closed=target.final, history=history
        )
    else:
        case = replace(case, history=history)
    after = view.with_case(case)
    if passed and why:
        second = [timers.second_look(after, one.by[0], why, one.review) for one in dict.fromkeys(passed)]
        after = after.with_case(timers.begun(after, second))
        after = after.with_case(replace(after.case, history=noted(after, "overridden", by, transition.id, why)))
    if goes_on:
        after = after.with_case(timers.begun(after, timers.of_step(after, target)))
    after, effects = acted(after, way, by)
    return Moved(timers.at_rest(after, by) if target.final else after.case, effects)


def acted(view: CaseView, way: Way, by: str) -> tuple[CaseView, tuple[Effect, ...]]:
    """The case after the actions of a transition; what they ask for beyond the case. What has a `when` waits for it to hold."""
    effects: list[Effect] = []
    for doing in _done_now(view, way):
        action = doing.action
        for one in view.compiled.actions[action.name].effects(view, action.with_):
            if isinstance(one, SetTimer):
                view = view.with_case(_set_timer(view, one.due, by))
            elif isinstance(one, OpenCase):
                effects.append(replace(one, once=one.once or doing.when is not None))
            elif isinstance(one, Tell | GiveSeat):
                effects.append(one)
    return view, tuple(effects)


def opened_by_answers(view: CaseView, way: Way) -> list[OpenCase]:
    """What a way would begin beside this case because of what was answered, which its label does not say."""
    opening = [one.action for one in _done_now(view, way) if one.when is not None and one.action.name == "open"]
    made = [effect for action in opening for effect in view.compiled.actions["open"].effects(view, action.with_)]
    return [effect for effect in made if isinstance(effect, OpenCase)]


def _done_now(view: CaseView, way: Way) -> list[Doing]:
    """The actions of a way that are done as things stand."""
    return [one for one in way.then if one.when is None or one.when.evaluate(view.env)]


def _set_timer(view: CaseView, due: Due, by: str) -> Case:
    if due.kind == "review":
        view = view.with_case(timers.replaced(view, by))
    return timers.begun(view, [due])


def _way(view: CaseView, transition: str) -> Way:
    way = view.compiled.ways.get((view.case.step, transition))
    if way is None:
        raise Refused(_no_such_way(view))
    return way


# -- signing ----------------------------------------------------------------------------------------------------------


def sign(view: CaseView, by: str, asker: Asker, how: str = "signed", whose: str | None = None) -> Moved:
    """The step signed as one line of its sign list asks.

    Whoever that line names signs themselves. For a voice, whoever leads may note down that its holder said so; on a
    seat that is not reserved, so may whoever sits alongside, in their stead. Where several hold the voice, `whose` (a person)
    says which of them it was. What was only noticed is never a signature.
    """
    signer = next((one for one in view.compiled.signers[view.case.step] if one.sign.by == by), None)
    if signer is None or not _asked_to_sign(view, signer):
        raise Refused(both("Nobody is asked to sign that here.", "Does neb yn cael cais i lofnodi hynny yma."))
    if _signed(view, signer):
        return Moved(view.case)
    if how == "noticed":
        raise Refused(
            both(
                "What was noticed is not a yes. Ask them, in the way that suits them.",
                "Dyw sylwi ar rywbeth ddim yn ie. Gofynnwch iddyn nhw, yn y ffordd sy'n eu siwtio.",
            )
        )
    person = _who_signs(view, signer, asker, whose)
    signature = Signature(view.case.step, by, person, how, view.stamp, asker.person)
    case = replace(view.case, signatures=(*view.case.signatures, signature))
    return Moved(replace(case, history=noted(view, "signed", asker.person, by)))


def signing_holders(view: CaseView, by: str) -> tuple[Seat, ...]:
    """The seats whose holders could make the mark of this line: those of its voice, where it names one."""
    kind, _, voice = by.partition(":")
    return tuple(seat for seat in view.case.held() if kind == "voice" and seat.voice == voice and seat.person)


def _who_signs(view: CaseView, signer: Signer, asker: Asker, whose: str | None) -> str:
    by = signer.sign.by
    if stands_for(view, by, asker):
        return asker.person
    holders = signing_holders(view, by)
    holder = next((seat for seat in holders if len(holders) == 1 or seat.person == whose), None)
    if holder is not None and holder.person is not None:
        if view.case.host == asker.person:
            return holder.person
        if holder.alongside == asker.person and not signer.sign.reserved:
            return asker.person
    if holders and view.case.host == asker.person:
        raise Refused(both("Say which of them said yes.", "Dywedwch pa un ohonyn nhw ddywedodd ie."))
    raise Refused(both("This is for {who} to sign.", "Mae hwn i {who} ei lofnodi.", who=who_title(view, by)))


# -- one line that waits ------------------------------------------------------------------------------------------------


def dispute(view: CaseView, item: str, asker: Asker, why: str, row: str | None = None) -> Moved:
    """One line frozen where it stands, while the rest goes on. `item` is one that the step calls disputable."""
    if item not in view.step.disputable:
        raise Refused(
            both(
                "Here that line cannot be set aside by itself.",
                "Yma ni all y llinell honno gael ei gosod o'r neilltu ar ei phen ei hun.",
            )
        )
    if not why.strip():
        raise Refused(both("Write down how you see it.", "Ysgrifennwch sut rydych chi'n ei gweld hi."))
    if any(one.item == item and one.row == row for one in view.case.disputed()):
        return Moved(view.case)
    line = Dispute(item, row, view.case.step, asker.person, view.stamp, why)
    case = replace(view.case, disputes=(*view.case.disputes, line))
    return Moved(replace(case, history=noted(view, "disputed", asker.person, item, why)))


def settle(view: CaseView, item: str, asker: Asker, how: str, row: str | None = None) -> Moved:
    """A line that waited, settled: `how` says in which way. The one whose view it was, the host and the person may."""
    found = next((one for one in view.case.disputed() if one.item == item and one.row == row), None)
    if found is None:
        raise Refused(both("That line is not waiting.", "Dyw'r llinell honno ddim yn aros."))
    if asker.person not in {found.by, view.case.host, view.case.subject}:
        raise Refused(
            both(
                "{who} said they see it differently, so they say when it is settled, or whoever leads.",
                "{who} ddywedodd eu bod yn ei gweld hi'n wahanol, felly nhw, neu bwy bynnag sy'n arwain, sy'n dweud pan fydd wedi'i setlo.",
                who=view.name(found.by),
            )
        )
    done = replace(found, settled=view.stamp, settled_by=asker.person, how=how)
    disputes = tuple(done if one is found else one for one in view.case.disputes)
    case = replace(view.case, disputes=disputes)
    return Moved(replace(case, history=noted(view, "settled", asker.person, item, how)))
