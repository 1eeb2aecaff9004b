"""The commands about what is kept of people: `cartref export-person | purge | hold`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from core import serve
from core.cli_words import kindly_with_files, progress
from core.clock import SystemClock, local_date
from core.homes import HomeError
from core.house import House
from core.keeping import holds
from core.keeping import purge as purging
from core.keeping.person import LOOK_FIRST, take_out
from core.keeping.rules import BUILT_IN, in_force, read_rules
from core.records import Home
from core.stores.protocol import Refused

ACTOR = "host"
"""Who works at the command line, in the audit."""

_FILE = click.Path(path_type=Path)


@contextmanager
def _home(home_id: str) -> Iterator[tuple[House, Home]]:
    logging.getLogger("cartref").setLevel(logging.ERROR)
    with kindly_with_files(), serve.opened(serve.settings_or_fail()) as house:
        found = {one.id: one for one in house.homes()}
        if home_id not in found:
            raise HomeError(f"there is no home '{home_id}'; the homes are: {', '.join(found) or 'none yet'}")
        yield house, found[home_id]


def _today(home: Home) -> date:
    return local_date(SystemClock().now(), home.zone)


@click.command("export-person")
@click.argument("home_id", metavar="HOME")
@click.argument("person")
@click.argument("out", type=_FILE)
def export_person(home_id: str, person: str, out: Path) -> None:
    """Take everything about or by PERSON out into the new folder OUT: to read, as data, and what to look at first."""
    # the words of the page are in the person's language, and its catalogues belong to the pages
    from core.web.app import locale_folders
    from core.web.languages import Catalogues, Speech, speaking

    with _home(home_id) as (house, home), progress() as tell:
        with house.store.read(home_id) as tx:
            record = tx.get("person", person)
        language = str(record.body.get("languages", ["en"])[0]) if record else "en"
        with speaking(Speech(language, Catalogues.read(locale_folders(house)))):
            taken = take_out(
                house.store, home_id, person, out, house.kinds, day=_today(home).isoformat(), actor=ACTOR,
                title=home.title.said(language), tell=tell,
            )  # fmt: skip
    click.echo(f"{taken.records:,} records in {taken.revisions:,} revisions, {taken.attachments:,} attachments: {out}")
    click.echo(
        f"Before it is handed over, a person looks at {out / LOOK_FIRST}: {taken.to_look_at:,} lines name others."
    )


@click.command()
@click.argument("home_id", metavar="HOME")
@click.option("--today", metavar="DATE", help="As if it were this day, like 2034-09-09.")
@click.option("--dry-run", is_flag=True, help="Say what would be erased, and erase nothing.")
@click.option("--country", help="The rules of one country only; otherwise the longest of all.")
@click.option("--rules", type=_FILE, help="A file of more rules; the longest wins.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def purge(home_id: str, today: str | None, dry_run: bool, country: str | None, rules: Path | None, yes: bool) -> None:
    """Erase what HOME has kept for long enough, and prove it. What would go is said first."""
    with _home(home_id) as (house, home), progress() as tell:
        day = _read_day(today) or _today(home)
        in_use = in_force(read_rules(BUILT_IN), day, country)
        if rules is not None:
            in_use += in_force(read_rules(rules), day)
        lives_here = house.catalogue(home_id).people.live_here()
        plan, people = purging.plan(
            house.store, home_id, house.kinds, in_use, day, lives_here=lives_here, pack_keeps=_keeps(house), tell=tell
        )
        for words in plan.sentences(home_id, people):
            click.echo(words)
        if dry_run or not plan.due:
            click.echo("Nothing was erased.")
            return
        if not yes and not click.confirm("Erase them for good? They can be brought back by nobody", default=False):
            click.echo("Nothing was erased.")
            return
        proof = purging.purge(house.store, home_id, house.kinds, plan, day=day.isoformat(), actor=ACTOR, tell=tell)
        for words in proof.sentences(home_id):
            click.echo(words)
        click.echo("Older backups still hold what was erased; let them go when their own time is over.")


def _read_day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Refused(f"'{words}' is no day; write one like 2034-09-09") from error


def _keeps(house: House) -> purging.PackKeeps:
    def keeps(ref: str) -> Mapping[str, str]:
        pack = house.installed.packs.get(ref.partition(".")[0])
        return pack.head.keeps if pack and pack.head else {}

    return keeps


@click.group()
def hold() -> None:
    """Reasons to keep records for longer: nothing that is held is purged."""


@hold.command("add")
@click.argument("home_id", metavar="HOME")
@click.option("--because", required=True, help=f"One of: {', '.join(holds.REASONS)}.")
@click.option("--person", default="", help="The id of whom it is about; otherwise the whole home.")
@click.option("--note", default="", help="A few words, like the date of a letter.")
def hold_add(home_id: str, because: str, person: str, note: str) -> None:
    """Keep everything of HOME, or of one person in it, until the hold is lifted."""
    with _home(home_id) as (house, home):
        made = holds.add(
            house.store, home_id, because, person=person, note=note, day=_today(home).isoformat(), actor=ACTOR
        )
    click.echo(f"Held. To lift it: cartref hold remove {home_id} {made.id}")


@hold.command("remove")
@click.argument("home_id", metavar="HOME")
@click.argument("id")
@click.option("--why", default="", help="A few words, like how it ended.")
def hold_remove(home_id: str, id: str, why: str) -> None:
    """Lift a hold. That it was there stays."""
    with _home(home_id) as (house, home):
        holds.lift(house.store, home_id, id, why=why, day=_today(home).isoformat(), actor=ACTOR)
    click.echo("Lifted. That it was there stays on record.")


@hold.command("list")
@click.argument("home_id", metavar="HOME")
def hold_list(home_id: str) -> None:
    """Every hold of HOME, also those that were lifted."""
    with _home(home_id) as (house, _):
        with house.store.read(home_id) as tx:
            names = {record.id: str(record.body["name"]) for record in tx.all("person")}
        rows = [
            (one.id, one.because, names.get(one.person, "the whole home"), one.since, one.ended or "lasts", one.note)
            for one in holds.every(house.store, home_id)
        ]
    for line in serve.table([("Id", "Because", "Who", "Since", "Until", "Note"), *rows]):
        click.echo(line)
