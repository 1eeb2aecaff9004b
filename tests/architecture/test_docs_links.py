"""Every page of the documentation leads on to pages that are there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
DEFINITION = re.compile(r"^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
DOORS = ("docs/home/index.md", "docs/authority/index.md", "docs/developer/index.md")


def _links(text: str) -> list[str]:
    prose = CODE.sub("", FENCE.sub("", text))
    return LINK.findall(prose) + DEFINITION.findall(prose)


def _anchors(text: str) -> set[str]:
    """The fragment of each heading, the way forges make them."""
    made: dict[str, int] = {}
    for heading in HEADING.findall(FENCE.sub("", text)):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        made[slug] = made.get(slug, -1) + 1
        if made[slug]:
            made[f"{slug}-{made[slug]}"] = 0
    return set(made)


def _broken(page: Path, link: str, root: Path) -> bool:
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return False
    where, _, fragment = unquote(link).partition("#")
    target = (page.parent / where).resolve() if where else page
    if not target.exists() or not target.is_relative_to(root):
        return True
    return bool(fragment) and target.suffix == ".md" and fragment not in _anchors(target.read_text(encoding="utf-8"))


def test_every_link_in_the_documentation_leads_somewhere(tree):
    broken = {
        f"{tree.where(page)} → {link}"
        for page in tree.files(".md")
        for link in _links(page.read_text(encoding="utf-8"))
        if _broken(page, link, tree.root)
    }
    assert broken == set()


def test_every_page_of_the_documentation_can_be_reached_from_the_front(tree):
    reached: set[Path] = set()
    waiting = [tree.root / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        links = (link.partition("#")[0] for link in _links(page.read_text(encoding="utf-8")))
        waiting += [
            (page.parent / unquote(link)).resolve() for link in links if link.endswith(".md") and ":" not in link
        ]
    assert [tree.where(page) for page in tree.files(".md", under="docs") if page not in reached] == []


def test_the_front_page_opens_all_three_doors(tree):
    links = _links((tree.root / "README.md").read_text(encoding="utf-8"))
    assert [door for door in DOORS if door not in links] == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n## A door: in\n[a](gone.md) [b](#a-door-in) [c](page.md#two) `[d](code.md)`\n", encoding="utf-8"
    )
    assert [link for link in _links(page.read_text()) if _broken(page, link, tmp_path)] == ["gone.md", "page.md#two"]
