"""An expression that was checked, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from core.expressions.browser import Json, folded_for, to_json
from core.expressions.env import Env
from core.expressions.evaluation import compiled
from core.expressions.say import said
from core.expressions.tree import Answer, Node, Times, walk
from core.expressions.types import Type


@dataclass(frozen=True)
class Checked:
    """An expression whose every name is known. It can be evaluated, said and sent to a browser."""

    source: str
    tree: Node

    @property
    def type(self) -> Type:
        """What kind of value it gives."""
        return self.tree.type

    @cached_property
    def names(self) -> frozenset[tuple[str | None, str]]:
        """The questions it mentions, as (form, question) with None for its own form; a field is `group.field`."""
        return frozenset(
            (part.form, f"{part.group}.{part.name}" if part.group else part.name)
            for part in walk(self.tree)
            if isinstance(part, Answer) and part.way not in ("item", "series", "last", "newest")
        )

    @cached_property
    def measures(self) -> frozenset[str]:
        """The measures of a check-in it mentions."""
        return frozenset(
            part.name
            for part in walk(self.tree)
            if isinstance(part, Answer) and part.way in ("series", "last", "newest")
        )

    @cached_property
    def forms(self) -> frozenset[str]:
        """The other forms it mentions, by their local names."""
        return frozenset(form for form, _ in self.names if form is not None) | frozenset(
            part.form for part in walk(self.tree) if isinstance(part, Times)
        )

    @cached_property
    def evaluate(self) -> Callable[[Env], object]:
        """`evaluate(env)`: the value, shaped as a stored answer, or `UNANSWERED`. Never raises; compiled on first use."""
        return compiled(self.tree)

    def say(self, language: str) -> str:
        """The expression as part of a sentence, in English (`en`) or Welsh (`cy`)."""
        return said(self.tree, language)

    def to_json(self) -> Json:
        """The tree as nested lists, for `expressions.js`."""
        return to_json(self.tree)

    def for_browser(self, env: Env) -> Json | None:
        """The tree for a page, with everything that the page cannot change worked out already, so that no answer of
        another form or voice leaves the server; None where that cannot be done and only the server can tell."""
        return folded_for(self.tree, env)
