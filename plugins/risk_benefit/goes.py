"""The run of faces from each go, the oldest first: a row for each person, and for each view of how it was for them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from core.api import (
    FACES,
    ONLY_A_PART,
    AskedQuestion,
    CasePictureData,
    PictureMade,
    Text,
    VoiceAnswers,
    drawing,
    face,
    fitted,
    leading,
    lines_of,
    tag,
)

FORM = "choice_went"
"""The form that is filled in after each go."""
WIDTH = 320.0
FACE = 52.0
BESIDE = 3
"""So many faces stand beside each other; the run goes on below."""
NEWEST = 12
"""So many goes are drawn; earlier ones stand in the table."""
SMALL = 16.0

_SEEN = Text({"en": "{about}, as {who} saw it", "cy": "{about}, fel y gwelodd {who} hi"}, review=("cy",))
_NOTICED = Text({"en": "{about}, noticed and not said", "cy": "{about}, sylwyd, heb ei ddweud"})
_TOGETHER = Text({"en": "{about}, put down together", "cy": "{about}, wedi'i nodi gyda'n gilydd"})
_NOT_ASKED = Text({"en": "Not asked", "cy": "Heb ei ofyn"})
_NO_GO = Text({"en": "There has been no go yet.", "cy": "Does dim tro wedi bod eto."})
_NO_FACE = Text({"en": "No face has been chosen yet.", "cy": "Does dim wyneb wedi'i ddewis eto."})
_LAST = Text({"en": "The last go was on {day}: {faces}.", "cy": "Roedd y tro diwethaf ar {day}: {faces}."})
_EARLIER = Text({"en": "Earlier goes stand in the table.", "cy": "Mae'r troeon cynharach yn y tabl."})
_FACES_ARE = Text(
    {
        "en": "A face says how one go was. It is not consent, and not contentment.",
        "cy": "Mae wyneb yn dweud sut oedd un tro. Nid cydsyniad yw e, na bodlonrwydd.",
    },
    review=("cy",),
)
_GO = Text({"en": "Go", "cy": "Tro"})


@dataclass(frozen=True)
class _Felt:
    """How one go was: the face, or None with the words of not answering."""

    face: str | None
    words: str


@dataclass
class _Go:
    """One go: its day, and row key → how it was."""

    day: date
    on: Text
    felt: dict[str, _Felt] = field(default_factory=dict)


def draw(data: CasePictureData, language: str) -> PictureMade:
    """The picture of these data in one language."""
    goes, rows = _goes(data, language)
    drawn = goes[-NEWEST:]
    parts: list[Markup] = []
    down = 0.0
    for row in rows:
        down = _run(parts, row, drawn, down, language)
    title, sentence = data.title.said(language), _sentence(goes, rows, language)
    svg = drawing(WIDTH, down, "goes", *parts, title=title, sentence=sentence) if rows else ""
    head = (_GO.said(language), *rows)
    table = tuple((go.on.said(language), *(_words(go, row, language) for row in rows)) for go in goes)
    notes = [_FACES_ARE] if rows else []
    if len(goes) > len(drawn):
        notes.append(_EARLIER)
    if not data.whole:
        notes.append(ONLY_A_PART)
    return PictureMade(svg, sentence, head, table, title, note=" ".join(note.said(language) for note in notes))


# -- from answers to goes --------------------------------------------------------------------------------------------


def _goes(data: CasePictureData, language: str) -> tuple[list[_Go], list[str]]:
    """The goes from the oldest on, and the rows in the order in which they first come up."""
    goes: list[_Go] = []
    rows: dict[str, None] = {}
    for voice in data.said(FORM):
        felt = _told(data, voice, language)
        # Two people who tell of the same day tell of the same go; the same row twice on a day is a second go.
        go = next((one for one in goes if one.day == voice.day and not set(felt) & set(one.felt)), None)
        if go is None:
            go = _Go(voice.day, voice.on)
            goes.append(go)
        go.felt.update(felt)
        rows.update(dict.fromkeys(felt))
    return goes, list(rows)


def _told(data: CasePictureData, voice: VoiceAnswers, language: str) -> dict[str, _Felt]:
    """Row → how it was, in one telling. Two people of one name stay two."""
    felt: dict[str, _Felt] = {}
    for row, one in _felt(data, voice, language):
        key, number = row, 2
        while key in felt:
            key, number = f"{row} ({number})", number + 1
        felt[key] = one
    return felt


def _felt(data: CasePictureData, voice: VoiceAnswers, language: str) -> Iterator[tuple[str, _Felt]]:
    asked = data.question(FORM, "how_it_was")
    chosen = next(iter(voice.chosen("how_it_was")), None)
    if chosen is not None or "how_it_was" in voice.declined:
        declined = voice.declined.get("how_it_was")
        words = declined.said(language) if declined is not None else _said(asked, chosen or "", language)
        yield _whose(data, voice, language), _Felt(chosen if declined is None else None, words)
    inner = data.question(FORM, "for_company", "how_for_them")
    for row in voice.rows("for_company"):
        found, who = next(iter(row.chosen("how_for_them")), None), row.words("who_went")
        if found is not None and who:
            yield (
                _row(who, voice.person == who, False, voice).said(language),
                _Felt(found, _said(inner, found, language)),
            )


def _whose(data: CasePictureData, voice: VoiceAnswers, language: str) -> str:
    noticed = "how_it_was" in voice.noticed
    about = data.about or voice.called(language)
    return _row(about, voice.subject and not noticed, noticed, voice).said(language)


def _row(about: str, own: bool, noticed: bool, voice: VoiceAnswers) -> Text:
    """Whose row it is: in their own words, as somebody else saw it, as it was noticed, or put down together."""
    if own:
        return Text({"en": about})
    shape = _NOTICED if noticed and voice.subject else _SEEN if voice.person else _TOGETHER
    return Text(
        {one: words.replace("{about}", about).replace("{who}", voice.person) for one, words in shape.words.items()}
    )


def _said(asked: AskedQuestion, option: str, language: str) -> str:
    return asked.option(option).said(language)


# -- the drawing -----------------------------------------------------------------------------------------------------


def _run(parts: list[Markup], row: str, goes: Sequence[_Go], down: float, language: str) -> float:
    name = fitted(row, (WIDTH - 8) / 19, 3)
    parts += lines_of(name, 2, down + 22, size=19, css="goes__name", anchor="start")
    down += 30 + leading(19) * (len(name) - 1)
    wide = WIDTH / BESIDE
    for start in range(0, len(goes), BESIDE):
        most = 0.0
        for number, go in enumerate(goes[start : start + BESIDE]):
            x = wide * (number + 0.5)
            felt = go.felt.get(row)
            parts += _face(felt, x, down)
            word = fitted(_words(go, row, language), (wide - 6) / SMALL, 3)
            day = fitted(go.on.said(language), (wide - 6) / SMALL, 2)
            parts += lines_of(word, x, down + FACE + 18, size=SMALL, css="goes__word", room=wide - 6)
            under = down + FACE + 18 + leading(SMALL) * len(word)
            parts += lines_of(day, x, under, size=SMALL, css="goes__day", room=wide - 6)
            most = max(most, under + leading(SMALL) * len(day) - down)
        down += most + 4
    return down + 10


def _face(felt: _Felt | None, x: float, down: float) -> list[Markup]:
    """A face; a broken ring where somebody chose not to say; a short line where nobody was asked."""
    middle = down + FACE / 2
    if felt is None:
        return [tag("line", class_="goes__gap", x1=x - 12, x2=x + 12, y1=middle, y2=middle)]
    if felt.face not in FACES:
        return [tag("circle", class_="goes__declined", cx=x, cy=middle, r=FACE / 3)]
    placed = f"translate({x - FACE / 2:.1f} {down:.1f}) scale({FACE / 72:.3f})"
    return [tag("g", face(felt.face), transform=placed)]


# -- in words --------------------------------------------------------------------------------------------------------


def _words(go: _Go, row: str, language: str) -> str:
    found = go.felt.get(row)
    return found.words if found is not None else _NOT_ASKED.said(language)


def _sentence(goes: Sequence[_Go], rows: Sequence[str], language: str) -> str:
    if not goes:
        return _NO_GO.said(language)
    if not rows:
        return _NO_FACE.said(language)
    last = next(go for go in reversed(goes) if go.felt)
    faces = "; ".join(f"{row}, {last.felt[row].words.lower()}" for row in rows if row in last.felt)
    return _LAST.said(language).replace("{day}", last.on.said(language)).replace("{faces}", faces)
