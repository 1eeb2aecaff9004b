"""Where to go next, as a route's name and its ids, never as a URL: what a page carries along cannot lead out of Cartref."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError

_ENDPOINT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_VALUE = re.compile(r"[\w .:~@-]{1,200}")
_MOST = 12


@dataclass(frozen=True)
class Way:
    """A route of this app and the ids it takes."""

    endpoint: str
    ids: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.endpoint}?{urlencode(self.ids)}" if self.ids else self.endpoint

    def url(self) -> str:
        """Its address, beginning with a single slash."""
        return url_for(self.endpoint, **dict(self.ids))  # type: ignore[arg-type]


def read_way(text: str, method: str = "GET") -> Way | None:
    """The way a page carried along, when this app has such a route for `method`; None for anything else."""
    endpoint, _, query = text.partition("?")
    if _ENDPOINT.fullmatch(endpoint) is None or endpoint.endswith("static") or len(query) > 2_000:
        return None
    ids = dict(parse_qsl(query, keep_blank_values=True))
    if len(ids) > _MOST or not all(_KEY.fullmatch(key) and _VALUE.fullmatch(value) for key, value in ids.items()):
        return None
    if not _takes(current_app, endpoint, method):
        return None
    way = Way(endpoint, ids)
    try:
        url = way.url()
    except BuildError:
        return None
    return way if url.startswith("/") and not url.startswith("//") else None


def _takes(app: Flask, endpoint: str, method: str) -> bool:
    return any(
        method in (rule.methods or ()) and not rule.build_only
        for rule in app.url_map.iter_rules()
        if rule.endpoint == endpoint
    )


def page_here() -> Way | None:
    """The way to the page at this address, also when a post to the same address is being answered."""
    way = way_here()
    if way is None or request.method in ("GET", "HEAD"):
        return way
    adapter = current_app.create_url_adapter(request)
    try:
        endpoint, ids = adapter.match(request.path, method="GET") if adapter is not None else ("", {})
    except HTTPException:  # only posts go there
        return way
    return Way(endpoint, {key: str(value) for key, value in ids.items()}) if endpoint else way


def way_here() -> Way | None:
    """The way to the page that is being made; None outside the known routes."""
    if request.endpoint is None or request.endpoint.endswith("static"):
        return None
    ids = {key: str(value) for key, value in (request.view_args or {}).items()}
    for key, value in request.args.items():
        if _KEY.fullmatch(key) and _VALUE.fullmatch(value) and len(ids) < _MOST:
            ids.setdefault(key, value)
    return Way(request.endpoint, ids)
