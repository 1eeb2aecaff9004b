"""The same thirty questions as somebody would build them with Flask and WTForms, and the least that Flask can do.

Neither knows sign-ins, voices, drafts or languages: a page, a form, what is wrong with it, and one place to keep it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from flask.testing import FlaskClient
from werkzeug.wrappers import Response
from wtforms import Form, IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import NumberRange, Optional

from bench.asking.thirty import THIRD

Keep = Callable[[dict[str, Any]], None]


def _questions() -> type[Form]:
    fields: dict[str, Any] = {}
    choices = [SelectChoice("yes", "Yes"), SelectChoice("no", "No"), SelectChoice("not_sure", "Not sure")]
    for number in range(THIRD):
        fields[f"a{number}"] = RadioField(f"Do you {number}?", [Optional()], choices=choices)
        fields[f"b{number}"] = StringField(f"What about {number}?", [Optional()])
        fields[f"c{number}"] = IntegerField(f"How many {number}?", [Optional(), NumberRange(0, 50)])
    return type("Thirty", (Form,), fields)


def with_wtforms(keep: Keep) -> FlaskClient:
    """Flask and WTForms: the form is bound, checked, kept, and shown again where something is wrong."""
    app, thirty = Flask(__name__), _questions()

    @app.route("/", methods=["GET", "POST"])
    def page() -> Response | tuple[str, int] | str:
        form = thirty(request.form)
        hidden = {f"b{number}" for number in range(THIRD) if form[f"a{number}"].data != "yes"}
        if request.method == "GET":
            return render_template("thirty.html", form=form, hidden=hidden)
        if not form.validate():
            return render_template("thirty.html", form=form, hidden=hidden), 422
        keep({name: value for name, value in form.data.items() if name not in hidden})
        return redirect("/", 303)

    return app.test_client()


def least(page: str, keep: Keep) -> FlaskClient:
    """A constant page, and a form that is read, kept as it is and not looked at."""
    app = Flask("least")

    @app.get("/")
    def constant() -> str:
        return page

    @app.post("/")
    def reads() -> Response:
        keep(request.form.to_dict())
        return redirect("/", 303)

    return app.test_client()


# -- where it is kept ---------------------------------------------------------------------------------------------------


def nowhere(answers: dict[str, Any]) -> None:
    """Forgotten at once."""


def appended(path: Path) -> Keep:
    """A line at the end of a file, and the disk says it is there."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    def keep(answers: dict[str, Any]) -> None:
        os.write(descriptor, json.dumps(answers).encode() + b"\n")
        os.fdatasync(descriptor)

    return keep


def in_sqlite(path: Path) -> Keep:
    """A row in SQLite, which keeps its promises as we do (WAL, FULL)."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("pragma journal_mode = wal")
    base.execute("pragma synchronous = full")
    base.execute("create table answers (id integer primary key, body text)")

    def keep(answers: dict[str, Any]) -> None:
        base.execute("insert into answers (body) values (?)", (json.dumps(answers),))

    return keep
