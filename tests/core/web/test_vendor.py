"""What we ship of others' is what its manifest says, comes from nowhere else, and carries nobody's badge."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.core.web.gallery import HERE, ROOT, STATIC, WEB

FOLDERS = [STATIC / "vendor", ROOT / "tests" / "browser" / "vendor", HERE / "fixtures"]
LICENCES = {"MIT", "OFL-1.1", "MPL-2.0"}
HOST = re.compile(r"https?://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}", re.IGNORECASE)
NAMES_OF_XML = {"http://www.w3.org"}
BADGES = re.compile(r"govuk-crest|crown|GDS.?Transport|govuk-logo|frutiger|nhsuk|nhs-logo|royal.?arms", re.IGNORECASE)


def packages(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["packages"]
    return found


def shipped(*suffixes: str) -> list[Path]:
    """Every file of ours and of others that a browser may load, the licences apart (nobody loads those)."""
    found = [path for root in (STATIC, WEB / "templates") for path in root.rglob("*") if path.suffix in suffixes]
    assert found
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_vendored_file_has_the_hash_its_manifest_says(folder: Path) -> None:
    said = {name: digest for package in packages(folder) for name, digest in package["files"].items()}
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in said}
    assert found == said


@pytest.mark.parametrize("folder", FOLDERS[:2], ids=lambda path: path.parent.name)
def test_no_vendored_file_is_left_out_of_the_manifest(folder: Path) -> None:
    said = {name for package in packages(folder) for name in package["files"]}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found - said == {"manifest.json"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_vendored_package_says_its_version_and_brings_its_licence(folder: Path) -> None:
    for package in packages(folder):
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert package["licence"] in LICENCES
        assert any("LICENSE" in name for name in package["files"])


def test_no_static_file_or_template_names_a_foreign_host() -> None:
    named = {
        str(path.relative_to(ROOT)): sorted(hosts)
        for path in shipped(".css", ".js", ".svg", ".html", ".json")
        if (hosts := set(HOST.findall(path.read_text(encoding="utf-8"))) - NAMES_OF_XML)
    }
    assert named == {}


def test_no_crown_crest_state_typeface_or_health_service_badge_is_shipped() -> None:
    worn = {
        str(path.relative_to(ROOT)): found.group()
        for path in shipped(".css", ".js", ".svg", ".html", ".json")
        if (found := BADGES.search(path.read_text(encoding="utf-8")))
    }
    assert worn == {}
    pictures = {path.name for path in STATIC.rglob("*") if path.suffix in {".svg", ".png", ".ico", ".jpg", ".woff2"}}
    assert all(name == "cartref.svg" or name.startswith("atkinson-hyperlegible-next") for name in pictures)


def test_a_badge_or_a_host_would_be_noticed() -> None:
    assert BADGES.search('font-family: "GDS Transport"')
    assert HOST.findall("src: url(https://fonts.example.org/a.woff2)") == ["https://fonts.example.org"]


def test_every_letter_of_welsh_is_in_the_letters_we_ship() -> None:
    theme = (STATIC / "css" / "theme.css").read_text(encoding="utf-8")
    ranges = [
        (int(first, 16), int(last or first, 16))
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", theme)
    ]
    for letter in "ÂÊÎÔÛŴŶâêîôûŵŷÁÉÍÓÚẂÝáéíóúẃýÀÈÌÒÙẀỲàèìòùẁỳÄËÏÖÜẄŸäëïöüẅÿ’‘–":
        assert any(first <= ord(letter) <= last for first, last in ranges), letter


def test_every_file_a_style_sheet_asks_for_is_there() -> None:
    for path in (STATIC / "css").glob("*.css"):
        for asked in re.findall(r'url\("([^"]+)"\)', path.read_text(encoding="utf-8")):
            assert (path.parent / asked).resolve().is_file(), f"{path.name}: {asked}"
