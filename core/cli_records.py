"""The commands that prove and move records: `cartref verify | anchor | backup | restore | move-store | rescue`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from core import serve
from core.cli_persons import export_person, hold, purge
from core.cli_words import fail, kindly_with_files, progress
from core.clock import SystemClock
from core.house import House
from core.keeping import anchors, places
from core.keeping import restore as restoring
from core.keeping.backup import Looked, OfStore, back_up, home_bodies
from core.keeping.move import move_all
from core.keeping.rescue import OfDamaged, Salvage
from core.keeping.rescue import rescue as save_what_checks
from core.keeping.sheet import keys_of
from core.keeping.verify import verify as prove
from core.settings import Settings
from core.stores import open as stores
from core.stores.current import homes_in
from core.stores.keys import Keys
from core.stores.kinds import Kinds
from core.stores.protocol import HOST, Corrupt, Refused, Store
from core.stores.salvage import FolderSalvage

FOUND = 1
"""The exit status when something was found that is not as it should be."""

_FILE = click.Path(path_type=Path)
_to = click.option(
    "--to", multiple=True, metavar="age1…", help="Somebody else who can open it, by the public name of a key."
)
_plain = click.option("--plain", is_flag=True, help="Not sealed: whoever has the file reads everything in it.")


@dataclass(frozen=True)
class _Bench:
    """What a command needs that may not open the house as it stands: settings, the key, and the kinds of records."""

    settings: Settings
    keys: Keys | None
    kinds: Kinds

    def open(self, url: str) -> Store:
        """The store at an address, with our key and kinds."""
        store = stores.open_store(url, SystemClock(), self.keys)
        store.declare(self.kinds)
        return store

    @property
    def noted(self) -> list[anchors.Noted]:
        """The anchors that were noted, where there are any."""
        path = self.settings.anchors
        return anchors.read_file(path) if path is not None and path.exists() else []


@contextmanager
def _bench() -> Iterator[_Bench]:
    logging.getLogger("cartref").setLevel(logging.ERROR)
    with kindly_with_files():
        settings = serve.settings_or_fail()
        keys = keys_of(settings, serve.ask_passphrase())
        with serve.opened(replace(settings, store="memory:", key=None)) as house:
            kinds = house.kinds
        yield _Bench(settings, keys, kinds)


@contextmanager
def _house() -> Iterator[tuple[House, _Bench]]:
    """The house as it stands, and the bench beside it."""
    logging.getLogger("cartref").setLevel(logging.ERROR)
    with kindly_with_files():
        settings = serve.settings_or_fail()
        with serve.opened(settings) as house:
            yield house, _Bench(settings, house.keys, house.kinds)


def _homes(store: Store, home: str | None) -> list[str]:
    """One home, or all of them with what belongs to none."""
    if home is None:
        return [HOST, *store.homes()]
    if home not in (HOST, *store.homes()):
        known = ", ".join(store.homes()) or "none yet"
        raise Refused(f"there is no home '{home}'; the homes are: {known}")
    return [home]


def _day() -> str:
    return SystemClock().now().date().isoformat()


def _recipients(keys: Keys | None, to: tuple[str, ...], plain: bool) -> list[str] | None:
    if plain:
        if to:
            raise Refused("a backup is either sealed for somebody (--to) or not sealed (--plain); choose one")
        click.echo("This backup is not sealed: whoever gets hold of the file can read every word in it.", err=True)
        return None
    if keys is None and not to:
        raise Refused(
            "there is no key to seal this backup with; make one with: cartref key create FILE, name it in CARTREF_KEY, "
            "or say --to age1… (or --plain, if anybody may read it)"
        )
    return [*([keys.public] if keys else []), *to]


# -- proving ---------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("home", required=False)
@click.option("--anchor", "file", type=_FILE, help="A file of anchors that was kept elsewhere.")
def verify(home: str | None, file: Path | None) -> None:
    """Prove that the records of HOME (of every home) are what was written: no line, word or photograph changed or missing."""
    well = True
    with _house() as (house, bench), progress() as tell:
        noted = anchors.read_file(file) if file else bench.noted
        for one in _homes(house.store, home):
            report = prove(house.store, one, house.kinds, anchors.of_home(noted, one), tell)
            well = well and report.well
            for words in report.sentences():
                click.echo(words)
            if not anchors.of_home(noted, one):
                click.echo(f"  No anchor of {one} was compared, so an end that was cut off could not be noticed.")
    sys.exit(0 if well else FOUND)


@click.command()
@click.argument("home", required=False)
@click.option("--print", "only_print", is_flag=True, help="Print it, and write it nowhere.")
def anchor(home: str | None, only_print: bool) -> None:
    """Note down where the records of HOME (of every home) end today; kept elsewhere, it proves later that nothing was cut off."""
    with _house() as (house, bench):
        today = [anchors.note(house.store, one, _day()) for one in _homes(house.store, home)]
        if not only_print:
            assert bench.settings.anchors is not None
            anchors.add_to_file(bench.settings.anchors, today)
    for one in today:
        click.echo(str(one))
    if not only_print:
        click.echo(f"Written to {bench.settings.anchors}. Keep a copy away from this computer.", err=True)


# -- backup and restore ----------------------------------------------------------------------------------------------


@click.command()
@click.argument("out", type=_FILE, required=False)
@click.option("--home", help="One home only, by its short name.")
@_to
@_plain
@click.option("--drill", type=_FILE, metavar="FILE", help="Try a backup out in a scratch place, and compare it.")
def backup(out: Path | None, home: str | None, to: tuple[str, ...], plain: bool, drill: Path | None) -> None:
    """Write a backup of everything (or one home) into the new file OUT; or try one out with --drill."""
    if (out is None) == (drill is None):
        fail("Name the file to write, like: cartref backup monday.cartref; or try one out: cartref backup --drill FILE")
    if drill is not None:
        _drill(drill)
    if out is not None:
        _back_up(out, home, to, plain)


@contextmanager
def _or_rescue(settings: Settings) -> Iterator[None]:
    """What is damaged is not backed up under a good name; what still can be done is said."""
    try:
        yield
    except Corrupt as damage:
        said, records = str(damage).rstrip("."), places.folder_of(settings.store) or stores.shown(settings.store)
        raise Corrupt(f"{said}. What still checks can be saved with: cartref rescue {records} OUT") from damage


def _back_up(out: Path, home: str | None, to: tuple[str, ...], plain: bool) -> None:
    with _house() as (house, bench), progress() as tell, _or_rescue(bench.settings):
        recipients = _recipients(bench.keys, to, plain)
        homes, day = _homes(house.store, home), _day()
        noted = [*bench.noted, *(anchors.note(house.store, one, day) for one in homes)]
        counted = back_up(
            OfStore(house.store), homes, out, to=recipients, made=SystemClock().now().isoformat(timespec="seconds"),
            bodies=home_bodies(house.store), anchors=[one for one in noted if one.home in homes], tell=tell,
        )  # fmt: skip
    for one, kept in counted.items():
        click.echo(f"{one}: {kept.lines:,} lines, {kept.attachments:,} attachments")
    click.echo(f"The backup is whole: {out}. Try it out now and then: cartref backup --drill {out}")


def _drill(file: Path) -> None:
    with _house() as (house, bench), progress() as tell:
        looked, found = restoring.drill(file, bench.keys, house.store, bench.open, house.kinds, tell)
    _say_what_is_in(looked)
    for words in found:
        click.echo(f"  {words}.")
    if found:
        sys.exit(FOUND)
    click.echo(
        "It came back whole in a scratch place, and every record in it is the one in use or was changed by a later line."
    )


def _say_what_is_in(looked: Looked) -> None:
    click.echo(f"This backup was made on {looked.made}.")
    for one, kept in looked.homes.items():
        click.echo(f"{one}: {kept.lines:,} lines, {kept.attachments:,} attachments")
        for kind, id, revision in kept.lost:
            click.echo(f"  {kind} {id} at revision {revision} could not be rescued.")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--home", help="One home only, by its short name.")
@click.option("--into", metavar="URL", help="Another place than the records of this house, like tinydb:/srv/new.")
@click.option("--replace", "replacing", is_flag=True, help="Put aside what is there.")
def restore(file: Path, home: str | None, into: str | None, replacing: bool) -> None:
    """Put the backup FILE back. Everything in it is proved first; until then nothing is touched."""
    with _bench() as bench, progress() as tell:
        url = into or bench.settings.store
        stamp = SystemClock().now().strftime("%Y%m%d-%H%M%S")
        done = restoring.restore(
            file, bench.keys, url, bench.open, bench.kinds, home=home, replace=replacing, stamp=stamp, tell=tell
        )
    _say_what_is_in(done.looked)
    click.echo(
        f"Put back into {stores.shown(url)}: {', '.join(done.homes)}. Every line, record and attachment was counted and proved."
    )
    if done.aside is not None:
        click.echo(f"What was there before is in {done.aside}; look through the new one before you take that away.")
    for one in done.damaged:
        click.echo(
            f"{one} is damaged and stays as it was; put it back from a backup that holds it, or see: cartref rescue"
        )
    if HOST not in done.homes:
        click.echo("Sign-ins do not come back with one home; make them with: cartref account create")


@click.command("move-store")
@click.argument("origin", metavar="FROM")
@click.argument("to")
def move_store(origin: str, to: str) -> None:
    """Move everything FROM one place TO another, and compare it record by record. Broken off, it goes on when typed again."""
    with _bench() as bench, progress() as tell:
        if origin == to:
            raise Refused("both places are the same; name another one to move to")
        with places.alone_with(origin), places.alone_with(to):
            old = bench.open(origin)
            try:
                new = bench.open(to)
                try:
                    found = move_all(old, new, bench.kinds, tell)
                    rows = [(home, new.anchor(home).seq, len(new.attachments(home))) for home in found]
                finally:
                    new.close()
            finally:
                old.close()
    for home, lines, attachments in rows:
        click.echo(f"{home}: {lines:,} lines, {attachments:,} attachments")
        for words in found[home]:
            click.echo(f"  {words}.")
    if any(found.values()):
        click.echo("Not everything is the same; go on with the old place, and look at the lines above.")
        sys.exit(FOUND)
    click.echo("Every record, line and attachment is the same in both. The old place was not changed.")


@click.command()
@click.argument("records", metavar="FOLDER")
@click.argument("out", type=_FILE)
@_to
@_plain
def rescue(records: str, out: Path, to: tuple[str, ...], plain: bool) -> None:
    """Save what still checks in a damaged FOLDER of records (or sqlite:FILE, postgresql://…) into a backup, and say what is lost.
    What is damaged is not touched."""
    with _bench() as bench, progress() as tell:
        recipients = _recipients(bench.keys, to, plain)
        made = SystemClock().now().isoformat(timespec="seconds")
        with _salvage(records, bench) as salvage:
            found = save_what_checks(salvage, out, to=recipients, made=made, anchors=bench.noted, tell=tell)
    for one, kept in found.homes.items():
        click.echo(f"Saved of {one}: {kept.lines:,} lines, {kept.attachments:,} attachments")
    for words in found.lost:
        click.echo(f"Lost: {words}.")
    click.echo(
        f"What was saved is in {out}. Put it into a new place with: cartref restore {out} --into tinydb:NEW_FOLDER"
    )
    sys.exit(FOUND if found.lost else 0)


@contextmanager
def _salvage(records: str, bench: _Bench) -> Iterator[Salvage]:
    """A folder is read as it lies there; only a database has to be opened."""
    if records.startswith(("sqlite:", "postgresql:")):
        store = bench.open(records)
        try:
            yield OfDamaged(store)
        finally:
            store.close()
        return
    folder = places.folder_of(records) or Path(records)
    if not folder.is_dir():
        raise Refused(f"there is no folder {folder}; name the one that CARTREF_DATA names")
    if not homes_in(folder):
        raise Refused(f"there are no records in {folder}; name the folder that CARTREF_DATA names")
    yield FolderSalvage(folder, bench.keys)


RECORD_COMMANDS = (verify, anchor, backup, restore, move_store, rescue, export_person, purge, hold)
"""What `core.cli` offers besides its own."""
