"""What every test shares: hypothesis profiles, and leaving the browser out loudly when somebody asks for that."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("day", deadline=None)  # a deadline on a busy machine tells of the machine, not of the code
settings.register_profile("night", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "day"))

LEFT_OUT = pytest.StashKey[int]()


@pytest.fixture(autouse=True)
def _log_levels_as_they_were() -> Iterator[None]:
    """A command sets how loudly the log speaks; a test after it hears the log as it was."""
    loggers = [logging.getLogger(name) for name in ("cartref", "cartref.plugins")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever asks for `page` drives the browser; those tests are left out under SKIP_BROWSER=1, and only then."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    if os.environ.get("SKIP_BROWSER") != "1":
        return
    kept = [item for item in items if item.get_closest_marker("browser") is None]
    left_out = [item for item in items if item.get_closest_marker("browser") is not None]
    config.stash[LEFT_OUT] = len(left_out)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was left out, in red, where it cannot be missed."""
    left_out = config.stash.get(LEFT_OUT, 0)
    if left_out:
        words = f"SKIP_BROWSER=1: {left_out} browser tests were left out; what people see and press is NOT tested"
        terminalreporter.write_sep("*", words, red=True, bold=True)
