"""Words in two languages: catalogues read from .po files at start, and the language of the page that is being made.

A message's id is its whole English sentence; `{name}` in it is filled in afterwards. Templates and Python both say
`_("…")` and `ngettext("…", "…", number)`. Which language they answer in belongs to the request, not to the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import dates
from babel.messages.pofile import read_po

from core.text import LANGUAGES, Sentence, Text, fill

LOCALES = {"en": "en_GB", "cy": "cy"}
FIRST = "en"

Forms = tuple[str, ...]
"""What a message is said with: one text, or one for each plural form."""

_WELSH_FORM = {1: 1, 2: 2, 3: 3, 6: 4}
_VOWELS = tuple("aeiouwyâêîôûŵŷáéíóúäëïöü")


def plural_form(language: str, number: int) -> int:
    """Which plural form a number takes: in Welsh 1, 2, 3 and 6 have their own and form 0 is for all others."""
    return _WELSH_FORM.get(number, 0) if language == "cy" else int(number != 1)


@dataclass(frozen=True)
class Catalogues:
    """language → message id (of a plural message: its singular) → forms."""

    messages: Mapping[str, Mapping[str, Forms]] = field(default_factory=dict)

    @classmethod
    def read(cls, folders: Iterable[Path]) -> Catalogues:
        """The catalogues of these folders, each with a `<language>.po`; the first to say a message is heard."""
        messages: dict[str, dict[str, Forms]] = {language: {} for language in LANGUAGES}
        for folder in folders:
            for language in LANGUAGES:
                path = folder / f"{language}.po"
                if path.is_file():
                    messages[language] = {**read_catalogue(path), **messages[language]}
        return cls(messages)

    def forms(self, language: str, message: str) -> Forms | None:
        """How a message is said in a language; None when the catalogue does not say."""
        return self.messages.get(language, {}).get(message)


def read_catalogue(path: Path) -> dict[str, Forms]:
    """Every message of a .po file that has words; those marked fuzzy wait for a reader, and are used meanwhile."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    found: dict[str, Forms] = {}
    for message in catalogue:
        id = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
        if id and all(forms):
            found[id] = forms
    return found


@dataclass(frozen=True)
class Speech:
    """A language and the catalogues to say it with."""

    language: str = FIRST
    catalogues: Catalogues = Catalogues()

    def say(self, message: str, values: Mapping[str, object]) -> str:
        """A message in this language, its slots filled."""
        forms = self.catalogues.forms(self.language, message)
        return fill(forms[0] if forms else message, values)

    def count(self, one: str, many: str, number: int, values: Mapping[str, object]) -> str:
        """A message about a number; `{n}` is the number."""
        forms = self.catalogues.forms(self.language, one)
        spoken = self.language if forms else FIRST
        forms = forms or (one, many)
        form = plural_form(spoken, number)
        return fill(forms[form] if form < len(forms) else forms[0], {"n": number, **values})


_PLAIN = Speech()
_SPEECH: ContextVar[Speech] = ContextVar("cartref_speech", default=_PLAIN)  # Speech is frozen


@contextmanager
def speaking(speech: Speech) -> Iterator[None]:
    """Say everything inside this block in this language."""
    token = _SPEECH.set(speech)
    try:
        yield
    finally:
        _SPEECH.reset(token)


def set_speech(speech: Speech) -> None:
    """From here on, in this thread or task, say everything in this language: the beginning of a request."""
    _SPEECH.set(speech)


def current() -> Speech:
    """The language that is being spoken, with its catalogues."""
    return _SPEECH.get()


def language() -> str:
    """The language that is being spoken: `en` or `cy`."""
    return _SPEECH.get().language


def gettext(message: str, **values: object) -> str:
    """A whole sentence in the language of the page; `{name}` in it is filled from `values`."""
    return _SPEECH.get().say(message, values)


_ = gettext


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A whole sentence about a number, in the plural form of the page's language; `{n}` is the number."""
    return _SPEECH.get().count(one, many, number, values)


def in_words(words: str) -> str:
    """What is wrong with a definition, in the language of the page; other texts as they are."""
    if not isinstance(words, Sentence):
        return words
    if not words.template:
        return str(words)
    return current().say(words.template, {name: _part(one) for name, one in words.values.items()})


def _part(value: object) -> object:
    """A part of a sentence, in the language of the page where it has one."""
    if isinstance(value, Text):
        return value.said(language())
    return in_words(value) if isinstance(value, str) else value


# -- which language --------------------------------------------------------------------------------------------------


def choose(chosen: str | None, own: Sequence[str], accepted: Iterable[tuple[str, float]]) -> str:
    """What was chosen by hand; else the person's first language; else what the browser asks for; else English."""
    if chosen in LANGUAGES:
        return str(chosen)
    for one in own:
        if one in LANGUAGES:
            return one
    for asked, _weight in sorted(accepted, key=lambda one: -one[1]):
        short = asked.partition("-")[0].lower()
        if short in LANGUAGES:
            return short
    return FIRST


# -- dates, lists ----------------------------------------------------------------------------------------------------


def day(when: datetime | date, zone: str = "Europe/London", lang: str | None = None) -> str:
    """A date in words, in a home's own time zone: `Tuesday 3 March 2026`."""
    local = when.astimezone(ZoneInfo(zone)).date() if isinstance(when, datetime) else when
    return dates.format_date(local, "EEEE d MMMM y", locale=LOCALES[lang or language()])


def clock_time(when: datetime, zone: str = "Europe/London", lang: str | None = None) -> str:
    """A time of day in a home's own time zone: `14:05`."""
    return dates.format_time(when.astimezone(ZoneInfo(zone)), "HH:mm", locale=LOCALES[lang or language()])


def join(items: Sequence[str], lang: str | None = None) -> str:
    """A list in words: `tea, toast and jam`; in Welsh `ac` stands before a vowel and `a` before the rest."""
    if len(items) < 2:
        return "".join(items)
    link = "and"
    if (lang or language()) == "cy":
        link = "ac" if items[-1].strip().casefold().startswith(_VOWELS) else "a"
    return f"{', '.join(items[:-1])} {link} {items[-1]}"
