"""The command about conversations: `cartref cases forward`. It names nobody: a conversation is said by its own id."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from core import serve
from core.cli_words import fail, kindly, progress
from core.homes import HomeError
from core.house import House
from core.stores.protocol import Conflict, NotFound
from workflows import forwarding
from workflows.forwarding import Planned
from workflows.view import Refused

ACTOR = "host"
"""Who works at the command line, in the audit."""


@contextmanager
def _home(home_id: str) -> Iterator[House]:
    logging.getLogger("cartref").setLevel(logging.ERROR)
    with kindly(), serve.opened(serve.settings_or_fail()) as house:
        known = [one.id for one in house.homes()]
        if home_id not in known:
            raise HomeError(f"there is no home '{home_id}'; the homes are: {', '.join(known) or 'none yet'}")
        yield house


@click.group()
def cases() -> None:
    """Conversations."""


@cases.command()
@click.argument("home_id", metavar="HOME")
@click.option("--dry-run", is_flag=True, help="Say what would happen to each, and move none.")
@click.option("--workflow", help="Those of one workflow only, like exchange.exchange.")
@click.option("--case", "ids", multiple=True, help="This one only, by its id (may be given more than once).")
@click.option("--step", "steps", multiple=True, metavar="OLD=NEW", help="Where those of a step that is gone go on.")
@click.option("--why", default="", help="Why they are moved; it is kept with each of them.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def forward(
    home_id: str,
    dry_run: bool,
    workflow: str | None,
    ids: tuple[str, ...],
    steps: tuple[str, ...],
    why: str,
    yes: bool,
) -> None:
    """Move the open conversations of HOME to the version it uses now. What would happen to each is said first."""
    if any("=" not in one for one in steps):
        fail("Write a step as --step old=new, with the ids of both.")
    if steps and not workflow:
        fail("Say whose steps these are, like --workflow exchange.exchange.")
    wanted = {workflow or "": dict(one.split("=", 1) for one in steps)}
    with _home(home_id) as house:
        found = [
            one
            for one in forwarding.dry_run(house, home_id, wanted)
            if workflow in (None, one.case.ref) and (not ids or one.case.id in ids)
        ]
        for one in found:
            click.echo(_said(one))
        going = [one.case.id for one in found if one.moves]
        if not found:
            click.echo("Every open conversation there is on the version in use.")
        if dry_run or not going:
            click.echo("Nothing was moved.")
            return
        if not why.strip():
            fail('Say why they are moved; it is kept with each of them: --why "The newer one asks more kindly."')
        if not yes and not click.confirm(f"Move {len(going):,}?", default=False):
            click.echo("Nothing was moved.")
            return
        moved = _moved(house, home_id, going, why, wanted)
    click.echo(f"{moved:,} moved, {len(found) - moved:,} stay as they are.")


@cases.command()
@click.argument("home_id", metavar="HOME")
@click.argument("ids", nargs=-1, required=True, metavar="CASE…")
@click.option("--why", default="", help="Why; it is kept with each of them.")
def back(home_id: str, ids: tuple[str, ...], why: str) -> None:
    """Put conversations back on the version they were on, as long as nothing has happened in them since."""
    with _home(home_id) as house:
        for id in ids:
            try:
                forwarding.take_back(house, home_id, id, ACTOR, why)
                click.echo(f"{id}: back on the version it was on.")
            except (Refused, NotFound, Conflict) as why_not:
                click.echo(f"{id}: {why_not}", err=True)


def _said(one: Planned) -> str:
    lines = [words.said("en") for words in (one.forward.stays or one.forward.says)]
    how = "would be moved" if one.moves else "stays as it is"
    return "\n".join([f"{one.case.ref} {one.case.id}: {how}", *(f"  {words}" for words in lines)])


def _moved(house: House, home_id: str, ids: list[str], why: str, steps: forwarding.Steps) -> int:
    done = 0
    with progress() as tell:
        for number, id in enumerate(ids, 1):
            try:
                forwarding.bring(house, home_id, id, ACTOR, why, steps)
                done += 1
            except (Refused, NotFound, Conflict) as why_not:
                click.echo(f"{id}: {why_not}", err=True)
            tell("moving", number, len(ids))
    return done
