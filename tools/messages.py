"""Keeps the Welsh catalogues beside the code: `python tools/messages.py` adds new messages to each `locale/cy.po`, takes
unused ones out and says what still waits for words; `--check` only says it.

Each room has its own catalogue: core, forms, workflows, and every plugin that has messages. A message that the core's
catalogue says already need not be said again. `#, fuzzy` marks words that wait for a reader; they are used meanwhile.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

TREE = Path(__file__).parents[1]
HEADER = """\
# The words of Cartref's pages in Welsh. Each id is the whole English sentence.
# "fuzzy" marks words that wait for a reader whose first language is Welsh; they are used meanwhile."""
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "sentence": None}
"""`sentence("…")` says what is wrong with a definition (core/text.py)."""
LEFT_OUT = ("tests", "vendor", "static", "__pycache__", "node_modules")
_BEGAN = datetime(2026, 6, 1, tzinfo=UTC)  # a date that changed with every run would be noise in every commit


@dataclass(frozen=True)
class Room:
    """A package with messages, and its catalogue."""

    name: str
    folder: Path

    @property
    def path(self) -> Path:
        """Where its Welsh catalogue lies."""
        return self.folder / "locale" / "cy.po"

    def messages(self) -> Catalog:
        """Every message that its Python and its templates say."""
        found = _empty()
        wanted = extract_from_dir(
            self.folder, METHODS, keywords=KEYWORDS, directory_filter=_is_ours, comment_tags=("Words:",)
        )
        for file, line, message, comments, _context in wanted:
            found.add(message, locations=[(f"{self.name}/{file}", line)], auto_comments=comments)
        return found

    def catalogue(self) -> Catalog:
        """The Welsh that is there."""
        if not self.path.is_file():
            return _empty()
        with self.path.open("rb") as file:
            return read_po(file, locale="cy")


def _empty() -> Catalog:
    """A Welsh catalogue with a header that does not change from day to day."""
    return Catalog(
        locale="cy",
        header_comment=HEADER,
        project="Cartref",
        version="0.1",
        msgid_bugs_address="",
        last_translator="",
        language_team="Cymraeg",
        creation_date=_BEGAN,
        revision_date=_BEGAN,
        fuzzy=False,
    )


def _is_ours(path: str | Path) -> bool:
    return Path(path).name not in LEFT_OUT and not Path(path).name.startswith(".")


def rooms(tree: Path = TREE) -> Iterator[Room]:
    """Every package that may have messages."""
    for name in ("core", "forms", "workflows"):
        yield Room(name, tree / name)
    for folder in sorted(path for path in (tree / "plugins").iterdir() if path.is_dir() and _is_ours(path)):
        yield Room(f"plugins/{folder.name}", folder)


def key(message: Message) -> str:
    """What a message is known by: its English, of a plural message the singular."""
    return message.id if isinstance(message.id, str) else str(message.id[0])


def is_said(message: Message | None) -> bool:
    """True when a message has words in every form it needs."""
    if message is None:
        return False
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return bool(forms) and all(forms)


def missing(room: Room, tree: Path = TREE) -> list[str]:
    """The messages of a room that neither its own catalogue nor the core's says."""
    core = Room("core", tree / "core").catalogue()
    own = room.catalogue()
    wanted = [message for message in room.messages() if message.id]
    return [key(one) for one in wanted if not is_said(_of(own, one)) and not is_said(_of(core, one))]


def _of(catalogue: Catalog, message: Message) -> Message | None:
    found = catalogue.get(message.id)
    return found if found is not None and found.pluralizable == message.pluralizable else None


def update(room: Room, tree: Path = TREE) -> None:
    """Write the room's catalogue anew: what it said stays, new messages are empty, unused ones go."""
    core = Room("core", tree / "core").catalogue()
    own, wanted = room.catalogue(), room.messages()
    made = _empty()
    for message in wanted:
        if not message.id:
            continue
        known = _of(own, message)
        if room.name != "core" and not is_said(known) and is_said(_of(core, message)):
            continue
        flags = known.flags if known is not None else message.flags
        files = [(file, 0) for file in sorted({file for file, _line in message.locations})]
        words = known.string if known is not None else ""
        made.add(message.id, words, locations=files, flags=flags, auto_comments=message.auto_comments)
    if len(made):
        room.path.parent.mkdir(parents=True, exist_ok=True)
        out = io.BytesIO()
        write_po(out, made, width=118, include_lineno=False)
        room.path.write_bytes(out.getvalue())


def main(arguments: list[str]) -> int:
    """The command; 1 when something waits for words."""
    waiting = 0
    for room in rooms():
        if "--check" not in arguments:
            update(room)
        for message in missing(room):
            waiting += 1
            print(f"{room.name}: {message}")
    print(f"{waiting} messages wait for Welsh words")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
