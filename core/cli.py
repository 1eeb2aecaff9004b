"""The command line: `cartref run | tick | check | plugins | home | account | database | doctor`, those of records and
keys, and those that plugins bring. Also `python -m core.cli`.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from core import __version__, accounts, doctor, homes, serve, tending
from core.accounts import AccountError
from core.check import check_paths, line_of
from core.cli_keys import key
from core.cli_records import RECORD_COMMANDS
from core.cli_words import fail, kindly
from core.codes import CODES
from core.contributions import Command
from core.homes import HomeError
from core.house import House
from core.plugins import load as load_plugins
from core.settings import Settings
from core.stores.open import need_libraries

_DIRECTORY = click.Path(path_type=Path)
_plugins_dir = click.option("--plugins-dir", type=_DIRECTORY, help="A folder of more plugins.")
_strict = click.option("--strict", is_flag=True, help="A plugin that cannot be used is an error.")


@contextmanager
def _opened(settings: Settings | None = None) -> Iterator[House]:
    logging.getLogger("cartref").setLevel(logging.ERROR)
    with kindly(), serve.opened(settings or serve.settings_or_fail()) as house:
        yield house


class _WithPlugins(click.Group):
    """The commands here, and those that plugins bring; they are looked for only when somebody asks for one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self._brought()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is None and cmd_name in (brought := self._brought()):
            made: click.Command = brought[cmd_name].make()
            return made
        return found

    @staticmethod
    def _brought() -> dict[str, Command]:
        logging.getLogger("cartref").setLevel(logging.ERROR)
        return load_plugins().hooks.collected.of("commands")


