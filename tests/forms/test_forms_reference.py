"""The reference of forms and layers says every key, type, change and code there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.codes import CODES as OF_CORE
from core.layering import VERBS
from forms.codes import CODES
from forms.fields import CORE_TYPES
from forms.model import Form, Page, Question

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs/reference/forms.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def layers():
    return (ROOT / "docs/reference/layers.md").read_text(encoding="utf-8")


def said(page):
    plain = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    return {word for part in re.findall(r"`([^`]+)`", plain) for word in re.findall(r"[a-z_]+", part)}


@pytest.mark.parametrize("model", [Form, Page, Question])
def test_every_key_is_in_the_reference(page, model):
    aside = {"id", "points", "min", "max", "unit"}
    assert set(model.model_fields) - said(page) - aside == set()


def test_every_type_is_in_the_reference(page):
    assert {kind.key for kind in CORE_TYPES} - said(page) == set()


def test_every_change_is_in_the_reference(layers):
    assert set(VERBS) - said(layers) == set()


def test_every_code_is_in_the_reference(page, layers):
    assert [code for code in CODES if f"`{code}`" not in page + layers] == []


def test_every_code_that_is_given_is_explained():
    files = [path for path in (ROOT / "forms").rglob("*.py") if "checkins" not in path.parts]
    given = {code for path in files for code in re.findall(r'"(E\d{3})"', path.read_text(encoding="utf-8"))}
    assert given - set(CODES) - set(OF_CORE) == set()
