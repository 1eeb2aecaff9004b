"""The guide says what the language does: its examples pass, its lists are whole."""

from __future__ import annotations

import re
from pathlib import Path

from core.expressions import BUILT_IN, Scope, check

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "reference" / "expressions.md").read_text()


def test_every_example_in_the_guide_passes_its_check(home: Scope) -> None:
    blocks = re.findall(r"```expression\n(.*?)```", GUIDE, re.DOTALL)
    examples = [line for block in blocks for line in block.splitlines()]
    assert len(examples) >= 5
    for line in examples:
        check(line, home)


def test_every_function_is_in_the_guide() -> None:
    assert [name for name in sorted(BUILT_IN) if not re.search(rf"`{name}(\(|`)", GUIDE)] == []


def test_every_code_is_in_the_guide_and_no_other() -> None:
    spans = re.findall(r"X(\d{3})(?:–X(\d{3}))?", GUIDE[GUIDE.index("## What the codes mean") :])
    told = {number for first, last in spans for number in range(int(first), int(last or first) + 1)}
    sources = (ROOT / "core" / "expressions").glob("*.py")
    given = {int(code) for source in sources for code in re.findall(r'"X(\d{3})"', source.read_text())}
    assert told == given


def test_what_the_guide_says_aloud_is_what_is_said(home: Scope) -> None:
    flowing = " ".join(GUIDE.split())
    first = check('goes_out == "yes" and worry >= "a_bit"', home)
    assert f"*{first.say('en')}*" in flowing
    assert f"*{first.say('cy')}*" in flowing
