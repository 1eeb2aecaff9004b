"""Expressions and answers made up by chance, for tests that compare two ways of evaluating them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from core.expressions import DictEnv

CHOICES = {"goes_out": ("yes", "no", "not_sure"), "best": ("walk", "tea", "music")}
SCALES = {
    "worry": ("not_at_all", "a_bit", "quite", "a_lot"),
    "worry_before": ("not_at_all", "a_bit", "quite", "a_lot"),
    "feels": ("not_good", "unsure", "good"),
}
HELPS = ("walk", "tea", "music")
DAYS = ("0001-01-01", "1940-02-29", "2026-02-30", "2026-05-31", "2026-06-01", "9999-12-31", "soon", "2026-W01-1")
FIGURES = (
    0,
    1,
    2,
    -3,
    7,
    999_999_999_999_999,
    10**15,
    -(10**18),
    "2.5",
    "-0.5",
    "0.333333",
    "1e3",
    " 1",
    "",
    "007",
    "٣",
)
WORDS = ("", " ", "\u00a0", "the shop", "The SHOP", "Siân ŵy", "ß", "yes", "a_bit", "walk", "{0}", "constructor")
ODD = (
    None,
    True,
    False,
    0,
    3,
    -1,
    0.5,
    2.0,
    1e-7,
    "",
    "yes",
    [],
    {},
    [[]],
    {"answers": {}},
    ["walk", 3, None],
    {"id": None},
)


class Chance:
    """Makes expressions over the questions of `a_home.py`, and answers to them, out of one source of chance."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def one_of(self, *ways: Callable[[], str]) -> str:
        return self._random.choice(ways)()

    def pick(self, words: tuple[str, ...]) -> str:
        return self._random.choice(words)

    def condition(self, depth: int = 3, row: bool = False) -> str:
        """A condition that passes its check; with `row`, one about the row `w`."""
        leaves: list[Callable[[], str]] = [
            self._choice,
            self._scale,
            self._text,
            self._chosen,
            lambda: (
                f"answered({self.pick(('hopes', 'walks', 'helps', 'worries', 'likes', 'circle', 'song', 'want.wish'))})"
            ),
            lambda: f"declined({self.pick(('hopes', 'want.wish'))})",
            lambda: self.pick(("at_ease", "worried_outside", "subject in circle", "keyworker != subject")),
            lambda: f"{self.number(1)} {self._sign()} {self.number(1)}",
            lambda: f"{self.day()} {self._sign()} {self.day()}",
        ]
        if row:
            leaves += [
                lambda: f'w.severity {self.pick(("==", "!="))} "{self.pick(("small", "serious"))}"',
                lambda: f'w.worry {self._sign()} "{self.pick(SCALES["worry"])}"',
                lambda: f"w.worry {self._sign()} worry",
                lambda: f'"{self.pick(HELPS)}" {self.pick(("in", "not in"))} w.helps',
                lambda: f"w.cost {self._sign()} {self.number(1)}",
                lambda: f"answered(w.{self.pick(('what', 'severity', 'lighten', 'who'))})",
            ]
        if depth == 0:
            return self.one_of(*leaves)
        inner = lambda: self.condition(depth - 1, row)  # noqa: E731 - read beside the lambdas below
        joined: list[Callable[[], str]] = [
            lambda: f"({inner()} {self.pick(('and', 'or'))} {inner()})",
            lambda: f"not ({inner()})",
            lambda: f"({inner()} if {inner()} else {inner()})",
        ]
        if not row:
            joined += [self._rows, self._elsewhere]
        return self.one_of(*leaves, *joined, *joined)

    def number(self, depth: int = 2) -> str:
        """A number, worked out in one of many ways."""
        leaves: list[Callable[[], str]] = [
            lambda: self.pick(("walks", "cost", "0", "2", "2.5", "-1", "999999999999999", "0.000001")),
            lambda: f"count({self.pick(('helps', 'worries', 'likes', 'circle', 'voices(look.walks)', 'belonging'))})",
            lambda: f"{self.pick(('days_since', 'weeks_since', 'age'))}({self.day()})",
        ]
        if depth == 0:
            return self.one_of(*leaves)
        return self.one_of(
            *leaves,
            lambda: f"({self.number(depth - 1)} {self.pick(('+', '-', '*', '/', '//', '%'))} {self.number(depth - 1)})",
            lambda: f"(-{self.number(depth - 1)})",
            lambda: f"round({self.number(depth - 1)}, {self.pick(('0', '1', '6'))})",
            lambda: f"{self.pick(('min', 'max', 'sum', 'mean'))}({self.number(depth - 1)}, {self.number(depth - 1)})",
            lambda: (
                f"{self.pick(('min', 'max', 'sum', 'mean'))}({self.pick(('voices(look.walks)', 'last(steps, 2)'))})"
            ),
            lambda: f"({self.day()} - {self.day()})",
        )

    def day(self) -> str:
        return self.pick(("today", "born", "reviewed_on", "(today - 7)", "(born + walks)", "max(born, reviewed_on)"))

    def _sign(self) -> str:
        return self.pick(("==", "!=", "<", "<=", ">", ">="))

    def _choice(self) -> str:
        name = self.pick(tuple(CHOICES))
        one, two = self.pick(CHOICES[name]), self.pick(CHOICES[name])
        ends = (f'== "{one}"', f'!= "{one}"', f'in ("{one}", "{two}")', f'not in ("{one}", "{two}")')
        return f"{name} {self.pick(ends)}"

    def _scale(self) -> str:
        name = self.pick(tuple(SCALES))
        beside = self.pick(("worry", "worry_before")) if name != "feels" and self._random.random() < 0.3 else ""
        return f"{name} {self._sign()} {beside or chr(34) + self.pick(SCALES[name]) + chr(34)}"

    def _text(self) -> str:
        return self.pick(
            (
                'hopes == "the shop"',
                'contains(hopes, "shop")',
                "contains(hopes, name)",
                'begins(hopes, "to ")',
                'contains(hopes, "van", name, "shop")',
                'begins(hopes, "a ", "to ")',
                "begins(name, hopes)",
                'lower(name) != "yes"',
                "hopes == name",
            )
        )

    def _chosen(self) -> str:
        item = self._random.choice(["best", *(f'"{word}"' for word in HELPS)])
        return f"{item} {self.pick(('in', 'not in'))} helps"

    def _rows(self) -> str:
        where = f" if {self.condition(0, row=True)}" if self._random.random() < 0.3 else ""
        over = self.pick(("worries", "worries", "voices(look.worries)", "latest(went.worries)"))
        if self._random.random() < 0.3:
            return f"sum(w.cost for w in {over}{where}) {self._sign()} {self.number(0)}"
        name = self.pick(("any", "all", "1 < count"))
        return f"{name}({self.condition(1, row=True)} for w in {over}{where})"

    def _elsewhere(self) -> str:
        return self.pick(
            (
                'want.wish == "the shop"',
                'latest(went.how) >= "unsure"',
                "times(went) > 1",
                '"serious" in voices(look.severity)',
                'all(v == "good" for v in last(belonging, 2))',
                'voice(look.walks, "resident") > cost',
                "any(best in v for v in voices(look.helps))",
            )
        )

    # Answers

    def env(self) -> DictEnv:
        """Answers to everything, likely and unlikely ones."""
        return DictEnv(
            today=date(2026, 6, 1),
            voice=self.pick(("resident", "family", "")),
            subject=self.pick(("p1", "")),
            own={name: self._answer(name) for name in self._some()},
            once={"want": {"wish": self._answer("hopes")}},
            each_voice={"look": [(who, self._look()) for who in ("resident", "family", "family")]},
            again={
                "went": [{"how": self._answer("feels"), "worries": self._answer("worries")}] * self._random.randrange(3)
            },
            measures={
                "belonging": [self._answer("feels") for _ in range(self._random.randrange(4))],
                "steps": [self._answer("walks") for _ in range(self._random.randrange(4))],
            },
            not_answered=[name for name in ("hopes", "want.wish") if self._random.random() < 0.3],
        )

    def _some(self) -> list[str]:
        names = [
            "goes_out",
            "best",
            "worry",
            "worry_before",
            "feels",
            "hopes",
            "name",
            "walks",
            "cost",
            "born",
            "reviewed_on",
            "helps",
            "likes",
        ]
        return [
            name
            for name in [*names, *["keyworker", "circle", "song", "at_ease", "worries"]]
            if self._random.random() < 0.8
        ]

    def _look(self) -> dict[str, object]:
        severity = self._random.choice(["small", "serious", None])
        return {
            "walks": self._answer("walks"),
            "severity": severity,
            "helps": self._answer("helps"),
            "worries": self._answer("worries"),
        }

    def _answer(self, name: str) -> object:
        if self._random.random() < 0.1:
            return self._random.choice(ODD)
        if name in CHOICES or name in SCALES:
            return self.pick({**CHOICES, **SCALES}[name])
        likely: dict[str, Callable[[], object]] = {
            "walks": lambda: self._random.choice(FIGURES),
            "cost": lambda: self._random.choice(FIGURES),
            "born": lambda: self.pick(DAYS),
            "reviewed_on": lambda: self.pick(DAYS),
            "helps": lambda: self._random.sample(HELPS, self._random.randrange(4)),
            "likes": lambda: {"walk": self.pick(("good", "unsure", ""))},
            "keyworker": lambda: {"id": self._random.choice(["p1", None]), "name": self.pick(WORDS)},
            "circle": lambda: [{"id": self._random.choice(["p1", "p2"]), "name": "Mair"}] * self._random.randrange(3),
            "at_ease": lambda: self._random.choice([True, False]),
            "worries": lambda: [self._row(number) for number in range(self._random.randrange(4))],
        }
        return likely.get(name, lambda: self.pick(WORDS))()

    def _row(self, number: int) -> object:
        answers: dict[str, object] = {
            "what": self.pick(WORDS),
            "severity": self._random.choice(["small", "serious", None]),
            "worry": self.pick(SCALES["worry"]),
            "cost": self._random.choice(FIGURES),
            "helps": self._answer("helps"),
        }
        kept = {key: value for key, value in answers.items() if self._random.random() < 0.6}
        return {"row": f"r{number}", "answers": kept} if self._random.random() < 0.9 else self._random.choice(ODD)
