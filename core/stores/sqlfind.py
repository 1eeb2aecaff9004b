"""`find` as SQL: the checks and the order of `core.stores.query`, by the index of the declared fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true, tuple_

from core.stores.query import NUMBER_SORT, TEXT_SORT, Asked, Check, Key
from core.stores.sqltables import LIVE, field, mine, record
from core.stores.values import LARGEST_WHOLE_NUMBER

_LAST_LETTER = chr(0x10FFFF)
_BEHIND_HALVES = "\ue000"
"""The first letter behind the half characters, which no kept text holds."""

Say = Callable[[ColumnElement[Any]], ColumnElement[bool]]


def finding(home: str, asked: Asked) -> Select[Any]:
    """The rows (id, revision, state, salt, mac, body) that are asked for."""
    kind, wanted, order, descending, behind, most = asked
    places = {
        name: _place(n)
        for n, name in enumerate(dict.fromkeys((order, *(check.field for check in wanted))))
        if name != "id"
    }
    source: Any = record
    where = [mine(record, home), record.c.kind == kind, record.c.state == LIVE]
    for name, place in places.items():
        source = source.join(place, and_(place.c.kind == record.c.kind, place.c.id == record.c.id))
        where += [mine(place, home), place.c.kind == kind, place.c.field == name]
        where.append(place.c.home == record.c.home)
    where += [_meets(check, places) for check in wanted]
    # the same id under another name: the index of a field that has one value is in this order
    at: tuple[ColumnElement[Any], ...] = (next(iter(places.values())).c.id if places else record.c.id,)
    if order != "id":
        place = places[order]
        at = (place.c.sort, place.c.number, place.c.word, place.c.id)
    if behind is not None:
        where.append(_behind(at, behind, descending))
    made = select(
        record.c.id, record.c.revision, record.c.state, record.c.salt, record.c.mac, record.c.body
    ).select_from(source)
    made = made.where(*where).order_by(*(one.desc() if descending else one for one in at))
    return made if most is None else made.limit(most)


@cache
def _place(number: int) -> Any:
    """The index under another name; making one takes longer than asking."""
    return field.alias(f"f{number}")


def parts(key: Key) -> tuple[int, int, str]:
    """A key as it stands in the index: sort, number, word."""
    sort, value = key
    return (sort, 0, value) if isinstance(value, str) else (sort, value, "")


def keepable(text: str) -> bool:
    """True for a text that could have been kept: no NUL, no half character."""
    return _first_wrong(text) is None


def _behind(at: tuple[ColumnElement[Any], ...], behind: tuple[Key, str], descending: bool) -> ColumnElement[bool]:
    key, id_ = behind
    if len(at) == 1:
        return _below(id_)(at[0]) if descending else _from(id_, beyond=True)(at[0])
    place = tuple_(*(*parts(key), id_))
    return tuple_(*at) < place if descending else tuple_(*at) > place


def _meets(check: Check, places: dict[str, Any]) -> ColumnElement[bool]:
    if check.field == "id":
        return _id_meets(check)
    place = places[check.field].c
    if check.exact is not None:
        return _among(check.exact, lambda sort, values: and_(place.sort == sort, _equal(place, sort, values)))
    if check.prefix is not None:
        return and_(place.sort == TEXT_SORT, place.number == 0, _begins(check.prefix)(place.word))
    if check.sort == NUMBER_SORT:
        low, high = (_number(end) for end in (check.low, check.high))
        return and_(
            place.sort == NUMBER_SORT,
            true() if low is None else place.number >= low,
            true() if high is None else place.number < high,
        )
    if check.sort == TEXT_SORT:
        return and_(place.sort == TEXT_SORT, place.number == 0, _between(check)(place.word))
    there: ColumnElement[bool] = place.sort > 0
    return there


def _id_meets(check: Check) -> ColumnElement[bool]:
    """An id is always there and always text."""
    if check.exact is not None:
        return _among(check.exact, lambda sort, values: record.c.id.in_(values) if sort == TEXT_SORT else false())
    if check.prefix is not None:
        return _begins(check.prefix)(record.c.id)
    if check.sort == NUMBER_SORT:
        return false()
    return _between(check)(record.c.id) if check.sort == TEXT_SORT else true()


def _among(exact: Iterable[Key], said: Callable[[int, list[Any]], ColumnElement[bool]]) -> ColumnElement[bool]:
    by_sort: dict[int, list[Any]] = {}
    for sort, value in sorted(exact):
        if keepable(value) if isinstance(value, str) else abs(value) <= LARGEST_WHOLE_NUMBER:
            by_sort.setdefault(sort, []).append(value)
    return or_(false(), *(said(sort, values) for sort, values in by_sort.items()))


def _equal(place: Any, sort: int, values: list[Any]) -> ColumnElement[bool]:
    column, other = (place.word, place.number == 0) if sort >= TEXT_SORT else (place.number, place.word == "")
    return and_(other, column == values[0] if len(values) == 1 else column.in_(values))


def _number(end: Key | None) -> int | None:
    """An end of a range that the database can hold; beyond the largest whole number there is nothing."""
    if end is None:
        return None
    most = LARGEST_WHOLE_NUMBER + 1
    return max(-most, min(most, int(end[1])))


def _between(check: Check) -> Say:
    ends = [made(str(end[1])) for made, end in ((_from, check.low), (_below, check.high)) if end is not None]
    return lambda column: and_(true(), *(end(column) for end in ends))


def _begins(prefix: str) -> Say:
    if not keepable(prefix):
        return lambda column: false()
    end = _next(prefix)
    return lambda column: and_(column >= prefix, true() if end is None else column < end)


def _next(prefix: str) -> str | None:
    """The first text behind all that begin with `prefix`; None: there is none."""
    prefix = prefix.rstrip(_LAST_LETTER)
    if not prefix:
        return None
    last = ord(prefix[-1]) + 1
    return prefix[:-1] + (_BEHIND_HALVES if 0xD800 <= last <= 0xDFFF else chr(last))


def _from(text: str, *, beyond: bool = False) -> Say:
    """`text` ≤ column; `beyond`: text < column. What could never be kept is moved to the nearest that could."""
    wrong = _first_wrong(text)
    if wrong is None:
        return lambda column: column > text if beyond else column >= text
    if text[wrong] == "\0":
        return lambda column: column > text[:wrong]
    return lambda column: column >= text[:wrong] + _BEHIND_HALVES


def _below(text: str) -> Say:
    """Column < `text`."""
    wrong = _first_wrong(text)
    if wrong is None:
        return lambda column: column < text
    if text[wrong] == "\0":
        return lambda column: column <= text[:wrong]
    return lambda column: column < text[:wrong] + _BEHIND_HALVES


def _first_wrong(text: str) -> int | None:
    if "\0" not in text and text.isascii():
        return None
    return next((n for n, one in enumerate(text) if one == "\0" or 0xD800 <= ord(one) <= 0xDFFF), None)
