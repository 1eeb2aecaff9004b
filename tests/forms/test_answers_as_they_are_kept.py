"""What is kept of an answer says what was said and how, and nothing of what was not."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from core.stores.protocol import Record
from core.stores.values import check_body, from_canonical
from forms.records import Envelope, Response

SAID = Envelope("The sea", "bethan", "said", "sure", "en", "2026-06-01T09:00:00Z")
DECLINED = replace(SAID, value=None, declined="not_today")
HELPED = replace(SAID, value=[{"row": "a", "answers": {"hope": "To walk"}}], helped="Carys")


def _sent(*versions: Envelope) -> Response:
    return Response(
        id="r1",
        ref="walk.wish",
        form_hash="h",
        subject="emrys",
        case="c1",
        form="wish",
        seat="s1",
        voice="resident",
        person="emrys",
        occasion="",
        sent_at=SAID.at,
        answers={"wish": versions},
    )


def _kept(body: dict[str, object]) -> Response:
    return Response.from_record(Record("hafan", "response", "r1", 0, from_canonical(check_body(body))))


@pytest.mark.parametrize("version", [SAID, DECLINED, HELPED], ids=["said", "declined", "helped"])
def test_an_answer_comes_back_as_it_was_sent(version):
    assert _kept(_sent(SAID, version).body()) == _sent(SAID, version)


def test_an_answer_that_was_neither_declined_nor_helped_with_does_not_say_so():
    kept = _sent(SAID).body()["answers"]["wish"][0]
    assert set(kept) == {"value", "written_by", "how", "sure", "language", "at"}


def test_an_answer_kept_when_every_version_said_everything_reads_the_same():
    body = _sent(SAID, HELPED).body()
    body["answers"]["wish"] = [asdict(SAID), asdict(HELPED)]
    assert _kept(body) == _sent(SAID, HELPED)


def test_a_sending_kept_before_halves_could_be_sealed_is_open():
    body = _sent(SAID).body()
    del body["sealed"]
    assert _kept(body) == _sent(SAID)
