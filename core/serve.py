"""Running Cartref: the store opened, the first start looked after, a free port taken, and everything closed at the end."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from waitress.server import create_server

from core import accounts, replay
from core.clock import SystemClock
from core.house import House, open_house
from core.keeping import places
from core.keeping.sheet import keys_of
from core.plugins import StrictFailure
from core.settings import Settings, from_environment
from core.stores import open as stores
from core.stores.protocol import StoreError
from core.tending import Background
from core.web.app import create_app
from core.web.guard import LARGEST_POST

THREADS = 8
LARGEST_BODY = 16 * LARGEST_POST
"""Bodies up to this are read, so that a page can show back what was too long; larger ones are cut off at the door."""

FIRST_HOME = """There is no home here yet. To begin with a real one:
  cartref key create our_key           (seals the records; without it, whoever has the files can read them)
  export CARTREF_KEY="$PWD/our_key"
  cartref home create "Your home's name"
  cartref account create your.name --home your_homes_name --person "Your Name" --role manager"""


class CannotStart(Exception):
    """Cartref cannot start; the message is a sentence for whoever typed the command."""


def settings_or_fail(plugins_dir: Path | None = None, strict: bool = False) -> Settings:
    """Settings from the environment. Raises CannotStart."""
    try:
        return from_environment(plugins_dir, strict)
    except ValueError as wrong:
        raise CannotStart(str(wrong)) from wrong


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """The house of these settings; its store is closed afterwards, whatever happens. Raises CannotStart."""
    clock = SystemClock()
    try:
        keys = keys_of(settings, ask_passphrase())
        store = stores.open_store(settings.store, clock, keys)
    except StoreError as refused:
        raise CannotStart(f"{refused}.") from refused
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CannotStart(f"{settings.data} cannot be used ({reason}); name another folder in CARTREF_DATA.") from error
    try:
        house = open_house(settings, store, clock)
        house.keys = keys
        yield house
    except StrictFailure as failure:
        raise CannotStart(f"With --strict every plugin must work: {failure}") from failure
    finally:
        store.close()


def ask_passphrase() -> Callable[[], str] | None:
    """Something that asks for the passphrase of the key; None where nobody is there to be asked."""
    if not sys.stdin.isatty():
        return None
    return lambda: str(click.prompt("Passphrase of the key", hide_input=True, err=True))


def take_port(settings: Settings) -> socket.socket:
    """A socket that listens at the settings' address. Raises CannotStart when somebody else has the port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((settings.host, settings.port))
    except (OSError, UnicodeError) as error:
        taken.close()
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise CannotStart(
            f"Port {settings.port} on {settings.host} cannot be used ({reason}); try another, like PORT={_another(settings.port)}."
        ) from error
    return taken


def _another(port: int) -> int:
    return port + 80 if port + 80 < 65536 else 8080


def address(settings: Settings) -> str:
    """Where a browser finds it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def run(settings: Settings, say: Callable[[str], None], demo: bool = True) -> None:
    """Serve until somebody stops it. Raises CannotStart."""
    listening = take_port(settings)
    try:
        with places.running_over(settings.store), opened(settings) as house:
            for line in first_start(house, demo):
                say(line)
            app = create_app(house, settings)
            for state in house.plugins.faults():
                say(f"The plugin {state.name} was set aside: {' '.join(state.problems)}")
            with _stopping_kindly():
                server = create_server(
                    app,
                    sockets=[listening],
                    threads=THREADS,
                    max_request_body_size=LARGEST_BODY,
                    url_scheme="https" if settings.https else "http",
                    ident=None,
                )
                say(f"Cartref is ready at {address(settings)} (Ctrl-C stops it)")
                try:
                    with Background(house, settings.anchors):
                        server.run()
                finally:
                    server.close()
            say("Stopped. What was kept is safe.")
    finally:
        listening.close()


@contextmanager
def _stopping_kindly() -> Iterator[None]:
    """SIGTERM stops as Ctrl-C does: requests end, and the store is closed.

    A shell that starts something in the background of a script has it ignore Ctrl-C: here both are always heard.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def first_start(house: House, demo: bool = True) -> Iterator[str]:
    """What to say at the start: pretend homes are made in an empty house (`demo`), and who can sign in there."""
    if not house.homes() and demo:
        replay.replay_all(house)
    if not house.homes():
        yield FIRST_HOME
        return
    people = accounts.pretend(house)
    if people:
        yield "A pretend home to look around in; everybody in it is invented. You can sign in as:"
        yield from table([("Name", "Password", "Who"), *((one.name, one.password, one.who) for one in people)])


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows as lines whose columns stand under each other."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
