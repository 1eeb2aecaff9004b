"""Needs with a name. Each says what and who is missing, and the next kind step.

A rule gets the view and a `workflows.compiled.Rule`: `rule.need` holds its parameters, `rule.where` its checked condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.contributions import Missing, NeedRule
from core.expressions import UNANSWERED, Checked, DictEnv
from core.expressions.values import present
from core.records import moment
from core.text import Text
from forms.consent import names_in
from forms.model import Question
from workflows.compiled import Rule
from workflows.env import answer_to
from workflows.records import Seat
from workflows.seats import TRIES, accounted_for, asked, heard_in
from workflows.sentences import both, either, filled, listed
from workflows.unfinished import form_unfinished
from workflows.view import CaseView


def need_rules() -> tuple[NeedRule, ...]:
    """The rules the engine brings."""
    return (
        NeedRule("voices_accounted_for", voices_accounted_for),
        NeedRule("every_voice_shared_back", every_voice_shared_back, _BOTH_NAMES, _BOTH_NAMES),
        NeedRule("review_date_set", review_date_set, _BOTH_NAMES, _BOTH_NAMES),
        NeedRule("capacity_page_done", capacity_page_done, frozenset({"form"}), frozenset({"form"})),
        NeedRule("each_has", each_has, frozenset({"each", "where", "in", "having"}), frozenset({"each", "in"})),
        NeedRule("groups_present", groups_present, frozenset({"at_least"}), frozenset({"at_least"})),
        NeedRule("everyone_named", everyone_named, frozenset({"in"}), frozenset({"in"}), everybody=True),
        NeedRule("heard_from", heard_from, _BOTH_NAMES | {"voices"}, frozenset({"voices"})),
        NeedRule("sent_here", sent_here, frozenset({"form"}), frozenset({"form"})),
        NeedRule("options_besides_no", options_besides_no, _BOTH_NAMES | {"at_least"}, _BOTH_NAMES),
    )


_BOTH_NAMES = frozenset({"form", "question"})


# -- voices -----------------------------------------------------------------------------------------------------------


def voices_accounted_for(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """Each seat was heard in this step, or chose not to take part, or was properly asked, or was given back with a reason."""
    for seat in view.case.seats:
        if not accounted_for(view, seat, view.step):
            yield _not_heard(view, seat)


def _not_heard(view: CaseView, seat: Seat) -> Missing:
    who = view.who(seat)
    so_far = asked(view, seat)
    if so_far.times == 0:
        return Missing(
            both(
                "{who} has not been heard yet, and nobody has asked.",
                "Dydyn ni ddim wedi clywed gan {who} eto, a does neb wedi gofyn.",
                who=who,
            ),
            both(
                "Ask at their good time of day, in the way that suits them: a walk, pictures, a cup of tea.",
                "Gofynnwch ar eu hadeg dda o'r dydd, yn y ffordd sy'n eu siwtio: tro bach, lluniau, paned.",
            ),
            about=(seat.voice,),
        )
    if so_far.times < TRIES:
        say = both(
            "{who} has not been heard yet: {asked} ({n} of {of} times).",
            "Dydyn ni ddim wedi clywed gan {who} eto: {asked} ({n} o {of} o weithiau).",
            who=who,
            asked=_how_often(so_far.times),
            n=so_far.times,
            of=TRIES,
        )
    else:
        say = both(
            "{who} has not been heard yet: {asked}, but {what}.",
            "Dydyn ni ddim wedi clywed gan {who} eto: {asked}, ond {what}.",
            who=who,
            asked=_how_often(so_far.times),
            what=_what_lacks(so_far.days, so_far.ways),
        )
    return Missing(say, _who_could_help(who, so_far.other), about=(seat.voice,))


def _how_often(times: int) -> Text:
    return (
        both("asked once", "gofynnwyd unwaith")
        if times == 1
        else both("asked {n} times", "gofynnwyd {n} gwaith", n=times)
    )


def _what_lacks(days: int, ways: int) -> Text:
    if days < 2:
        return both("always on the same day", "bob tro ar yr un diwrnod")
    if ways < 2:
        return both("always in the same way", "bob tro yn yr un ffordd")
    return both("nobody who knows them well was asked", "ni ofynnwyd i neb sy'n eu hadnabod yn dda")


def _who_could_help(who: Text, other_asked: bool) -> Text:
    again = both(
        "Try another day and another way: pictures, a song, quiet company.",
        "Rhowch gynnig arall ar ddiwrnod arall ac mewn ffordd arall: lluniau, cân, cwmni tawel.",
    )
    if other_asked:
        return again
    return both(
        "{again} An advocate, or someone who knows {who} well, could be asked to help.",
        "{again} Gellid gofyn i eiriolwr, neu rywun sy'n adnabod {who} yn dda, am help.",
        again=again,
        who=who,
    )


def groups_present(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """So many of the home's groups have somebody at the table: on a seat they have not left empty, or leading."""
    here = {view.people.group_of(seat.voice) for seat in view.case.held() if seat.person and _takes_part(seat)}
    leading = view.persons.get(view.case.host or "")
    if leading is not None:
        here |= {view.people.group_of(view.people.voice_of(role) or "") for role in leading.roles}
    away = [group.title for id, group in view.people.groups.items() if id not in here]
    if len(view.people.groups) - len(away) < (rule.need.at_least or 1):
        yield Missing(
            rule.need.say
            or both(
                "Not enough of us are round this table yet. Nobody is here from: {groups}.",
                "Does dim digon ohonon ni o gwmpas y bwrdd hwn eto. Does neb yma o blith: {groups}.",
                groups=listed(away),
            ),
            both(
                "Give somebody a place, and ask them in the way that suits them.",
                "Rhowch le i rywun, a gofynnwch iddyn nhw yn y ffordd sy'n eu siwtio.",
            ),
            about=("groups",),
        )


