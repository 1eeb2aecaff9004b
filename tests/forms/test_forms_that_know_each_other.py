"""Forms of one conversation: rows to ask about one by one, words side by side, what is filled in beforehand, links."""

from __future__ import annotations

import pytest

from core.contributions import Asking
from core.records import stamp
from forms.compiled import compile_form
from forms.drafts import begin, compiled_of
from forms.records import TOGETHER, Draft
from forms.responses import Given, answer
from workflows.records import Case, Seat

CASE = "case1"
VOICES = {"dilys": "resident", "carys": "family", "sian": "staff", "mair": "staff"}


@pytest.fixture
def talk(the_house, cast, room):
    """A conversation about Dilys with a seat for some of the cast."""

    class Talk:
        def open(self, *seated):
            catalogue = the_house.catalogue("hafan")
            with the_house.store.tx("hafan", actor="test", purpose="case") as tx:
                found = catalogue.definitions["together.talk"]
                forms = {
                    one: catalogue.definitions[f"together.{one}"] for one in ("look", "lighten", "paperwork", "share")
                }
                Case(
                    id=CASE,
                    ref=found.ref,
                    workflow_hash=the_house.keep_snapshot(tx, found.snapshot),
                    forms={
                        id: {"ref": one.ref, "hash": the_house.keep_snapshot(tx, one.snapshot)}
                        for id, one in forms.items()
                    },
                    subject=cast.people["dilys"].id,
                    step="looking",
                    started_by=cast.people["sian"].id,
                    started_at=stamp(the_house.clock.now()),
                    host=cast.people["sian"].id,
                    about="the sea",
                    seats=tuple(Seat(f"{VOICES[one]}-{one}", VOICES[one], cast.people[one].id) for one in seated),
                ).keep(tx)

        def begin(self, form, writer, voice, person=None, seat=None):
            found = the_house.catalogue("hafan").definitions[f"together.{form}"]
            whose = None if seat == TOGETHER else cast.people[person or writer].id
            with the_house.store.tx("hafan", actor="test", purpose="begin") as tx:
                return begin(
                    the_house,
                    "hafan",
                    tx,
                    ref=found.ref,
                    form_hash=the_house.keep_snapshot(tx, found.snapshot),
                    subject=cast.people["dilys"].id,
                    case=CASE,
                    form=form,
                    seat=seat or f"{voice}-{writer}",
                    voice=voice,
                    person=whose,
                    occasion="1",
                    writer=cast.people[writer].id,
                    back={"endpoint": "today"},
                )

        def said(self, form, writer, voice, values, declined=None):
            draft = self.begin(form, writer, voice)
            with the_house.store.tx("hafan", actor="test", purpose="said") as tx:
                compiled = compiled_of(the_house, "hafan", tx, draft.form_hash)
                found = Draft.need(tx, draft.id)
                return answer(
                    the_house,
                    "hafan",
                    tx,
                    draft=found,
                    compiled=compiled,
                    values=values,
                    declined=declined or {},
                    given=Given(),
                    asking=Asking("en"),
                )

        def page(self, browser, draft, at="_all"):
            return browser.get(f"/h/hafan/drafts/{draft.id}?at={at}").text

    return Talk()


def worry(row, words, how_hard="serious"):
    return {"row": row, "answers": {"worry": words, "how_hard": how_hard}}


def test_each_worry_of_every_voice_is_asked_about_under_its_own_words(talk, sian):
    talk.open("dilys", "carys", "sian")
    talk.said("look", "dilys", "resident", {"worries": [worry("tide", "The tide")]})
    talk.said("look", "carys", "family", {"worries": [worry("cold", "The cold"), worry("bus", "The bus")]})
    page = talk.page(sian, talk.begin("lighten", "sian", "staff", seat=TOGETHER))
    assert [words in page for words in ("The tide", "The cold", "The bus")] == [True] * 3
    assert 'name="steps.tide.step"' in page
    assert 'name="steps.bus.step"' in page


