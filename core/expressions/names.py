"""What each name in an expression stands for, or why it stands for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.expressions.problems import ExpressionError, refuse
from core.expressions.scope import BUILT_IN, FormScope, Scope, Symbol
from core.expressions.syntax import Dotted, Name, Syntax
from core.expressions.tree import Answer, Given
from core.expressions.types import DATE, PERSON, Many, Option, Rows, Type
from core.problems import did_you_mean
from core.text import Hint, sentence


@dataclass(frozen=True)
class Row:
    """The short name between `for` and `in`: what it stands for, and where its rows come from."""

    name: str
    type: Type
    source: Answer


def quoted(syntax: Syntax) -> str:
    """How a sentence mentions a part: by its name where it has one."""
    return f"'{syntax.id}'" if isinstance(syntax, (Name, Dotted)) else sentence("this part")


class Names:
    """Looks names up in a scope. Everything here raises `ExpressionError` for a name that stands for nothing."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.row: Row | None = None

    def named(self, name: Name) -> Answer | Given:
        """What a bare name stands for; conditions are looked up by whoever inlines them."""
        if self.row is not None and name.id == self.row.name:
            return self._row_itself(name, self.row)
        if name.id in self.scope.own:
            symbol = self.scope.own[name.id]
            return Answer(symbol.type, "own", name.id, symbol)
        if name.id in self.scope.measures:
            symbol = self.scope.measures[name.id]
            return Answer(Many(symbol.type), "series", name.id, symbol)
        return self._given(name)

    def _given(self, name: Name) -> Given:
        match name.id:
            case "today":
                return Given(DATE, "today")
            case "subject":
                return Given(PERSON, "subject")
            case "voice":
                return Given(Option(tuple(self.scope.voices)), "voice", tuple(self.scope.voices.items()))
            case _:
                raise self._unknown(name)

    def _row_itself(self, name: Name, row: Row) -> Answer:
        if isinstance(row.type, Rows):
            hint = sentence("write {id}.{fields}", id=name.id, fields=next(iter(row.type.fields), "field"))
            raise refuse(
                name.at,
                "X204",
                sentence("'{id}' is a whole row; an expression asks about one of its fields", id=name.id),
                hint,
            )
        return Answer(row.type, "item", name.id, row.source.symbol, row.source.form)

    def dotted(self, name: Dotted) -> Answer:
        """`row.field`, or `form.question` of a form asked once."""
        if self.row is not None and name.left == self.row.name:
            return self._field(name, self.row)
        form, answer = self._of_form(name)
        match form.asked:
            case "once":
                return answer
            case "each_voice":
                message = sentence(
                    "'{left}' is answered by each voice, so '{id}' alone does not say whose answer",
                    left=name.left,
                    id=name.id,
                )
                hint = sentence('write voices({id}) for all of them, or voice({id}, "…") for one', id=name.id)
                raise refuse(name.at, "X205", message, hint)
            case "again":
                message = sentence(
                    "'{left}' is filled in again and again, so '{id}' alone does not say which time",
                    left=name.left,
                    id=name.id,
                )
                hint = sentence(
                    "write latest({id}) for the newest, or times({left}) for how often", id=name.id, left=name.left
                )
                raise refuse(name.at, "X206", message, hint)

    def question(self, syntax: Syntax, function: str) -> tuple[FormScope | None, Answer]:
        """The question a function such as `voices( )` asks about, and its form (None for this one), however asked."""
        if isinstance(syntax, Name) and syntax.id in self.scope.own:
            symbol = self.scope.own[syntax.id]
            return None, Answer(symbol.type, "own", syntax.id, symbol)
        if isinstance(syntax, Dotted) and not (self.row is not None and syntax.left == self.row.name):
            return self._of_form(syntax)
        if isinstance(syntax, Name) and syntax.id not in self.scope.measures and self.row is None:
            raise self._unknown(syntax)
        hint = sentence("write {function}(question) or {function}(form.question)", function=function)
        raise refuse(
            syntax.at, "X207", sentence("{function}( ) asks about one question of a form", function=function), hint
        )

    def _field(self, name: Dotted, row: Row) -> Answer:
        if not isinstance(row.type, Rows):
            raise refuse(
                name.at,
                "X204",
                sentence("'{name}' is a single answer and has no fields", name=row.name),
                sentence("write {name}", name=row.name),
            )
        symbol = row.source.symbol.fields.get(name.right)
        if symbol is None:
            known = row.source.symbol.fields
            raise refuse(
                name.at,
                "X202",
                sentence("a row of '{name}' has no '{right}'", name=row.source.name, right=name.right),
                near(name.right, known),
            )
        return Answer(symbol.type, "field", name.right, symbol, row.source.form, group=row.source.name)

    def _of_form(self, name: Dotted) -> tuple[FormScope, Answer]:
        form = self.scope.forms.get(name.left)
        if form is None:
            raise self._no_such_form(name)
        symbol = form.symbols.get(name.right)
        if symbol is None:
            message = sentence("the form '{left}' has no question '{right}'", left=name.left, right=name.right)
            raise refuse(name.at, "X202", message, near(name.right, form.symbols))
        return form, Answer(symbol.type, "form", name.right, symbol, name.left, form.title)

    def _no_such_form(self, name: Dotted) -> ExpressionError:
        symbol = self.scope.own.get(name.left)
        if symbol is not None and isinstance(symbol.type, Rows):
            hint = sentence(
                "look at its rows one by one: any(row.{right} … for row in {left})", right=name.right, left=name.left
            )
            return refuse(
                name.at,
                "X203",
                sentence("'{left}' is a group of rows, and a dot asks about one row", left=name.left),
                hint,
            )
        if symbol is not None:
            return refuse(
                name.at,
                "X203",
                sentence("'{left}' is a question and has no parts", left=name.left),
                sentence("write {left}", left=name.left),
            )
        rows = [self.row.name] if self.row is not None else []
        return refuse(
            name.at,
            "X201",
            sentence("there is no form '{left}' here", left=name.left),
            near(name.left, [*self.scope.forms, *rows]),
        )

    def _unknown(self, name: Name) -> ExpressionError:
        """The kindest thing to say about a name that stands for nothing."""
        if name.id in BUILT_IN or name.id in self.scope.functions:
            message = sentence("'{id}' is a function and needs something to look at", id=name.id)
            return refuse(name.at, "X208", message, sentence("write {id}(…)", id=name.id))
        if name.id in self.scope.forms:
            first = next(iter(self.scope.forms[name.id].symbols), "question")
            return refuse(
                name.at,
                "X203",
                sentence("'{id}' is a whole form", id=name.id),
                sentence("write {id}.{first}", id=name.id, first=first),
            )
        return refuse(
            name.at, "X201", sentence("there is no question '{id}' here", id=name.id), self._hint_for(name.id)
        )

    def _hint_for(self, word: str) -> Hint:
        for form, scope in self.scope.forms.items():
            if word in scope.symbols:
                return sentence("the form '{form}' has one: write {form}.{word}", form=form, word=word)
        if any(word in symbol.option_labels for symbol in self._symbols()):
            return sentence('an answer stands between quotation marks: "{word}"', word=word)
        known = [
            *self.scope.own,
            *self.scope.measures,
            *self.scope.conditions,
            *self.scope.forms,
            "today",
            "subject",
            "voice",
        ]
        return near(word, known)

    def _symbols(self) -> Iterable[Symbol]:
        yield from self.scope.own.values()
        yield from self.scope.measures.values()
        for form in self.scope.forms.values():
            yield from form.symbols.values()


def near(word: str, known: Iterable[str]) -> Hint:
    """The nearest known word, or all of them while they are few."""
    words = list(known)
    guess = did_you_mean(word, words)
    return guess or (sentence("there is {list}", list=", ".join(words)) if 0 < len(words) <= 8 else "")
