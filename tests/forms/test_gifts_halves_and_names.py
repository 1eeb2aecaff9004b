"""Who sees one version of an answer where several promises meet: a gift, a sealed half, words without a name, a yes to be asked."""

from __future__ import annotations

import pytest

from core import testing
from core.permissions import Answer
from forms.consent import Sight
from forms.records import Envelope, Response
from forms.shown import seen_of, values_of

AT = "2026-06-01T10:00:00Z"


@pytest.fixture(scope="module")
def catalogue():
    return testing.house().installed.catalogue


def sent(question, value, *, person="emrys", written_by="emrys", **more):
    version = Envelope(value, written_by, "said", "sure", "en", AT)
    return Response(
        id="r",
        ref="x.y",
        form_hash="",
        subject="emrys",
        case=None,
        form="y",
        seat="s",
        voice="resident",
        person=person,
        occasion="",
        sent_at=AT,
        answers={question: (version,)},
        **more,
    )


def sees(catalogue, ref, response, reader, *, yes=True, shared=False, off=frozenset()):
    form = catalogue.get("form", ref).definition
    sight = Sight(lambda row: Answer(yes, row, shared=shared), reader, off)
    return values_of(seen_of(form, catalogue.people, response, sight))


def test_a_gift_opens_the_givers_own_words(catalogue):
    said = sent("good_day", "Rain on the roof")
    assert sees(catalogue, "stories.about_me", said, "carys", shared=True) == {"good_day": "Rain on the roof"}


def test_a_gift_opens_no_other_voices_words(catalogue):
    said = sent("good_day", "He says rain.", person="bethan", written_by="bethan")
    assert sees(catalogue, "stories.about_me", said, "carys", shared=True) == {}
    assert sees(catalogue, "stories.about_me", said, "sian") == {"good_day": "He says rain."}


def test_a_sealed_half_is_for_whoever_gave_it_alone(catalogue):
    half = sent("enjoy", "She tells me when it is wrong.", person="marek", written_by="marek", sealed=True)
    assert sees(catalogue, "relationships.us_two", half, "norah") == {}
    assert sees(catalogue, "relationships.us_two", half, "marek", yes=False) == {
        "enjoy": "She tells me when it is wrong."
    }


def test_words_without_a_name_are_nobodys_own(catalogue):
    """Whoever lost their place reads as nobody, and nobody wrote these."""
    form = catalogue.get("form", "relationships.us_round").definition
    question = form.questions()[0].id
    said = sent(question, "It was hard.", person=None, written_by="")
    assert sees(catalogue, "relationships.us_round", said, "", yes=False) == {}


def test_whoever_wrote_the_newest_version_reads_no_row_of_another_that_waits_for_a_yes(catalogue):
    ref, group = "community_map.map_who", "who_there_is"
    mine = {"row": "a", "answers": {"who": {"id": None, "name": "Ann"}}}
    theirs = {"row": "b", "answers": {"who": {"id": None, "name": "Ben"}}}
    first = Envelope([theirs], "kofi", "said", "sure", "en", AT)
    newest = Envelope([theirs, mine], "sian", "said", "sure", "en", AT)
    said = sent(group, [], person="mair")
    said = Response(**{**vars(said), "answers": {group: (first, newest)}})
    form = catalogue.get("form", ref).definition
    asks = form.question(group).repeat.consent
    audience = next(one.audience for one in form.question(group).questions if one.id == asks)
    sight = Sight(lambda row: Answer(row != audience, row), "sian", frozenset())
    assert values_of(seen_of(form, catalogue.people, said, sight)) == {group: [mine]}
