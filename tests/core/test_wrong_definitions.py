"""Definitions that each break one rule: the checker names exactly that mistake, at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.check import check_paths
from core.text import Sentence
from core.web.languages import Catalogues, Speech, in_words, speaking

WRONG = Path(__file__).parents[1] / "packs" / "wrong"
EXPECTED: list[dict[str, Any]] = yaml.safe_load((WRONG / "expected.yaml").read_text("utf-8"))["expected"]


@pytest.fixture(scope="module")
def found() -> dict[str, list[Any]]:
    """file → its problems. Single files are checked in one run; packs that share a name one by one."""
    alone = [case for case in EXPECTED if "check" not in case]
    folders = [case for case in EXPECTED if "check" in case]
    problems: dict[str, list[Any]] = {case["file"]: [] for case in EXPECTED}
    reports = [check_paths([WRONG / case["file"] for case in alone])]
    reports += [check_paths([WRONG / case["check"]]) for case in folders]
    for report in reports:
        for problem in report.problems:
            problems.setdefault(str(Path(problem.place.file).relative_to(WRONG)), []).append(problem)
    return problems


def test_there_is_a_wrong_file_for_every_rule_and_at_least_sixty_of_them() -> None:
    assert len(EXPECTED) >= 60
    listed = {case["file"].partition("/")[0] for case in EXPECTED}
    assert {path.name for path in WRONG.iterdir()} - {"expected.yaml"} == listed


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_a_broken_rule_is_named_once_at_its_line_and_column(case: dict[str, Any], found: dict[str, list[Any]]) -> None:
    problems = found[case["file"]]
    assert [problem.code for problem in problems] == [case["code"]], "\n".join(map(str, problems))
    assert (problems[0].place.line, problems[0].place.column) == (case["line"], case["column"])
    assert case["says"] in f"{problems[0].message} {problems[0].hint}"


TREE = Path(__file__).parents[2]
WELSH = Catalogues.read([TREE / room / "locale" for room in ("core", "forms", "workflows")])
FOR_PACKS_ONLY = ("E101", "E6", "E9")
"""Mistakes of folders and stories: nobody meets them at a page, and the command line is English."""
LAID_OVER = ("form", "check_in", "overlay", "workflow")


def unsaid(words: str) -> list[str]:
    """What a message says that has no Welsh, its parts included; a text that is no sentence cannot be translated."""
    if not words:
        return []
    if not isinstance(words, Sentence) or not words.template:
        return [str(words)]
    inner = [one for part in words.values.values() if isinstance(part, Sentence) for one in unsaid(part)]
    return inner + ([] if WELSH.forms("cy", words.template) else [words.template])


def test_every_mistake_a_home_can_make_is_said_in_welsh_too(found: dict[str, list[Any]]) -> None:
    problems = [
        one
        for several in found.values()
        for one in several
        if not one.code.startswith(FOR_PACKS_ONLY)
        and Path(one.place.file).read_text("utf-8", "ignore").startswith(LAID_OVER)
    ]
    assert len({one.code for one in problems}) > 60
    english = [words for one in problems for words in (*unsaid(one.message), *unsaid(one.hint))]
    assert english == []


def test_a_mistake_in_welsh_still_names_what_was_written(found: dict[str, list[Any]]) -> None:
    problem = next(several[0] for several in found.values() if several and several[0].code == "E103")
    written = problem.message.split("'")[1]
    with speaking(Speech("cy", WELSH)):
        assert in_words(problem.message).startswith(f"allwedd anhysbys '{written}' (")