def test_rows_that_are_given_can_neither_be_added_nor_taken_out(talk, sian, post):
    talk.open("dilys", "sian")
    talk.said("look", "dilys", "resident", {"worries": [worry("tide", "The tide")]})
    draft = talk.begin("lighten", "sian", "staff", seat=TOGETHER)
    page = talk.page(sian, draft)
    assert 'name="_add"' not in page
    assert 'name="_remove"' not in page
    assert post(sian, f"/h/hafan/drafts/{draft.id}", "_all", "_add=steps").status_code == 303
    assert talk.page(sian, draft).count('class="row"') == 1
    assert post(sian, f"/h/hafan/drafts/{draft.id}", "_all", "_remove=steps:tide").status_code == 303
    assert talk.page(sian, draft).count('class="row"') == 1


def test_a_step_for_a_worry_is_kept_under_the_worry(talk, sian, post, room):
    talk.open("dilys", "sian")
    talk.said("look", "dilys", "resident", {"worries": [worry("tide", "The tide")]})
    draft = talk.begin("lighten", "sian", "staff", seat=TOGETHER)
    post(
        sian, f"/h/hafan/drafts/{draft.id}", "_all", "send", {"steps._row": "tide", "steps.tide.step": "Read the table"}
    )
    assert room.responses()[-1].values()["steps"] == [{"row": "tide", "answers": {"step": "Read the table"}}]


def test_a_step_stays_when_its_worry_is_taken_back(talk, sian, post):
    talk.open("dilys", "sian")
    talk.said("look", "dilys", "resident", {"worries": [worry("tide", "The tide")]})
    draft = talk.begin("lighten", "sian", "staff", seat=TOGETHER)
    post(
        sian, f"/h/hafan/drafts/{draft.id}", "_all", "save", {"steps._row": "tide", "steps.tide.step": "Read the table"}
    )
    talk.said("look", "dilys", "resident", {})
    assert "Read the table" in talk.page(sian, draft)


def test_a_rule_may_ask_what_others_sent(talk, sian):
    talk.open("dilys", "carys", "sian")
    talk.said("look", "dilys", "resident", {"worries": [worry("tide", "The tide")]})
    draft = talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    assert 'id="so_many-question" data-question="so_many" data-show-if="[&#34;truth&#34;,false]" hidden' in talk.page(
        sian, draft
    )
    talk.said("look", "carys", "family", {"worries": [worry("cold", "The cold")]})
    assert 'id="so_many-question" data-question="so_many" data-show-if="[&#34;truth&#34;,true]">' in talk.page(
        sian, draft
    )


# -- filled in beforehand --------------------------------------------------------------------------------------------


def test_a_new_draft_begins_with_what_was_said(talk, sian):
    talk.open("dilys", "sian")
    talk.said("look", "dilys", "resident", {"wish": "To see the sea", "worries": [worry("tide", "The tide")]})
    draft = talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    assert draft.typed["in_their_words"] == ("To see the sea",)
    assert draft.typed["worry_count"] == ("1",)
    assert (draft.typed["written_on.day"], draft.typed["written_on.year"]) == (("1",), ("2026",))


def test_what_was_not_said_is_not_filled_in(talk):
    talk.open("sian")
    draft = talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    assert "in_their_words" not in draft.typed


def test_what_the_writer_may_not_see_is_not_filled_in(talk):
    talk.open("dilys", "mair")
    talk.said("look", "dilys", "resident", {"wish": "To see the sea", "kept_to_myself": "I cannot swim"})
    draft = talk.begin("paperwork", "mair", "staff", seat=TOGETHER)
    assert draft.typed["in_their_words"] == ("To see the sea",)
    assert "aside" not in draft.typed


def test_what_was_filled_in_is_no_answer_before_it_is_sent(talk, room):
    talk.open("dilys", "sian")
    talk.said("look", "dilys", "resident", {"wish": "To see the sea"})
    talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    assert [one.form for one in room.responses()] == ["look"]


def test_a_draft_that_was_emptied_stays_empty(talk, sian, post, room):
    talk.open("dilys", "sian")
    talk.said("look", "dilys", "resident", {"wish": "To see the sea"})
    draft = talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    post(sian, f"/h/hafan/drafts/{draft.id}", "_all", "save", {"in_their_words": ""})
    again = talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    assert again.id == draft.id
    assert "".join(again.typed["in_their_words"]) == ""


