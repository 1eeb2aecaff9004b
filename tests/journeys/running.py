"""Cartref as somebody starts it: the real `cartref run` in its own process, with its own folder of records."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds before a process that says nothing is ended: a fault, never a measure of speed."""


@dataclass
class Running:
    """A started Cartref: where it is, what it said until it was ready, and how long that took."""

    process: subprocess.Popen[str]
    url: str
    said: list[str]
    seconds: float

    def words(self) -> str:
        """What it said, as one text."""
        return "\n".join(self.said)

    def password(self, name: str) -> str:
        """The printed pass phrase of an account."""
        found = re.search(rf"^ +{re.escape(name)} +(\S+)", self.words(), re.MULTILINE)
        assert found is not None, f"nobody said how {name} signs in"
        return found[1]

    def read(self, path: str) -> str:
        """A page, as text."""
        with urlopen(self.url + path) as answer:
            return str(answer.read().decode("utf-8"))

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C: the exit status, and what it said last."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=PATIENCE / 4)
        return self.process.returncode, rest


def free_port() -> int:
    """A port that nobody had a moment ago."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    """The surroundings of a command: this checkout, and a folder of records of its own."""
    return {**os.environ, "CARTREF_DATA": str(data), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **more}


def cartref(data: Path, *words: str, typed: str = "") -> str:
    """A command that ends by itself, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "core.cli", *words],
        env=environment(data),
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=data.parent,
        check=True,
    )
    return done.stdout


@contextmanager
def started(data: Path, *words: str) -> Iterator[Running]:
    """`cartref run` at a free port, ready; ended with the block if it still runs."""
    port = free_port()
    began = time.monotonic()
    with _listening_to_ctrl_c():
        process = subprocess.Popen(
            [sys.executable, "-m", "core.cli", "run", *words],
            env=environment(data, PORT=str(port)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=data.parent,
        )
    enough = Timer(PATIENCE, process.kill)
    enough.start()
    try:
        said = list(_until_ready(process))
        enough.cancel()
        yield Running(process, f"http://127.0.0.1:{port}", said, time.monotonic() - began)
    finally:
        enough.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextmanager
def _listening_to_ctrl_c() -> Iterator[None]:
    """A shell that starts tests in the background lets them ignore Ctrl-C, and what they start would ignore it too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _until_ready(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    while True:
        line = process.stdout.readline()
        assert line, "Cartref ended before it was ready"
        yield line.rstrip("\n")
        if "Cartref is ready at" in line:
            return
