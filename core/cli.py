"""The command line: `cartref check | run | plugins | home | account | doctor`. Also `python -m core.cli`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from core import __version__
from core.check import check_paths, line_of
from core.codes import CODES


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Cartref")
def main() -> None:
    """Forms, workflows and practice modules for people who live and work together in care homes."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option("--codes", is_flag=True, help="Say what each code means.")
@click.option("--plugins-dir", type=click.Path(path_type=Path), help="A folder of more plugins to check against.")
def check(paths: tuple[Path, ...], as_json: bool, codes: bool, plugins_dir: Path | None) -> None:
    """Check packs, folders of packs, or single YAML files, and print every problem with its place."""
    if codes:
        for code, words in CODES.items():
            click.echo(f"{code}  {words}")
        if not paths:
            return
    if not paths:
        click.echo("Name a pack, a folder of packs, or a YAML file: cartref check plugins/", err=True)
        sys.exit(2)
    try:
        report = check_paths(paths, plugins_dir)
    except FileNotFoundError as missing:
        click.echo(f"There is nothing at {missing}.", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        for problem in report.problems:
            click.echo(line_of(problem))
        click.echo(report.counts())
    sys.exit(1 if report.errors else 0)


if __name__ == "__main__":
    main()
