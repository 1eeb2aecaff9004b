"""What the names in a form's rules mean: each question as a symbol of the expression language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from core.contributions import QuestionType
from core.expressions import FormScope, Scope, Symbol
from core.expressions.scope import Asked as HowAsked
from core.people import People
from forms.fields.choosing import label_of
from forms.model import ABOUT_SOMEBODY, Asked, Question


def symbol_of(question: Question, types: Mapping[str, QuestionType]) -> Symbol | None:
    """The symbol of one question; None for what has no answer, or a type nobody knows."""
    if question.type == "group":
        fields = {inner.id: symbol_of(inner, types) for inner in question.questions}
        return Symbol.of_rows(question.label, {id: symbol for id, symbol in fields.items() if symbol is not None})
    kind = types.get(question.type)
    if kind is None or question.type == "info":
        return None
    options = {id: label_of(question, id) for id in question.choices()}
    return Symbol(kind.value(question), question.label, options)


def symbols_of(form: Asked, types: Mapping[str, QuestionType]) -> dict[str, Symbol]:
    """question id → symbol, for every question of a form that can have an answer."""
    found = {question.id: symbol_of(question, types) for question in form.questions()}
    return {id: symbol for id, symbol in found.items() if symbol is not None}


def form_scope(form: Asked, types: Mapping[str, QuestionType], asked: str) -> FormScope:
    """A form as another form's or a workflow's rules see it; `asked` is once, each_voice or again."""
    return FormScope(symbols_of(form, types), cast(HowAsked, asked), form.title)


def scope_of(
    form: Asked,
    types: Mapping[str, QuestionType],
    people: People,
    companions: Mapping[str, tuple[Asked, str]] | None = None,
) -> Scope:
    """The names that the rules of a form may use, without its conditions."""
    others = {name: form_scope(other, types, asked) for name, (other, asked) in (companions or {}).items()}
    return Scope(
        own=symbols_of(form, types),
        forms=others,
        voices={id: voice.title for id, voice in people.voices.items()},
        single_voices=single_voices(people, form.subject),
    )


def single_voices(people: People, subject: str) -> frozenset[str]:
    """The voices that one person alone can hold: none where it is about nobody in particular."""
    return frozenset(id for id, voice in people.voices.items() if not voice.many and subject in ABOUT_SOMEBODY)


def row_scope(scope: Scope, group: Question, types: Mapping[str, QuestionType]) -> Scope:
    """Inside a group, the questions of the same row are plain names too."""
    row = {inner.id: symbol_of(inner, types) for inner in group.questions}
    own = {**scope.own, **{id: symbol for id, symbol in row.items() if symbol is not None}}
    return Scope(own, scope.forms, scope.voices, scope.single_voices, scope.measures, scope.conditions, scope.functions)
