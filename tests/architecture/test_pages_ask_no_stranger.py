"""Pages, scripts and styles name no foreign host to fetch from, carry no inline script, and need no eval."""

from __future__ import annotations

import re

import pytest

HOST = re.compile(r"""(?:https?:|wss?:)?//(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})""")
NAMES_ONLY = {"www.w3.org"}  # names of XML namespaces, which nobody fetches
LINK_FOR_A_PERSON = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|/\*.*?\*/", re.DOTALL)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)


def strangers(text: str) -> list[str]:
    """The foreign hosts that a page or script made of `text` would ask by itself. A link that a person may follow is fine."""
    own = LINK_FOR_A_PERSON.sub("<a>", COMMENT.sub("", text))
    return sorted({found["host"] for found in HOST.finditer(own)} - NAMES_ONLY)


def _pages(tree):
    for path in tree.files(".html", ".js", ".mjs", ".css", ".svg", ".webmanifest"):
        if "tests" not in path.relative_to(tree.root).parts and "docs" not in path.relative_to(tree.root).parts:
            yield path


def test_nothing_a_browser_loads_names_a_foreign_host(tree):
    asked = {tree.where(path): strangers(path.read_text(encoding="utf-8")) for path in _pages(tree)}
    assert {where: hosts for where, hosts in asked.items() if hosts} == {}


def test_no_page_carries_a_script_or_a_style_inside_it(tree):
    wrong = [
        f"{tree.where(path)}: {found.group().strip()}"
        for path in _pages(tree)
        if path.suffix == ".html"
        for found in INLINE.finditer(COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "<script src='https://cdn.example.com/x.js'></script>",
        "<link href=//fonts.example.org/a.css>",
        "@import url(http://a.example.net/b.css);",
        "fetch('https://api.example.com/')",
    ],
)
def test_asking_a_stranger_is_noticed(text):
    assert len(strangers(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'>",
        "<a href='https://www.example.org/'>their own page</a>",
        "// a comment about x.y",
        "{# see https://example.com #}",
    ],
)
def test_a_name_or_a_link_for_a_person_is_left_in_peace(text):
    assert strangers(text) == []