@click.group(cls=_WithPlugins, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Cartref")
def main() -> None:
    """Forms, workflows and practice modules for people who live and work together in care homes."""


@main.command()
@_plugins_dir
@_strict
@click.option(
    "--demo/--no-demo", default=True, help="Begin an empty house with pretend homes (the default), or without."
)
def run(plugins_dir: Path | None, strict: bool, demo: bool) -> None:
    """Serve Cartref here until Ctrl-C.

    CARTREF_DATA names the folder of records (or CARTREF_STORE a database: sqlite:<file>, postgresql://…), PORT the port (8000), CARTREF_HOST the address to listen at (127.0.0.1),
    CARTREF_HOSTS further names it answers to, CARTREF_HTTPS=1 says that something in front speaks https.
    """
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("cartref.plugins").setLevel(logging.ERROR)  # said once, in words, below
    with kindly():
        serve.run(serve.settings_or_fail(plugins_dir, strict), click.echo, demo)


@main.command()
@click.option("--all", "everyone", is_flag=True, help="Every home, also those that had their turn a moment ago.")
def tick(everyone: bool) -> None:
    """Do what is done by itself: tell what waits to be told, look at what time has brought up.

    `cartref run` does this once a minute. For cron, where pages are served by something else. Several may run at once.
    """
    with kindly():
        settings = serve.settings_or_fail()
    with _opened(settings) as house:
        every = timedelta(0) if everyone else tending.EVERY
        done = tending.tend_due(house, every, lambda home_id: click.echo(f"Looked after {home_id}."))
        tending.Anchoring(house, settings.anchors).once_a_day()
    click.echo("Nothing was due." if not done else f"{done} homes." if done > 1 else "One home.")


@main.command()
@click.argument("paths", nargs=-1, type=_DIRECTORY, metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--codes", is_flag=True, help="Say what each code means.")
@_plugins_dir
def check(paths: tuple[Path, ...], as_json: bool, codes: bool, plugins_dir: Path | None) -> None:
    """Check packs, folders of packs, or single YAML files, and print every problem with its place."""
    logging.getLogger("cartref").setLevel(logging.CRITICAL)  # a plugin that was set aside is among the problems
    if codes:
        for code, words in CODES.items():
            click.echo(f"{code}  {words}")
        click.echo("The codes of rules, forms and workflows are explained in docs/reference.")
        if not paths:
            return
    if not paths:
        fail("Name a pack, a folder of packs, or a YAML file: cartref check plugins/")
    try:
        report = check_paths(paths, plugins_dir)
    except FileNotFoundError as missing:
        fail(f"There is nothing at {missing}.")
        return
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for problem in report.problems:
            click.echo(line_of(problem))
        click.echo(report.counts())
    sys.exit(1 if report.errors else 0)


@main.command()
@_plugins_dir
@_strict
def plugins(plugins_dir: Path | None, strict: bool) -> None:
    """Say what became of every plugin, and why."""
    with kindly():
        settings = replace(serve.settings_or_fail(plugins_dir), store="memory:")
    with _opened(settings) as house:
        states = house.plugin_states()
    rows = [("Name", "Version", "How it is", "Where it comes from")]
    rows += [(one.name, one.version or _version(house, one.name), one.state, one.origin) for one in states]
    for line in serve.table(rows):
        click.echo(line)
    for one in states:
        for problem in one.problems:
            click.echo(f"{one.name}: {problem}")
    if strict and any(one.state != "on" for one in states):
        sys.exit(1)


def _version(house: House, name: str) -> str:
    pack = house.installed.packs.get(name)
    return str(pack.head.version) if pack and pack.head else ""


@main.group()
def home() -> None:
    """Homes."""


@home.command("create")
@click.argument("name")
@click.option("--welsh", help="Its name in Welsh, where that is another.")
@click.option("--zone", default="Europe/London", show_default=True, help="Its time zone.")
@click.option("--lead", default="", help="Who keeps people safe there: a name, a comma, how to reach them.")
@click.option("--second", default="", help="Whom else to turn to: a name, a comma, who they are.")
@click.option("--authority", default="", help="The authority a worry can be reported to.")
@click.option("--authority-phone", default="", help="Its telephone number.")
def home_create(
    name: str, welsh: str | None, zone: str, lead: str, second: str, authority: str, authority_phone: str
) -> None:
    """Make a home with every installed module switched on. Those named as lead and second read its worries, as managers."""
    given = {"lead": lead, "second": second, "authority": authority, "authority_phone": authority_phone}
    worried = {key: words for key, words in given.items() if words}
    with _opened() as house:
        names = homes.names_of_readers(lead, second)
        made = homes.create_home(house, {"en": name, "cy": welsh or name}, zone=zone, worried=worried)
        homes.add_readers(house, made.id, names)
        sealed = house.sealed(made.id)
    click.echo(f"Made {name}. Its short name is {made.id}.")
    if not sealed:
        click.echo(
            "Its records are not sealed: whoever gets hold of the files can read them. docs/home/keeping.md says how to."
        )
    for one in names or ["Your Name"]:
        role = "" if names else " --role manager"
        click.echo(f'Next: cartref account create your.name --home {made.id} --person "{one}"{role}')
    if len(names) == 2:
        click.echo(f"{names[0]} and {names[1]} read the worries that are written there, and nobody else.")


@home.command("list")
def home_list() -> None:
    """Every home, with its short name."""
    with _opened() as house:
        rows = [(one.id, one.title.said("en"), one.zone) for one in house.homes()]
    for line in serve.table([("Short name", "Name", "Time zone"), *rows]):
        click.echo(line)


@main.group()
def account() -> None:
    """Accounts: ways to sign in."""


@account.command("create")
@click.argument("name")
@click.option("--home", "home_id", required=True, help="The home's short name.")
@click.option(
    "--person", "person_name", help="The person's name: somebody new, or somebody there who cannot sign in yet."
)
@click.option("--person-id", help="The person's id, for somebody who is there already.")
@click.option("--role", "roles", multiple=True, help="What they are there (may be given more than once).")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def account_create(
    name: str,
    home_id: str,
    person_name: str | None,
    person_id: str | None,
    roles: tuple[str, ...],
    password_stdin: bool,
) -> None:
    """Make an account for somebody of a home; the password is asked for."""
    if (person_name is None) == (person_id is None):
        fail("Say who it is for: --person for somebody new, or --person-id for somebody who is there.")
    with _opened() as house:
        if not any(one.id == home_id for one in house.homes()):
            known = ", ".join(one.id for one in house.homes()) or "none yet"
            raise HomeError(f"there is no home '{home_id}'; the homes are: {known}")
        if person_id is None:
            person_id = homes.waits_for_account(house, home_id, person_name or "", roles)
        if person_id is None and not roles:
            fail("Say what they are in the home, like --role manager.")
        accounts.plain_name(name)
        if accounts.named(house, name) is not None:
            raise AccountError(f"the name '{name}' is taken; choose another")
        homes.check_roles(house, home_id, roles)
        if person_id is not None and homes.person(house, home_id, person_id) is None:
            raise HomeError(f"there is nobody with the id '{person_id}' in {home_id}")
        password = _password(password_stdin)
        accounts.check_password(name, password)
        id = person_id or homes.add_person(house, home_id, person_name or "", roles).id
        made = accounts.create(house, name, password)
        homes.give_account(house, home_id, id, made.id)
    click.echo(f"Made {made.name}. They can sign in now.")


@account.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def account_password(name: str, password_stdin: bool) -> None:
    """Give an account a new password; whoever is signed in with it is signed out."""
    with _opened() as house:
        found = _account_or_fail(house, name)
        accounts.set_password(house, found, _password(password_stdin))
    click.echo("Changed. Every sign-in of this account has ended.")


@account.command("disable")
@click.argument("name")
def account_disable(name: str) -> None:
    """Nobody signs in with this account any more; whoever is signed in with it is signed out."""
    with _opened() as house:
        accounts.disable(house, _account_or_fail(house, name), "host")
    click.echo("Disabled. Every sign-in of this account has ended; what they said stays.")


def _account_or_fail(house: House, name: str) -> str:
    found = accounts.named(house, name)
    if found is None:
        raise AccountError(f"there is no account '{name}'")
    return found.id


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt="Once more"))


@main.group()
def database() -> None:
    """A database of PostgreSQL that holds the records of many homes."""


@database.command("prepare")
@click.option(
    "--owner", envvar="CARTREF_OWNER_STORE", help="The database, for its owner: postgresql://owner@server/name."
)
@click.option("--role", help="The role that Cartref connects as; otherwise the one in CARTREF_STORE.")
def database_prepare(owner: str | None, role: str | None) -> None:
    """Make the tables, or bring them up to date, and say what Cartref's own role may do there.

    CARTREF_OWNER_STORE may name the owner's address instead of --owner, so that its password stands in no list of processes.
    """
    if not owner:
        fail("Name the database for its owner in CARTREF_OWNER_STORE, like postgresql://owner@server/name.")
        return
    with kindly():
        need_libraries("postgresql")
        from core.stores.prepare import prepare, role_of

        click.echo(prepare(owner, role or role_of(serve.settings_or_fail().store)))


@main.command("doctor")
def doctor_command() -> None:
    """Look whether everything is where it should be on this machine."""
    with kindly():
        found = doctor.examine(serve.settings_or_fail())
    for well, words in found:
        click.echo(f"{'well   ' if well else 'TROUBLE'}  {words}")
    sys.exit(0 if all(well for well, _words in found) else 1)


main.add_command(key)
for command in RECORD_COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()
