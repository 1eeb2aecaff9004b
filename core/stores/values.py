"""What a store keeps, checked before any store sees it: JSON objects that come back exactly as they went in."""

from __future__ import annotations

import json
import re

from core.stores.protocol import Body, Refused, TooBig, Unkeepable

LARGEST_WHOLE_NUMBER = 2**53
"""Whole numbers up to this are the same number in every JSON reader, a browser's too."""

DEEPEST = 12
"""Objects and lists may stand inside each other this deep; the body itself is the first level."""

LARGEST_BODY = 256 * 1024
"""Bytes of canonical JSON."""

_HOME = re.compile(r"[a-z0-9_][a-z0-9_-]{0,63}")
_LONGEST_NAME = 200
_PLAIN = {str, int, bool, type(None), dict, list}
_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode
_decode = json.JSONDecoder().decode

_Path = tuple[str | int, ...]


def canonical(value: object) -> bytes:
    """The one way to write a checked value down: JSON in UTF-8, keys sorted by code point, no spaces."""
    return _encode(value).encode()


def from_canonical(text: bytes) -> Body:
    """A fresh copy of a body that `check_body` wrote down."""
    body: Body = _decode(text.decode())
    return body


def check_body(body: object) -> bytes:
    """The canonical JSON of a body that can be kept. Raises TooBig or Unkeepable with the path in the message."""
    if not isinstance(body, dict):
        raise Unkeepable(f"a body is a JSON object, not {_kind(body)}")
    text = _written(body)
    if text is None:
        _check(body, 1, (), [0])
        text = canonical(body)
    if len(text) > LARGEST_BODY:
        raise TooBig(f"the body takes {len(text):,} bytes; at most {LARGEST_BODY:,} are kept")
    return text


def body_of(text: bytes) -> Body | None:
    """The body that `check_body` wrote down like this; None for anything that it never wrote."""
    try:
        body = from_canonical(text)
        return body if check_body(body) == text else None
    except (ValueError, RecursionError, TooBig, Unkeepable):
        return None


def check_text(what: str, text: object, *, empty: bool = False) -> str:
    """A kind, an id, an actor …: text of at most 200 characters that can be kept. `what` names it in the message."""
    if not isinstance(text, str):
        raise Unkeepable(f"{what} is text, not {_kind(text)}")
    if not text and not empty:
        raise Unkeepable(f"{what} is empty")
    if len(text) > _LONGEST_NAME:
        raise TooBig(f"{what} has {len(text):,} characters; at most {_LONGEST_NAME} are kept")
    _check_string(text, (), what)
    return text


def check_home(home: object) -> str:
    """A home's name, safe as the name of a directory on any system."""
    if not isinstance(home, str) or _HOME.fullmatch(home) is None:
        raise Refused(f"{home!r} cannot name a home: use up to 64 small letters (a to z), digits, - and _")
    return home


def _written(body: dict[object, object]) -> bytes | None:
    """The canonical JSON of a body that is fine at first sight, as nearly all are; None: look closely and say where."""
    if not _is_plain(body):
        return None
    try:
        text = canonical(body)
    except UnicodeEncodeError:
        return None
    return None if b"\\u0000" in text else text


def _is_plain(body: dict[object, object]) -> bool:
    """True when every key and value has a type that JSON keeps, level by level with little said in Python."""
    level: list[dict[object, object] | list[object]] = [body]
    seen = 0
    for _ in range(DEEPEST):
        parts: list[object] = []
        for value in level:
            if isinstance(value, dict):
                if set(map(type, value)) - {str}:
                    return False
                parts.extend(value.values())
            else:
                parts.extend(value)
            if seen + len(parts) > LARGEST_BODY:
                return False
        seen += len(parts)
        kinds = set(map(type, parts))
        if not kinds <= _PLAIN:
            return False
        if int in kinds and any(abs(part) > LARGEST_WHOLE_NUMBER for part in parts if isinstance(part, int)):
            return False
        if dict not in kinds and list not in kinds:
            return True
        level = [part for part in parts if isinstance(part, dict | list)]
    return False


def _check(value: dict[object, object] | list[object], depth: int, path: _Path, seen: list[int]) -> None:
    """Walk one object or list. `seen` counts values, so that one list shared many times over cannot run away."""
    if depth > DEEPEST:
        raise TooBig(f"{_said(path)} is more than {DEEPEST} levels deep")
    seen[0] += len(value)
    if seen[0] > LARGEST_BODY:
        raise TooBig(f"{_said(path)} takes the body past {LARGEST_BODY:,} values")
    if isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise Unkeepable(f"{_said(path)} has a key that is {_kind(key)}; keys are text")
            _check_string(key, path, "a key")
            _check_part(part, depth, path, key, seen)
    else:
        for index, part in enumerate(value):
            _check_part(part, depth, path, index, seen)


def _check_part(part: object, depth: int, path: _Path, step: str | int, seen: list[int]) -> None:
    if part is None or part is True or part is False:
        return
    if isinstance(part, str):
        _check_string(part, (*path, step), "")
    elif isinstance(part, int):
        if not -LARGEST_WHOLE_NUMBER <= part <= LARGEST_WHOLE_NUMBER:
            raise Unkeepable(f"{_said((*path, step))} is a whole number beyond 2^53")
    elif isinstance(part, dict | list):
        _check(part, depth + 1, (*path, step), seen)
    elif isinstance(part, float):
        raise Unkeepable(f"{_said((*path, step))} is {part!r}; decimals are kept as text")
    else:
        raise Unkeepable(f"{_said((*path, step))} is {_kind(part)}, which JSON cannot keep")


def _check_string(text: str, path: _Path, what: str) -> None:
    if "\0" in text:
        raise Unkeepable(f"{what or _said(path)} holds a NUL character{_inside(what, path)}")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise Unkeepable(f"{what or _said(path)} holds half a character{_inside(what, path)}") from error


def _inside(what: str, path: _Path) -> str:
    return f" in {_said(path)}" if what and path else ""


def _kind(value: object) -> str:
    return f"a Python {type(value).__name__}"


def _said(path: _Path) -> str:
    """`answers.notes[2].by`; the body itself is `body`."""
    said = ""
    for step in path:
        said += f"[{step}]" if isinstance(step, int) else f".{step}" if said else step
    return said or "body"
