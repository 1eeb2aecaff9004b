"""Runs over third-party bad input where it lies: YAML and JSON that must not harm the reader, and naughty strings as
labels, ids, answers and names. Every one gives an error with its place, or escaped text; never a traceback.

    python -m tools.interop ../shared/interop
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from core import homes, testing
from core.contributions import DefinitionFolder
from core.definitions import build
from core.house import House
from core.packs import load_pack
from core.yamlfile import read
from forms.check import normalise
from forms.model import Form

LATER = ("xlsform", "xlsform-md", "fhir", "expressions", "workflow", "other-forms")
"""Parts of the corpus for importers and comparisons that are not built yet."""

Fault = tuple[str, str]


class Shape(HTMLParser):
    """The elements, attributes and addresses of a page, without its words."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] += 1
        for name, value in attrs:
            self.seen[f"{tag}@{name}"] += 1
            if name in ("href", "src", "action") and (value or "").strip().lower().startswith(("javascript:", "data:")):
                self.seen[f"{tag}@{name}={value}"] += 1

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def shape(html: str) -> Counter[str]:
    """What a page is made of."""
    parser = Shape()
    parser.feed(html)
    return parser.seen


def yaml_texts(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of the YAML suite, and each document written inside one."""
    for path in sorted(corpus.glob("bad-input/yaml*/*")):
        raw = path.read_bytes()
        yield path.name, raw
        for number, case in enumerate(yaml.safe_load(raw) or ()):
            if isinstance(case, dict) and isinstance(case.get("yaml"), str):
                yield f"{path.name}#{number}", case["yaml"].encode()


def json_texts(corpus: Path) -> Iterator[tuple[str, bytes]]:
    """Each file of the JSON suite."""
    for path in sorted(corpus.glob("bad-input/nst*/*")):
        yield path.name, path.read_bytes()


def read_all(texts: Iterator[tuple[str, bytes]]) -> tuple[Counter[str], list[Fault]]:
    """Read every text as a definition and build a form of it; count what came of it."""
    counted: Counter[str] = Counter()
    faults: list[Fault] = []
    for name, raw in texts:
        try:
            document = read(raw, name)
            made, findings = (
                build(Form, normalise(document.data), "en", "form") if document.data is not None else (None, [])
            )
            placed = [*document.problems, *(finding.placed(document) for finding in findings)]
        except Exception:  # noqa: BLE001 - any fault at all is what this looks for
            faults.append((name, traceback.format_exc(limit=-2)))
            continue
        counted["read as a form" if made is not None and not placed else "errors with a place"] += 1
        if made is None and not any(problem.place.line >= 1 and problem.message for problem in placed):
            faults.append((name, "neither a form nor an error"))
    return counted, faults


def pack_of(folder: Path, labels: list[str]) -> Path:
    """A pack with one form whose questions have these labels."""
    pack = folder / "naughty"
    (pack / "forms").mkdir(parents=True)
    head = {
        "pack": "naughty",
        "title": {"en": "Naughty", "cy": "Drwg"},
        "version": "1.0.0",
        "languages": ["en"],
        "keeps": {"answers": "1 day"},
    }
    questions = [{"id": f"q{number}", "ask": {"en": label}, "type": "text"} for number, label in enumerate(labels)]
    form = {
        "form": "strings",
        "title": {"en": labels[0]},
        "subject": "nothing",
        "voices": ["staff"],
        "pages": [{"id": "all", "questions": questions}],
    }
    for name, data in (("pack.yaml", head), ("forms/strings.yaml", form)):
        (pack / name).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def house_of(folder: Path, labels: list[str]) -> tuple[House, Any, list[str]]:
    """A house with that pack, and what was wrong with it."""
    house = testing.house(plugins_dir=pack_of(folder, labels))
    pack = load_pack(DefinitionFolder(folder / "naughty"), house.installed.kinds)
    cast = testing.home_with_cast(house, modules=[name for name in ("naughty",) if name in house.installed.packs])
    return house, cast, [str(problem) for problem in pack.problems]


def through_the_pages(house: House, cast: Any, answers: list[str]) -> dict[str, str]:
    """Fill the form in with these answers, and give every page on the way."""
    browser = testing.browser(house, cast.accounts["bethan"])
    where = f"/h/{cast.home.id}/forms/naughty.strings"
    begun = browser.post(where, {"voice": "staff"})
    draft = begun.headers["Location"]
    typed = {f"q{number}": answer for number, answer in enumerate(answers)}
    pages = {"empty": browser.get(draft).text}
    kept = browser.post(draft, {"_at": "_all", "_go": "save", **typed}, follow_redirects=True)
    pages["filled in"] = kept.text
    sent = browser.post(draft, {"_at": "_all", "_go": "send", **typed})
    pages["sent"] = sent.text
    if sent.status_code == 303:
        heard = browser.get(sent.headers["Location"])
        pages["heard"] = heard.text
        answers_at = next(part for part in heard.text.split('"') if "/answers/" in part)
        pages["answers"] = browser.get(answers_at).text
    return pages


def naughty(strings: list[str]) -> tuple[Counter[str], list[Fault]]:
    """The strings as labels, ids, answers and names, compared with plain words in the same places."""
    counted: Counter[str] = Counter()
    faults: list[Fault] = []
    for text in strings:
        page = {"id": "only", "questions": [{"id": "q", "ask": {"en": "A"}, "type": "text"}]}
        raw = yaml.safe_dump({"form": text, "title": {"en": "A"}, "pages": [page]}, allow_unicode=True)
        document = read(raw.encode("utf-8", "replace"), "id.yaml")
        made, findings = build(Form, document.data, "en", "form") if document.data else (None, [])
        if (made is None) == (not findings and not document.problems):
            faults.append((f"id {text!r}", "refused without a reason, or taken with one"))
        counted["ids refused" if made is None else "words that make an id"] += 1
    labels = [text for text in strings if text.strip() and text.isprintable()]
    plain = [f"plain {number}" for number in range(len(labels))]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        quiet, quiet_cast, _ = house_of(Path(one), plain)
        loud, loud_cast, problems = house_of(Path(two), labels)
        if problems or "naughty" not in loud.installed.packs:
            return counted, [("labels", "; ".join(problems) or str(loud.installed.problems))]
        homes.add_person(quiet, quiet_cast.home.id, "Plain", ("resident",))
        pages = [through_the_pages(quiet, quiet_cast, plain), through_the_pages(loud, loud_cast, labels)]
        for name in pages[0]:
            left, right = shape(pages[0][name]), shape(pages[1].get(name, ""))
            counted["pages compared"] += 1
            if left != right:
                faults.append((f"page '{name}'", f"other elements: {dict((left - right) + (right - left))}"))
        browser = testing.browser(loud, loud_cast.accounts["mair"])
        plainly = shape(browser.get(f"/h/{loud_cast.home.id}/people/").text)
        for number, text in enumerate(labels):
            homes.add_person(loud, loud_cast.home.id, text[:200], ("resident",))
            now = shape(browser.get(f"/h/{loud_cast.home.id}/people/").text)
            if set(now) - set(plainly):
                faults.append((f"name {number}", f"other elements: {set(now) - set(plainly)}"))
            counted["names shown"] += 1
    counted["labels and answers shown"] += len(labels)
    return counted, faults


def main(corpus: Path) -> int:
    """Run every part, print its figures, and give 1 when anything went wrong."""
    if not (corpus / "bad-input").is_dir():
        print(f"{corpus} is not here. Say where the corpus lies: make interop CORPUS=…", file=sys.stderr)
        return 1
    strings = [
        text
        for text in json.loads((corpus / "bad-input/naughty-strings.json").read_text("utf-8"))
        if isinstance(text, str)
    ]
    parts: dict[str, Callable[[], tuple[Counter[str], list[Fault]]]] = {
        "YAML test suite": lambda: read_all(yaml_texts(corpus)),
        "JSON test suite": lambda: read_all(json_texts(corpus)),
        "naughty strings": lambda: naughty(strings),
    }
    failed = 0
    for name, run in parts.items():
        begun = time.monotonic()
        counted, faults = run()
        figures = ", ".join(f"{count} {what}" for what, count in sorted(counted.items()))
        print(f"{name}: {figures}; {len(faults)} faults; {time.monotonic() - begun:.1f} s")
        for where, what in faults:
            print(f"  {where}: {what}")
        failed += len(faults)
        if not counted:
            print(f"  {name}: nothing was found to run over")
            failed += 1
    print(f"not read yet, since what reads them is not built: {', '.join(LATER)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/interop")))
