"""The first sieve: an expression's characters, before Python's own parser sees any of them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping

from core.expressions.problems import ExpressionError, ExpressionProblem, TooMuch, refuse
from core.expressions.values import FINEST
from core.text import Hint, Sentence, sentence

LONGEST = 2_000
MOST_PIECES = 700
DEEPEST_BRACKETS = 20
MOST_DIGITS = 15

_PIECE = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<text>"[^"\\\x00-\x1f\ud800-\udfff]*"|'[^'\\\x00-\x1f\ud800-\udfff]*')
      | (?P<sign>\*\*|==|!=|<=|>=|//|[-+*/%<>(),.\[\]])""",
    re.VERBOSE,
)
_OUR_WORDS = frozenset(["and", "or", "not", "in", "if", "else", "for"])
_STRANGE: Mapping[str, tuple[Sentence, Sentence]] = {
    "=": (sentence("one '=' sets something, and an expression only asks"), sentence("write == to compare")),
    "&": (sentence("'&' is not a word here"), sentence("write and")),
    "|": (sentence("'|' is not a word here"), sentence("write or")),
    "!": (sentence("'!' is not a word here"), sentence("write not")),
    "^": (sentence("there are no powers"), sentence("write the number out")),
    "\\": (sentence("a backslash means nothing here"), sentence("write the words as they are")),
    '"': (sentence("this quotation mark is never closed"), sentence('write the words between two marks, as in "yes"')),
    "'": (sentence("this quotation mark is never closed"), sentence("write the words between two marks, as in 'yes'")),
    "“": (sentence("this is a curly quotation mark"), sentence('write a straight one: "yes"')),
    "”": (sentence("this is a curly quotation mark"), sentence('write a straight one: "yes"')),
    "‘": (sentence("this is a curly quotation mark"), sentence("write a straight one: 'yes'")),
    "’": (sentence("this is a curly quotation mark"), sentence("write a straight one: 'yes'")),
    "≥": (sentence("'≥' is not a sign here"), sentence("write >=")),
    "≤": (sentence("'≤' is not a sign here"), sentence("write <=")),
    "≠": (sentence("'≠' is not a sign here"), sentence("write !=")),
}


def sift(source: str) -> None:
    """Raise `ExpressionError` unless `source` is short, made of known pieces only, and shallow.

    What passes holds no escape, prefix, assignment, colon, brace or unknown letter, so Python's parser has nothing
    to warn about and nothing to choke on.
    """
    if len(source) > LONGEST:
        hint = sentence("name parts of it under conditions:")
        raise refuse(
            1,
            "X101",
            sentence(
                "the expression has {number} characters and may have {longest}",
                number=f"{len(source):,}",
                longest=f"{LONGEST:,}",
            ),
            hint,
        )
    if not source.strip():
        raise refuse(
            1, "X102", sentence("the expression is empty"), sentence("leave the key out, or write a condition")
        )
    position, pieces, depth = 0, 0, 0
    before_kind, before, last_kind = "space", "", ""
    while position < len(source):
        found = _PIECE.match(source, position)
        if found is None:
            raise _strange(source, position)
        kind, piece = found.lastgroup or "", found.group()
        _check_piece(position + 1, kind, piece, before_kind, before)
        if kind != "space":
            if kind == last_kind == "text":
                raise refuse(
                    position + 1, "X106", sentence("two texts stand side by side"), sentence("put a comma between them")
                )
            pieces, last_kind = pieces + 1, kind
        depth += (piece in "([") - (piece in ")]") if kind == "sign" else 0
        if depth > DEEPEST_BRACKETS or pieces > MOST_PIECES:
            raise too_deep(position + 1)
        before_kind, before = kind, piece
        position = found.end()


def too_deep(column: int) -> TooMuch:
    """The answer to an expression that is too long-winded or nested too deeply to follow."""
    message, hint = (
        sentence("the expression is too long or too deeply nested"),
        sentence("name parts of it under conditions:"),
    )
    return TooMuch([ExpressionProblem(column, "X103", message, hint)])


def _check_piece(column: int, kind: str, piece: str, before_kind: str, before: str) -> None:
    if kind == "sign" and piece == "**":
        raise refuse(column, "X104", sentence("there are no powers"), sentence("write the number out"))
    if kind == "number" and (len(piece) > MOST_DIGITS or len(piece.partition(".")[2]) > FINEST):
        raise refuse(
            column,
            "X105",
            sentence(
                "a number may have {most_digits} digits, and {finest} after the point",
                most_digits=MOST_DIGITS,
                finest=FINEST,
            ),
        )
    if (before_kind == "number" and (kind in ("name", "number") or piece == ".")) or (
        kind == "number" and before == "."
    ):
        raise refuse(
            column, "X106", sentence("a number runs into something else"), sentence("write numbers like 12 or 2.5")
        )
    if kind == "text" and before_kind == "name" and before not in _OUR_WORDS:
        raise refuse(
            column,
            "X106",
            sentence("'{before}' stands directly before a quotation mark", before=before),
            sentence("leave it out"),
        )
    if kind == "name" and keyword.iskeyword(piece) and piece not in _OUR_WORDS:
        raise _other_keyword(column, piece)


def _other_keyword(column: int, word: str) -> ExpressionError:
    hints: dict[str, Hint] = {
        "is": sentence("write == to compare"),
        "None": sentence("write not answered(…) for a question without an answer"),
        "True": sentence("write the condition by itself"),
        "False": sentence("write not before the condition"),
    }
    return refuse(column, "X107", sentence("'{word}' is not a word of this language", word=word), hints.get(word, ""))


def _strange(source: str, position: int) -> ExpressionError:
    character = source[position]
    if character in "\"'" and character in source[position + 1 :]:
        hint = sentence("write the words as they are, on one line, without backslashes")
        return refuse(
            position + 1, "X108", sentence("these quotation marks hold a character that cannot stand here"), hint
        )
    if character in _STRANGE:
        return refuse(position + 1, "X108", *_STRANGE[character])
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    hint = sentence("names have the letters a to z, digits and _; other letters stand between quotation marks")
    return refuse(position + 1, "X108", sentence("'{shown}' means nothing here", shown=shown), hint)
