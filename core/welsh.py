"""How the first letters of Welsh words change: dementia, ddementia, nementia are one word."""

from __future__ import annotations

_SOFT = {"p": "b", "t": "d", "c": "g", "b": "f", "d": "dd", "g": "", "m": "f", "ll": "l", "rh": "r"}
_NASAL = {"p": "mh", "t": "nh", "c": "ngh", "b": "m", "d": "n", "g": "ng"}
_BREATHED = {"p": "ph", "t": "th", "c": "ch"}
_PAIRS = ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th")
"""Letters of the Welsh alphabet that are written with two signs."""
_VOWELS = "aeiouwyâêîôûŵŷ"


def mutations(word: str) -> tuple[str, ...]:
    """Every way a Welsh word can begin, the word as it stands in a dictionary first; `word` is in small letters."""
    first = word[:2] if word[:2] in _PAIRS else word[:1]
    rest = word[len(first) :]
    changed = [table[first] + rest for table in (_SOFT, _NASAL, _BREATHED) if first in table]
    if first and first in _VOWELS:
        changed.append(f"h{word}")
    # Without its g a short word is too little to be known by.
    return (word, *(one for one in dict.fromkeys(changed) if len(one) > 2))