# -- side by side ----------------------------------------------------------------------------------------------------


def test_every_voice_stands_side_by_side_in_its_own_words(talk, carys):
    talk.open("dilys", "carys")
    talk.said("look", "dilys", "resident", {"wish": "To see the sea"})
    talk.said("look", "carys", "family", {"wish": "That she is safe"})
    page = talk.page(carys, talk.begin("share", "carys", "family"), "side_by_side")
    assert "To see the sea" in page
    assert "That she is safe" in page
    assert "Dilys Rees" in page


def test_whoever_it_is_about_stands_first_and_the_others_in_the_order_of_the_forms_voices(talk, carys):
    talk.open("dilys", "carys", "sian")
    talk.said("look", "sian", "staff", {"wish": "That she has company"})
    talk.said("look", "carys", "family", {"wish": "That she is safe"})
    talk.said("look", "dilys", "resident", {"wish": "To see the sea"})
    page = talk.page(carys, talk.begin("share", "carys", "family"), "side_by_side")
    places = [page.index(words) for words in ("To see the sea", "That she is safe", "That she has company")]
    assert places == sorted(places)


def test_a_private_note_is_side_by_side_with_nothing(talk, carys, dilys):
    talk.open("dilys", "carys")
    talk.said("look", "dilys", "resident", {"wish": "To see the sea", "kept_to_myself": "I cannot swim"})
    assert "I cannot swim" not in talk.page(carys, talk.begin("share", "carys", "family"), "side_by_side")
    assert "I cannot swim" in talk.page(dilys, talk.begin("share", "dilys", "resident"), "side_by_side")


# -- links -----------------------------------------------------------------------------------------------------------


def test_a_conversation_can_be_chosen_as_a_card(talk, sian, post, room):
    talk.open("sian")
    draft = talk.begin("paperwork", "sian", "staff", seat=TOGETHER)
    assert "A talk about a wish: the sea" in talk.page(sian, draft)
    post(sian, f"/h/hafan/drafts/{draft.id}", "_all", "send", {"because_of": f"case:{CASE}"})
    assert room.responses()[0].values()["because_of"] == {
        "kind": "case",
        "id": CASE,
        "title": "A talk about a wish: the sea",
    }


def test_a_conversation_somebody_may_not_see_is_not_on_a_card(talk, cast, the_house, come):
    talk.open("dilys")
    draft = talk.begin("paperwork", "owen", "staff")
    page = talk.page(come("owen"), draft)
    assert "A talk about a wish" not in page
    assert "nothing written down here yet that could be chosen" in page


def test_a_conversation_somebody_may_not_see_cannot_be_linked(talk, come, post):
    talk.open("dilys")
    draft = talk.begin("paperwork", "owen", "staff")
    answer = post(come("owen"), f"/h/hafan/drafts/{draft.id}", "_all", "send", {"because_of": f"case:{CASE}"})
    assert answer.status_code == 422


# -- what the check says ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("cups", "today"),
        ("milk", "goes_out"),
        ("mood", "milk"),
        ("nickname", "milk"),
        ("morning", "cups + 1"),
        ("hopes", "nickname"),
    ],
)
def test_something_that_could_be_no_answer_is_not_filled_in_beforehand(all_kinds, question, rule):
    findings = with_default(all_kinds, question, rule).findings
    assert [one.code for one in findings] == ["E312"]


@pytest.mark.parametrize(
    ("question", "rule"), [("cups", "3"), ("tea_time", "nickname"), ("moved_in", "today"), ("morning", '"tea"')]
)
def test_an_answer_of_the_same_kind_may_be_filled_in_beforehand(all_kinds, question, rule):
    assert with_default(all_kinds, question, rule).findings == []


def with_default(compiled, question, rule):
    def changed(one):
        return one.model_copy(update={"default": rule}) if one.id == question else one

    pages = tuple(
        page.model_copy(update={"questions": tuple(changed(one) for one in page.questions)})
        for page in compiled.form.pages
    )
    form = compiled.form.model_copy(update={"pages": pages})
    return compile_form(form, compiled.types, compiled.people)


@pytest.fixture
def sian(come):
    return come("sian")
