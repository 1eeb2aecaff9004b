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


@dataclass(frozen=True)
class Row:
    """The short name between `for` and `in`: what it stands for, and where its rows come from."""

    name: str
    type: Type
    source: Answer


def quoted(syntax: Syntax) -> str:
    """How a sentence mentions a part: by its name where it has one."""
    return f"'{syntax.id}'" if isinstance(syntax, (Name, Dotted)) else "this part"


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
            hint = f"write {name.id}.{next(iter(row.type.fields), 'field')}"
            raise refuse(
                name.at, "X204", f"'{name.id}' is a whole row; an expression asks about one of its fields", hint
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
                message = f"'{name.left}' is answered by each voice, so '{name.id}' alone does not say whose answer"
                hint = f'write voices({name.id}) for all of them, or voice({name.id}, "…") for one'
                raise refuse(name.at, "X205", message, hint)
            case "again":
                message = f"'{name.left}' is filled in again and again, so '{name.id}' alone does not say which time"
                hint = f"write latest({name.id}) for the newest, or times({name.left}) for how often"
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
        hint = f"write {function}(question) or {function}(form.question)"
        raise refuse(syntax.at, "X207", f"{function}( ) asks about one question of a form", hint)

    def _field(self, name: Dotted, row: Row) -> Answer:
        if not isinstance(row.type, Rows):
            raise refuse(name.at, "X204", f"'{row.name}' is a single answer and has no fields", f"write {row.name}")
        symbol = row.source.symbol.fields.get(name.right)
        if symbol is None:
            known = row.source.symbol.fields
            raise refuse(
                name.at, "X202", f"a row of '{row.source.name}' has no '{name.right}'", near(name.right, known)
            )
        return Answer(symbol.type, "field", name.right, symbol, row.source.form, group=row.source.name)

    def _of_form(self, name: Dotted) -> tuple[FormScope, Answer]:
        form = self.scope.forms.get(name.left)
        if form is None:
            raise self._no_such_form(name)
        symbol = form.symbols.get(name.right)
        if symbol is None:
            message = f"the form '{name.left}' has no question '{name.right}'"
            raise refuse(name.at, "X202", message, near(name.right, form.symbols))
        return form, Answer(symbol.type, "form", name.right, symbol, name.left, form.title)

    def _no_such_form(self, name: Dotted) -> ExpressionError:
        symbol = self.scope.own.get(name.left)
        if symbol is not None and isinstance(symbol.type, Rows):
            hint = f"look at its rows one by one: any(row.{name.right} … for row in {name.left})"
            return refuse(name.at, "X203", f"'{name.left}' is a group of rows, and a dot asks about one row", hint)
        if symbol is not None:
            return refuse(name.at, "X203", f"'{name.left}' is a question and has no parts", f"write {name.left}")
        rows = [self.row.name] if self.row is not None else []
        return refuse(
            name.at, "X201", f"there is no form '{name.left}' here", near(name.left, [*self.scope.forms, *rows])
        )

    def _unknown(self, name: Name) -> ExpressionError:
        """The kindest thing to say about a name that stands for nothing."""
        if name.id in BUILT_IN or name.id in self.scope.functions:
            message = f"'{name.id}' is a function and needs something to look at"
            return refuse(name.at, "X208", message, f"write {name.id}(…)")
        if name.id in self.scope.forms:
            first = next(iter(self.scope.forms[name.id].symbols), "question")
            return refuse(name.at, "X203", f"'{name.id}' is a whole form", f"write {name.id}.{first}")
        return refuse(name.at, "X201", f"there is no question '{name.id}' here", self._hint_for(name.id))

    def _hint_for(self, word: str) -> str:
        for form, scope in self.scope.forms.items():
            if word in scope.symbols:
                return f"the form '{form}' has one: write {form}.{word}"
        if any(word in symbol.option_labels for symbol in self._symbols()):
            return f'an answer stands between quotation marks: "{word}"'
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


def near(word: str, known: Iterable[str]) -> str:
    """The nearest known word, or all of them while they are few."""
    words = list(known)
    guess = did_you_mean(word, words)
    return guess or (f"there is {', '.join(words)}" if 0 < len(words) <= 8 else "")
