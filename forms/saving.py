"""Keeping what was posted from a page of a draft, and saying where the writer goes next. Nothing that was typed is dropped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.stores.protocol import TooBig, Tx
from core.web.languages import gettext as _
from core.web.languages import language
from forms import drafts
from forms.answers import Reading, Typed, rows_of
from forms.desk import Desk, saved_words, sequence
from forms.elsewhere import as_there, lay_together
from forms.model import Question
from forms.records import Draft
from forms.responses import Given, given_from
from forms.shown import answer_words
from forms.wording.offers import pressed

CHECK = "_check"
"""The page after the last question: look at the answers, say how they were given, send."""
EVERYTHING = "_all"
"""The page with all questions."""
GIVEN = "_given"
LONGEST_HELPED = 2_000
_OF_THE_PAGE = ("_tab", "_seen", "_live")
"""What differs between two pages that say the same."""


@dataclass(frozen=True)
class Post:
    """What a page of a draft posted: where it was, what was pressed, which page it was, and what was typed."""

    at: str
    go: str
    add: str
    remove: str
    restore: str
    words: str
    tab: str
    seen: int
    live: bool
    autosave: bool
    fields: Mapping[str, Sequence[str]]

    @property
    def mark(self) -> str:
        """The same for two posts of the same page with the same words, as a double click makes."""
        said = [(name, list(values)) for name, values in sorted(self.fields.items()) if name not in _OF_THE_PAGE]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True)
class Shown:
    """The page is shown again, with what is to be put right; `status` is that of the answer."""

    at: str
    errors: Mapping[str, str]
    status: int = 422


@dataclass(frozen=True)
class GoTo:
    """On to a page of the draft; `more`: questions that follow from what was just answered."""

    at: str
    anchor: str = ""
    more: bool = False


@dataclass(frozen=True)
class Left:
    """The writer stops here for now."""


@dataclass(frozen=True)
class Ready:
    """Everything can be sent."""


@dataclass(frozen=True)
class Autosaved:
    """The words for the status line."""

    words: str
    status: int = 200


Outcome = Shown | GoTo | Left | Ready | Autosaved


def take(at_desk: Desk, tx: Tx, post: Post, base: Typed | None) -> Outcome:
    """Keep what was posted in the draft, then say where the writer goes.

    `base` is what this page began with, where another page has saved since (None: nobody has). The desk's draft holds what
    was typed afterwards, also where it could not be kept.
    """
    before = at_desk.reading()
    on_page = _on_page(at_desk, before, post)
    posted = {name: values for name, values in post.fields.items() if name.partition(".")[0] in on_page}
    try:
        taken = drafts.accept(at_desk.compiled, posted)
    except drafts.TooLong as long:
        return _not_kept(at_desk, post, {long.name: _too_long()}, posted)
    typed: Typed = drafts.overwrite(at_desk.draft, taken, on_page)
    elsewhere: dict[str, str] = {}
    if base is not None:
        typed, elsewhere = _with_the_other_page(at_desk, base, typed, on_page, keep_theirs=post.autosave)
    typed, refused, anchor = _with_rows(at_desk, typed, post)
    if post.words and not elsewhere:
        typed, by = pressed(at_desk, tx, typed, post.words)
        anchor = f"{by.replace('.', '-')}-question" if by else anchor
    # Where the other page's words were left standing, this page has not been heard yet: the draft stays that page's.
    tab = at_desk.draft.typed.get("_tab", ()) if elsewhere and post.autosave else (post.tab,)
    try:
        at_desk.draft = drafts.save(at_desk.house, tx, at_desk.draft, {**typed, "_tab": tab})
    except TooBig:
        return _not_kept(at_desk, post, {_longest(posted): _too_long()}, posted)
    if post.autosave:
        return Autosaved(_both_words(), 409) if elsewhere else Autosaved(saved_words(at_desk))
    if elsewhere:
        return Shown(post.at, elsewhere, 409)
    if refused:
        return Shown(post.at, refused)
    if anchor:
        return GoTo(post.at, anchor)
    return _gone_on(at_desk, post, before)


def _on_page(at_desk: Desk, before: Reading, post: Post) -> list[str]:
    """The questions this page holds, and any other it brought words for."""
    asked = [p.name for p in before.places if p.group is None and post.at in (EVERYTHING, p.name)]
    known = {question.id for question in at_desk.compiled.form.questions()}
    brought = dict.fromkeys(name.partition(".")[0] for name in post.fields)
    return list(dict.fromkeys((*asked, *(name for name in brought if name in known), GIVEN)))


def _not_kept(at_desk: Desk, post: Post, errors: dict[str, str], posted: Mapping[str, Sequence[str]]) -> Shown:
    """The page again with what was typed, which the draft has no room for."""
    typed = {name: tuple(values) for name, values in posted.items()}
    at_desk.draft = replace(at_desk.draft, typed={**at_desk.draft.typed, **typed})
    return Shown(post.at, errors, 413)


def _longest(posted: Mapping[str, Sequence[str]]) -> str:
    return max(posted, key=lambda name: sum(map(len, posted[name])), default="")


def _too_long() -> str:
    return _("This is longer than can be kept in one answer. Please divide it in two.")


# -- rows ------------------------------------------------------------------------------------------------------------


def _with_rows(at_desk: Desk, typed: Typed, post: Post) -> tuple[Typed, dict[str, str], str]:
    """What was typed with a row more or less, as a button asked: (typed, what was refused, where to go on)."""
    groups = {one.id: one for one in at_desk.compiled.form.questions() if _has_free_rows(one)}
    group, _colon, row = (post.remove or post.restore).partition(":")
    if post.add in groups:
        rows = rows_of(groups[post.add], typed)
        most = groups[post.add].repeat
        if most is not None and len(rows) >= most.at_most:
            words = _("There is room for {number} here, and they are all in use.", number=most.at_most)
            return typed, {post.add: words}, ""
        new = drafts.new_row()
        return drafts.with_row(typed, post.add, rows, new), {}, f"{post.add}-{new}-row"
    if post.remove and group in groups:
        rows = rows_of(groups[group], typed)
        if row not in rows:
            return typed, {}, ""
        return drafts.with_room(at_desk.compiled, drafts.without_row(typed, group, rows, row)), {}, f"{group}-question"
    if post.restore and (group, row) in drafts.taken_out(typed) and group in groups:
        return drafts.with_row_again(typed, group, row), {}, f"{group}-{row}-row"
    return typed, {}, ""


def _has_free_rows(question: Question) -> bool:
    return question.type == "group" and question.repeat is not None and question.repeat.for_each is None


# -- two pages -------------------------------------------------------------------------------------------------------


def base_of(history: Sequence[Draft], post: Post) -> Typed | None:
    """What this page began with, when another page has saved the draft since; None when nobody has."""
    if not history or history[-1].revision <= post.seen:
        return None
    if (history[-1].typed.get("_tab") or ("",))[-1] == post.tab:
        return None
    known = [one for one in history if one.revision <= post.seen or (one.typed.get("_tab") or ("",))[-1] == post.tab]
    return known[-1].typed if known else {}


def _with_the_other_page(
    at_desk: Desk, base: Typed, mine: Typed, on_page: Sequence[str], *, keep_theirs: bool
) -> tuple[Typed, dict[str, str]]:
    theirs = at_desk.draft.typed
    groups = [one.id for one in at_desk.compiled.form.questions() if one.type == "group"]
    ours = {name: values for name, values in mine.items() if name.partition(".")[0] in on_page}
    there = {name: values for name, values in theirs.items() if name.partition(".")[0] in on_page}
    began = {name: values for name, values in base.items() if name.partition(".")[0] in on_page}
    made, both = lay_together(began, there, ours, groups)
    rest = {name: values for name, values in theirs.items() if name not in there}
    typed = {**rest, **made}
    both = [name for name in both if name.partition(".")[0] != GIVEN]
    if keep_theirs:
        return as_there(typed, theirs, both, groups), dict.fromkeys(both, "")
    return typed, {name: _both(words) for name, words in _words_there(at_desk, both)}


def _words_there(at_desk: Desk, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    reading = at_desk.reading()
    places = {place.name: place for place in reading.places}
    for name in names:
        place = places.get(name)
        value = reading.values.get(name)
        if place is not None and place.group is not None:
            rows = reading.values.get(place.group.id, ())
            value = next((row["answers"].get(place.question.id) for row in rows if row["row"] == place.row), None)
        typed = " ".join(word for word in at_desk.draft.typed.get(name, ()) if word)
        words = (
            answer_words(at_desk.compiled, place.question, value, language()) if place and value is not None else typed
        )
        yield name, words


def _both(words: str) -> str:
    if not words:
        return _("This was taken out on another page. Here it stays as you have it; change it if you like, and go on.")
    return _(
        "This was also changed on another page, where it says: “{words}”. Here it stays as you have it; change it if you"
        " like, and go on.",
        words=words,
    )


def _both_words() -> str:
    return _("Something here was also changed on another page. Go on, and you will see both.")


# -- where to go -----------------------------------------------------------------------------------------------------


def given_of(at_desk: Desk) -> Given:
    """How the answers of this draft were given."""
    own = at_desk.draft.person in (None, at_desk.writer.id)
    return given_from(at_desk.draft.typed, language(), own)


def mistakes(at_desk: Desk, reading: Reading) -> dict[str, str]:
    """What cannot be sent as it is, by input name."""
    errors = dict(reading.errors)
    if len(given_of(at_desk).helped) > LONGEST_HELPED:
        errors[f"{GIVEN}.helped"] = _too_long()
    return errors


def _gone_on(at_desk: Desk, post: Post, before: Reading) -> Outcome:
    reading = at_desk.reading()
    if post.go == "stop":
        return Left()
    if post.go in ("next", "send") and not post.live:
        new = _not_met(before, reading, post.at)
        if new:
            return GoTo(post.at, f"{new[0].replace('.', '-')}-question", more=True)
    order = [place.name for place in sequence(at_desk, reading)]
    if at_desk.mode == "one" and post.at != CHECK:
        return _one_further(post, order, mistakes(at_desk, reading))
    if post.go == "back":
        return GoTo((order[-1] if order else CHECK) if at_desk.mode == "one" else EVERYTHING)
    if post.go != "send":
        return GoTo(post.at)
    errors = mistakes(at_desk, reading)
    if errors:
        return Shown(CHECK if at_desk.mode == "one" else EVERYTHING, errors)
    return Ready()


def _one_further(post: Post, order: Sequence[str], errors: Mapping[str, str]) -> Outcome:
    if post.at not in order:
        return GoTo(order[0] if order else CHECK)
    here = order.index(post.at)
    if post.go == "back":
        return GoTo(order[max(here - 1, 0)])
    if post.go == "save":
        return GoTo(post.at)
    wrong = {name: words for name, words in errors.items() if name.partition(".")[0] == post.at}
    if wrong:
        return Shown(post.at, wrong)
    return GoTo(order[here + 1] if here + 1 < len(order) else CHECK)


def _not_met(before: Reading, now: Reading, at: str) -> list[str]:
    """Questions of this page that follow from what was just answered, which it could not show without scripts."""
    rows = {place.row for place in before.places if place.row is not None}
    new = []
    for place in now.places:
        here = at == EVERYTHING or (place.group is not None and place.group.id == at)
        known = place.name in before.shown or (place.row is not None and place.row not in rows)
        if here and place.name in now.shown and not known:
            new.append(place.name)
    return new
