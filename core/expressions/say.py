"""An expression as part of a sentence, in English and in Welsh. Every template stands in `TEMPLATES`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from core.expressions.scope import Function
from core.expressions.templates import MONTHS, TEMPLATES
from core.expressions.tree import (
    Answer,
    Answered,
    Between,
    Both,
    Called,
    Chosen,
    Comparison,
    Constant,
    Counted,
    Declined,
    EachRow,
    Folded,
    Given,
    Listed,
    Membership,
    Minused,
    Moved,
    Negated,
    Node,
    Reckoned,
    Times,
    walk,
)
from core.expressions.types import BOOL, DATE, SORT, Many, Option, Options, Rows
from core.expressions.values import kept
from core.text import Text


def said(node: Node, language: str) -> str:
    """The node as words that go on from "shown when …" or, for a value, stand for it."""
    return _Speaker(language).clause(node) if node.type == BOOL else _Speaker(language).noun(node)


class _Speaker:
    """Says nodes in one language: conditions as clauses, values as noun phrases."""

    def __init__(self, language: str) -> None:
        self._language = language

    def fill(self, key: str, a: str = "", b: str = "", c: str = "") -> str:
        """One template with its places filled."""
        template = TEMPLATES[key].said(self._language)
        words = {"a": a, "b": b, "c": c}
        if self._language == "cy":
            template = _joined_articles(template, words)
        return template.format_map(words)

    # Conditions

    def clause(self, node: Node) -> str:
        match node:
            case Both():
                return self._chain(node.op, [self._apart(part) for part in node.parts])
            case Negated(part=part):
                return self._not(part)
            case Comparison():
                return self._comparison(node)
            case Membership():
                return self._membership(node)
            case Answered(of=answer):
                return self.fill("answered by some" if _of_many(answer) else "answered", self.topic(answer))
            case Declined(of=answer):
                return self.fill("declined", self.topic(answer))
            case EachRow():
                return self.fill(node.function, self.fill("the", self._rows(node)), self.clause(node.body))
            case Called(plugin=Function() as function):
                return self._plugin(node, function)
            case Called(args=(words, *parts)) if parts:
                return self.fill(node.name, self.noun(words), self._list("either", parts))
            case Chosen():
                return self.fill("if", *map(self.clause, (node.when, node.then, node.otherwise)))
            case _:
                return self.fill("holds", self.noun(node))

    def _apart(self, node: Node) -> str:
        """A clause inside a longer one, in brackets where it would run on."""
        return self.fill("apart", self.clause(node)) if isinstance(node, (Both, EachRow, Chosen)) else self.clause(node)

    def _chain(self, key: str, phrases: Sequence[str]) -> str:
        chained = phrases[0]
        for phrase in phrases[1:]:
            chained = self.fill(key, chained, phrase)
        return chained

    def _not(self, part: Node) -> str:
        """A condition that must not hold; unanswered counts as not holding, and the sentence says so."""
        match part:
            case Answered(of=answer):
                return self.fill("not answered by some" if _of_many(answer) else "not answered", self.topic(answer))
            case Comparison(op="=="):
                return self.fill("not ==", self.noun(part.left), self.noun(part.right))
            case Membership(negated=False, among=Answer(type=Options())):
                return self.fill("not includes", self.noun(part.among), self.noun(part.item))
        inner = self._apart(part)
        unsure = any(isinstance(inside, (Comparison, Membership, EachRow, Called)) for inside in walk(part))
        return self.fill("not or nothing" if unsure else "not", inner)

    def _comparison(self, node: Comparison) -> str:
        key = node.op if node.op in ("==", "!=") else f"{_measure(node.left)} {node.op}"
        return self.fill(key, self.noun(node.left), self.noun(node.right))

    def _membership(self, node: Membership) -> str:
        item = self.noun(node.item)
        if isinstance(node.among, Listed):
            listed = self._list("either", node.among.items)
            return self.fill("is none of" if node.negated else "is one of", item, listed)
        if isinstance(node.among.type, Options):
            topic = self.topic(node.among) if isinstance(node.among, Answer) else self.noun(node.among)
            return self.fill("includes not" if node.negated else "includes", self.noun(node.among), item, topic)
        return self.fill("none of them is" if node.negated else "one of them is", self.noun(node.among), item)

    # Values

    def noun(self, node: Node) -> str:
        match node:
            case Constant():
                return self._constant(node)
            case Answer():
                return self._answer(node)
            case Given(name=name):
                return self.fill(name)
            case Listed():
                return self._list("listed", node.items)
            case Times(title=title):
                return self.fill("times", self.quoted(title))
            case Counted(over=over):
                return self.fill("number of", self._several(over))
            case EachRow(function="count"):
                return self.fill("number of", self.fill("with", self._rows(node), self.clause(node.body)))
            case EachRow():
                return self.fill("sum each", self.fill("the", self._rows(node)), self.noun(node.body))
            case Folded():
                key = node.function if node.function in ("sum", "mean") else f"{_measure(node)} {node.function}"
                return self.fill(key, self.noun(node.over))
            case _:
                return self.clause(node) if node.type == BOOL else self._reckoned(node)

    def _reckoned(self, node: Node) -> str:
        match node:
            case Reckoned(op=op):
                return self.fill(op, *(self._part(part) for part in (node.left, node.right)))
            case Minused(part=part):
                return self.fill("minus", self._part(part))
            case Moved(date=day, days=Minused(part=days)):
                return self.fill("days before", self.noun(day), self._part(days))
            case Moved(date=day, days=days):
                return self.fill("days after", self.noun(day), self._part(days))
            case Between():
                return self.fill("days between", self.noun(node.start), self.noun(node.end))
            case Chosen():
                return self.fill("if", self.clause(node.when), self.noun(node.then), self.noun(node.otherwise))
            case Called(plugin=Function() as function):
                return self._plugin(node, function)
            case Called(name="round", args=(number, Constant(value=0))):
                return self.fill("round whole", self.noun(number))
            case Called():
                return self.fill(node.name, *map(self.noun, node.args))
            case _:
                raise AssertionError(node)

    def _part(self, node: Node) -> str:
        """A part of a sum, in brackets where it is a sum itself."""
        return (
            self.fill("apart", self.noun(node))
            if isinstance(node, (Reckoned, Minused, Chosen, EachRow))
            else self.noun(node)
        )

    def _plugin(self, node: Called, function: Function) -> str:
        words = {str(place): self.noun(arg) for place, arg in enumerate(node.args)}
        template = function.say.said(self._language)
        if self._language == "cy":
            template = _joined_articles(template, words)
        return _PLACE.sub(lambda found: words.get(found[1], found[0]), template)

    def _constant(self, node: Constant) -> str:
        if isinstance(node.value, (int, Fraction)):
            return str(kept(node.value))
        if node.type == DATE:
            year, month, day = node.value.split("-")
            months = MONTHS.get(self._language, MONTHS["en"]).split()
            return self.fill("day", str(int(day)), months[int(month) - 1], str(int(year)))
        return self.quoted(node.label) if node.label is not None else self.fill("quoted", node.value)

    def quoted(self, text: Text) -> str:
        return self.fill("quoted", text.said(self._language))

    def topic(self, answer: Answer) -> str:
        """What was asked, without saying whose answer is meant."""
        if answer.way == "item":
            return self.fill("answer item")
        label = self.quoted(answer.symbol.label)
        in_form = answer.form is not None and answer.title is not None and answer.way in ("form", "voices", "latest")
        return self.fill("in form", label, self.quoted(answer.title)) if in_form and answer.title else label

    def _answer(self, answer: Answer) -> str:
        match answer.way:
            case "item":
                return self.fill("answer item")
            case "voice":
                return self.fill(
                    "answer of voice", self.topic(answer), self.quoted(answer.title or Text({"en": answer.voice}))
                )
            case "latest" | "newest":
                return self.fill("answer latest", self.topic(answer))
            case "voices" | "series" | "last":
                return self._several(answer)
            case _:
                return (
                    self._several(answer) if isinstance(answer.type, Rows) else self.fill("answer", self.topic(answer))
                )

    def _several(self, node: Node) -> str:
        """The things that are counted or looked at one by one."""
        if not isinstance(node, Answer):
            return self.noun(node)
        if node.way == "last":
            return self.fill("answers last", self.topic(node), str(node.last))
        if node.way == "voices":
            return self.fill("answers of voices", self.topic(node))
        if isinstance(node.type, Options):
            return self.fill("options of", self.topic(node))
        return self.fill("pictures of" if node.type == SORT else "answers", self.topic(node))

    def _rows(self, node: EachRow) -> str:
        rows = self._several(node.over)
        return rows if node.where is None else self.fill("with", rows, self.clause(node.where))

    def _list(self, key: str, items: Sequence[Node]) -> str:
        *first, last = map(self.noun, items)
        return self.fill(key, self._chain("comma", first), last) if first else last


_PLACE = re.compile(r"\{(\w+)\}")
_BEFORE_AN_ARTICLE = re.compile(r"\b(yw|mae|i|o|a|neu|â) \{(\w)\}")


def _joined_articles(template: str, words: dict[str, str]) -> str:
    """Welsh `yw yr ateb` is `yw'r ateb`, and the same after other vowels. `words` lose the articles that were joined."""

    def joined(found: re.Match[str]) -> str:
        article, _, rest = words.get(found[2], "").partition(" ")
        if article not in ("y", "yr"):
            return found[0]
        words[found[2]] = rest
        return f"{found[1]}'r {{{found[2]}}}"

    return _BEFORE_AN_ARTICLE.sub(joined, template)


def _measure(node: Node) -> str:
    """Which words of order suit a value."""
    if node.type == DATE:
        return "date"
    return "scale" if isinstance(node.type, Option) else "number"


def _of_many(answer: Answer) -> bool:
    return isinstance(answer.type, Many) or answer.way == "voices"
