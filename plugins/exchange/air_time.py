"""Air time: how much of what was written is whose, in words, and of whom little has been heard. Pure; nobody is ranked.

Words are counted to notice a quiet voice, and never shown as a number. Whoever sorted pictures or chose from what was
offered has been heard in another way, and is not called quiet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.api import CasePictureData, Chair, Text, VoiceAnswers, join

WHERE = ("inviting", "listening", "sharing_back")
"""The steps at which another way, or a better time, can still be found."""
LITTLE = 0.25
"""Less than this part of an even share is little."""

SHARE = Text({"en": "Of the words", "cy": "O'r geiriau"})
_PARTS: tuple[tuple[float, Text], ...] = (
    (0.6, Text({"en": "most of the words", "cy": "y rhan fwyaf o'r geiriau"})),
    (0.4, Text({"en": "about half of the words", "cy": "tua hanner y geiriau"})),
    (0.15, Text({"en": "some of the words", "cy": "rhai o'r geiriau"})),
    (0.0, Text({"en": "a few of the words", "cy": "ychydig o'r geiriau"})),
)
_OTHER_WAY = Text({"en": "heard in other ways than words", "cy": "wedi'i glywed heb eiriau"})
_NOTHING_YET = Text({"en": "no words yet", "cy": "dim geiriau eto"})
_OFFER = Text(
    {
        "en": "We have heard little from {who}. Is there another way, or a better time?",
        "cy": "Ychydig rydyn ni wedi'i glywed gan {who}. Oes ffordd arall, neu amser gwell?",
    }
)


def parts(data: CasePictureData, form: str) -> Mapping[str, Text]:
    """Seat → how much of what was written in this form is theirs, in words; empty before anything was written, and for whoever sees only a part."""
    written, otherwise = _written(data, form)
    all_words = sum(written.values())
    if not all_words or not data.whole:
        return {}
    return {chair.seat: _part(written.get(chair.seat, 0) / all_words, chair.seat in otherwise) for chair in data.chairs}


def offer(data: CasePictureData, form: str, language: str) -> str:
    """Who has hardly been heard, with a kind question; "" where nobody has, or it is too late to ask.

    Of an empty chair the picture speaks anyway; that of the person whose life it is is asked about here as well.
    """
    written, otherwise = _written(data, form)
    if data.step not in WHERE or not data.whole or len(data.chairs) < 2 or not sum(written.values()):
        return ""
    even = sum(written.values()) / len(data.chairs)
    quiet = [
        chair
        for chair in data.chairs
        if (chair.state == "heard" or (chair.subject and chair.state == "waiting"))
        and chair.seat not in otherwise
        and written.get(chair.seat, 0) < even * LITTLE
    ]
    who = join([_called(chair, language) for chair in quiet], language)
    return _OFFER.said(language).replace("{who}", who) if quiet else ""


def _called(chair: Chair, language: str) -> str:
    return next(iter(chair.person.split()), "") or f"“{chair.voice.said(language)}”"


def _written(data: CasePictureData, form: str) -> tuple[dict[str, int], set[str]]:
    """Seat → words that they said of themselves; the seats that also answered without words."""
    written: dict[str, int] = {}
    otherwise: set[str] = set()
    for voice in data.said(form):
        for id, question in data.asked.get(form, {}).items():
            if id in voice.noticed or id not in voice.values:
                continue
            if question.type in ("text", "long_text", "group"):
                written[voice.seat] = written.get(voice.seat, 0) + sum(len(one.split()) for one in _texts(voice, id))
            else:
                otherwise.add(voice.seat)
    return written, otherwise


def _texts(voice: VoiceAnswers, id: str) -> Iterator[str]:
    rows = voice.rows(id)
    if not rows:
        yield voice.words(id)
    for row in rows:
        yield from (row.words(inner) for inner in row.values if not row.known(inner))


def _part(share: float, otherwise: bool) -> Text:
    if not share:
        return _OTHER_WAY if otherwise else _NOTHING_YET
    return next(words for least, words in _PARTS if share >= least)
