"""Thirty questions, four people's answers to them, and six conditions as a hand would write them in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.expressions import NUMBER, TEXT, Option, Options, Scope, Symbol
from core.text import plain

SCALE = ("not_at_all", "a_bit", "quite", "a_lot")
PLACES = {word: place for place, word in enumerate(SCALE)}
SEVERITY = Option(("small", "serious"))

Answers = Mapping[str, object]
By = Callable[[Answers], bool]


def home() -> tuple[Scope, list[dict[str, object]]]:
    """Thirty questions, and four people's answers to them."""
    own = {
        "goes_out": Symbol(Option(("yes", "no", "not_sure")), plain("Do you go out?")),
        "worry": Symbol(Option(SCALE, ordered=True), plain("How worried are you?")),
        "walks": Symbol(NUMBER, plain("Walks in a week")),
        "helps": Symbol(Options(("walk", "tea", "music")), plain("What helps?")),
        "hopes": Symbol(TEXT, plain("What do you hope for?")),
        "worries": Symbol.of_rows(plain("Worries"), {"severity": Symbol(SEVERITY, plain("How serious?"))}),
    }
    own |= {f"question_{number}": Symbol(TEXT, plain(f"Question {number}")) for number in range(24)}
    rest: dict[str, object] = {f"question_{number}": f"words {number}" for number in range(24)}
    row = [
        {"row": str(index), "answers": {"severity": word}} for index, word in enumerate(["small", "small", "serious"])
    ]
    people: list[dict[str, object]] = [
        {
            "goes_out": "yes",
            "worry": "quite",
            "walks": 3,
            "helps": ["tea", "walk"],
            "hopes": "the shop",
            "worries": row,
        },
        {"goes_out": "yes", "worry": "not_at_all", "walks": 7, "helps": ["music"], "hopes": "", "worries": row[:2]},
        {"goes_out": "no", "worry": "a_lot", "walks": 0, "helps": ["walk"], "hopes": "rest", "worries": []},
        {"worry": "a_bit"},
    ]
    return Scope(own=own), [{**person, **rest} for person in people]


def by_hand_one(answers: Answers) -> bool:
    return answers.get("goes_out") == "yes"


def by_hand_two(answers: Answers) -> bool:
    worry = answers.get("worry")
    return answers.get("goes_out") == "yes" and isinstance(worry, str) and PLACES.get(worry, -1) >= 1


def by_hand_four(answers: Answers) -> bool:
    worry, walks, helps = answers.get("worry"), answers.get("walks"), answers.get("helps")
    return (
        answers.get("goes_out") == "yes"
        and isinstance(worry, str)
        and PLACES.get(worry, -1) >= 1
        and isinstance(walks, int)
        and walks < 5
        and isinstance(helps, list)
        and "walk" in helps
    )


def by_hand_reckoned(answers: Answers) -> bool:
    walks = answers.get("walks")
    return isinstance(walks, int) and walks * 2 + 1 > 6


def by_hand_answered(answers: Answers) -> bool:
    hopes, helps = answers.get("hopes"), answers.get("helps")
    return (isinstance(hopes, str) and hopes.strip() != "") or (isinstance(helps, list) and len(helps) > 1)


def by_hand_rows(answers: Answers) -> bool:
    worries = answers.get("worries")
    if not isinstance(worries, list):
        return False
    return any(row["answers"].get("severity") == "serious" for row in worries)


CONDITIONS: Mapping[str, By] = {
    'goes_out == "yes"': by_hand_one,
    'goes_out == "yes" and worry >= "a_bit"': by_hand_two,
    'goes_out == "yes" and worry >= "a_bit" and walks < 5 and "walk" in helps': by_hand_four,
    "walks * 2 + 1 > 6": by_hand_reckoned,
    "answered(hopes) or count(helps) > 1": by_hand_answered,
    'any(w.severity == "serious" for w in worries)': by_hand_rows,
}
"""Each condition as a pack writes it, and by hand."""
