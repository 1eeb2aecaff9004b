"""Definitions that each break one rule: the checker names exactly that mistake, at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.check import check_paths

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
