"""C1: a condition over 30 answers, against the Python function somebody would write by hand for it.

The contestants take turns in short rounds; what counts is CPU seconds, and the figure is the median of the ratios of
each round. Run `python -m bench.expressions` from the top of the tree.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from core.expressions import NUMBER, TEXT, DictEnv, Option, Options, Scope, Symbol, check
from core.text import plain

ROUNDS = 41
WARM_UP = 5
CALLS = 4_000
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


CONDITIONS: Sequence[tuple[str, By]] = (
    ('goes_out == "yes"', by_hand_one),
    ('goes_out == "yes" and worry >= "a_bit"', by_hand_two),
    ('goes_out == "yes" and worry >= "a_bit" and walks < 5 and "walk" in helps', by_hand_four),
    ("walks * 2 + 1 > 6", by_hand_reckoned),
    ("answered(hopes) or count(helps) > 1", by_hand_answered),
    ('any(w.severity == "serious" for w in worries)', by_hand_rows),
)


def seconds(work: Callable[..., object], inputs: Sequence[object]) -> float:
    """CPU seconds for `CALLS` rounds of the inputs."""
    start = time.process_time()
    for _ in range(CALLS):
        for given in inputs:
            work(given)
    return time.process_time() - start


def measured(
    work: Callable[..., object], inputs: Sequence[object], peer: By, answers: Sequence[Answers]
) -> tuple[float, float]:
    """The median ratio to the peer, and our nanoseconds for one evaluation."""
    ratios, ours = [], []
    for number in range(ROUNDS + WARM_UP):
        ours_first = number % 2 == 0
        mine = seconds(work, inputs) if ours_first else 0.0
        theirs = seconds(peer, answers)
        mine = mine if ours_first else seconds(work, inputs)
        if number >= WARM_UP:
            ratios.append(mine / theirs)
            ours.append(mine / CALLS / len(inputs) * 1e9)
    return statistics.median(ratios), statistics.median(ours)


def main() -> None:
    scope, people = home()
    envs = [DictEnv(own=answers) for answers in people]
    print("| condition, over 30 answers | by hand | Cartref | nanoseconds |")
    print("|---|---|---|---|")
    gc.disable()
    every: list[float] = []
    for source, peer in CONDITIONS:
        checked = check(source, scope)
        assert [checked.evaluate(env) for env in envs] == [peer(answers) for answers in people], source
        ratio, nanoseconds = measured(checked.evaluate, envs, peer, people)
        every.append(ratio)
        print(f"| `{source}` | 1x | {ratio:.2f}x | {nanoseconds:.0f} |")
    print(f"| the median of these | 1x | {statistics.median(every):.2f}x | |")
    start = time.process_time()
    for _ in range(200):
        check(CONDITIONS[2][0], scope)
    each = (time.process_time() - start) / 200 * 1e6
    print(f"\nReading and checking the third condition: {each:.0f} µs, once for each definition. Target: 2.5x.")


if __name__ == "__main__":
    main()