def _takes_part(seat: Seat) -> bool:
    return seat.status not in ("chose_not_to", "not_now")


def every_voice_shared_back(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """Every voice that was heard has said whether we understood it."""
    local, question = rule.need.form or "", rule.need.question or ""
    for seat in view.case.held():
        sent = view.sent_by(local, seat)
        answered = sent is not None and answer_to(sent, question) is not UNANSWERED
        if seat.status == "heard" and not answered:
            yield Missing(
                both(
                    "{who} has not said yet whether we understood them.",
                    "Dyw {who} ddim wedi dweud eto a ydyn ni wedi eu deall.",
                    who=view.who(seat),
                ),
                both(
                    "Read their words back to them, and ask: yes, nearly or no?",
                    "Darllenwch eu geiriau'n ôl iddyn nhw, a gofyn: ie, bron iawn neu na?",
                ),
                about=(seat.voice, question),
            )


def heard_from(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """At least one of these voices was heard in this step: nobody decides about people without any of them there.

    With `form` and `question`, an answer there will do as well: others who are like them may have spoken elsewhere.
    """
    wanted, sent = rule.need.voices or (), view.sent(rule.need.form or "")
    elsewhere = bool(sent) and answer_to(sent[-1], rule.need.question or "") not in (UNANSWERED, "")
    if not elsewhere and not any(seat.voice in wanted and heard_in(view, seat, view.step) for seat in view.case.seats):
        yield Missing(
            rule.need.say
            or both(
                "Nobody has been heard yet who speaks as: {voices}.",
                "Dydyn ni ddim wedi clywed eto gan neb sy'n siarad fel: {voices}.",
                voices=either(view.people.voice_title(voice) for voice in wanted),
            ),
            both("Give them a place, and hear them first.", "Rhowch le iddyn nhw, a gwrandewch arnyn nhw yn gyntaf."),
            about=tuple(wanted),
        )


def sent_here(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """That form was sent since this step was entered: a look at words that have changed since is no look at these."""
    entered, sent = view.case.entered_at, view.sent(rule.need.form or "")
    if not sent or (entered and moment(sent[-1].sent_at) < moment(entered)):
        title = view.compiled.form(rule.need.form or "").title
        yield Missing(
            rule.need.say
            or both(
                "'{form}' has not been sent since we came here.",
                "Dyw '{form}' ddim wedi'i anfon ers i ni ddod yma.",
                form=title,
            ),
            rule.need.next or both("Look at it once more, and send it.", "Edrychwch arno unwaith eto, a'i anfon."),
        )


# -- dates and pages --------------------------------------------------------------------------------------------------


def review_date_set(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """There is a day on which this is looked at again, and it has not gone by."""
    local, question = rule.need.form or "", rule.need.question or ""
    day = view.env.latest(local, question)
    if not isinstance(day, str) or not day:
        yield Missing(
            both("No day has been set to look at this again.", "Does dim diwrnod wedi'i osod i edrych ar hyn eto."),
            both(
                "Choose a day together: four weeks is a good first time.",
                "Dewiswch ddiwrnod gyda'ch gilydd: mae pedair wythnos yn dda y tro cyntaf.",
            ),
            about=(question,),
        )
    elif day < view.today.isoformat():
        yield Missing(
            both(
                "The day to look at this again has gone by already.",
                "Mae'r diwrnod i edrych ar hyn eto wedi mynd heibio'n barod.",
            ),
            both("Choose another day together.", "Dewiswch ddiwrnod arall gyda'ch gilydd."),
            about=(question,),
        )


def capacity_page_done(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """The page on help to decide, for this one decision, was sent with all it asks for."""
    local = rule.need.form or ""
    if not view.sent(local):
        yield Missing(
            both(
                "“{form}” has not been filled in.",
                "Dyw “{form}” ddim wedi'i llenwi.",
                form=view.compiled.form(local).title,
            ),
            both(
                "Begin with what would help: time of day, pictures, language, someone trusted.",
                "Dechreuwch gyda'r hyn fyddai'n helpu: adeg o'r dydd, lluniau, iaith, rhywun dibynadwy.",
            ),
            about=(local,),
        )
        return
    yield from form_unfinished(view, local)


# -- rows -------------------------------------------------------------------------------------------------------------


def each_has(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """Each row of one group that meets `where` has an answered row of its own in another group, and the two meet `having`."""
    theirs = {row["row"]: row["answers"] for row in _rows(view, rule.need.in_) if present(row)}
    for row in _rows(view, rule.need.each):
        if not _meets(view, rule.where, row["answers"]):
            continue
        found = theirs.get(row["row"])
        if found is None or not _meets(view, rule.having, {**row["answers"], **found}):
            yield Missing(_of_row(view, rule, row["answers"]), rule.need.next, about=(_question(rule.need.in_),))


def everyone_named(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """Everybody who lives here is named in a row of that group, or has a place at the table."""
    group = _group(view, rule.need.in_)
    rows = _rows(view, rule.need.in_) if group is not None else []
    named = {name for row in rows for name in names_in(group, row)} if group is not None else set()
    named |= {seat.person for seat in view.case.held() if seat.person}
    at_home = view.people.live_here()
    absent = [
        Text({"en": one.name})
        for one in sorted(view.persons.values(), key=lambda one: one.name)
        if at_home.intersection(one.roles) and not one.gone and not named & {one.id, one.name.casefold()}
    ]
    if absent:
        say = rule.need.say or Text({"en": "Not there yet: {who}.", "cy": "Heb fod yno eto: {who}."})
        who = listed(absent)
        yield Missing(filled(say, who=who), rule.need.next, about=(_question(rule.need.in_),))


def _meets(view: CaseView, condition: Checked | None, answers: Mapping[str, object]) -> bool:
    return condition is None or bool(condition.evaluate(DictEnv(today=view.today, own=answers)))


def _of_row(view: CaseView, rule: Rule, answers: Mapping[str, object]) -> Text:
    say = rule.need.say or both(
        "Nothing has been written for this yet: {row}.", "Does dim wedi'i ysgrifennu ar gyfer hwn eto: {row}."
    )
    return filled(say, row=_first_words(view, rule.need.each, answers))


def _first_words(view: CaseView, dotted: str | None, answers: Mapping[str, object]) -> Text | str:
    """What a row says first: the first of its texts, else its first option in words."""
    group = _group(view, dotted)
    if group is None:
        return "…"
    for question in group.questions:
        if question.audience is not None and question.audience != group.audience:
            continue  # it may be for fewer eyes than the sentence that says what is missing
        value = answers.get(question.id)
        if isinstance(value, str) and value.strip():
            option = next((one for one in (*question.options, *question.scale) if one.id == value), None)
            return option.label if option is not None else f"“{value.strip()}”"
    return "…"


def options_besides_no(view: CaseView, rule: Rule) -> Iterator[Missing]:
    """There are enough ways to choose from besides saying no."""
    need = rule.need
    dotted = f"{need.form}.{need.question}"
    wanted = need.at_least or 2
    group = _group(view, dotted)
    choices = [one.id for one in group.questions if "no" in one.choices()] if group is not None else []
    ways = [
        row for row in _rows(view, dotted) if present(row) and all(row["answers"].get(id) != "no" for id in choices)
    ]
    if len(ways) < wanted:
        yield Missing(
            need.say
            or both(
                "Besides “no” there are {number} ways to choose from; {wanted} or more make it a choice.",
                "Heblaw “na” mae {number} ffordd i ddewis ohonynt; mae {wanted} neu fwy yn ei wneud yn ddewis.",
                number=len(ways),
                wanted=wanted,
            ),
            both(
                "Think of one more: with support, or a smaller step.",
                "Meddyliwch am un arall: gyda chefnogaeth, neu gam llai.",
            ),
            about=(need.question or "",),
        )


def _rows(view: CaseView, dotted: str | None) -> list[dict[str, dict[str, object]]]:
    """The rows of `form.group` of everybody who sent it; of a form asked again, those of the newest."""
    local, _, question = (dotted or "").partition(".")
    sent = view.sent(local)
    if view.compiled.asked.get(local) != "each_voice":
        sent = sent[-1:]
    found = [answer_to(response, question) for response in sent]
    return [row for rows in found if isinstance(rows, list | tuple) for row in rows]


def _group(view: CaseView, dotted: str | None) -> Question | None:
    local, _, question = (dotted or "").partition(".")
    return view.compiled.form(local).question(question) if local in view.compiled.forms else None


def _question(dotted: str | None) -> str:
    return (dotted or "").partition(".")[2]
