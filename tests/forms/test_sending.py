"""Sending: what was said becomes an answer with everything that belongs to it, once, and versions are only ever added."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from core import accounts, testing
from forms.drafts import AlreadySaid, begin
from forms.records import Draft


@pytest.fixture
def again(the_house, cast):
    """A draft on a seat of its own that can be begun again and again, as a conversation does."""

    def start(writer, voice="family", person=None, occasion="1"):
        catalogue = the_house.catalogue("hafan")
        found = catalogue.definitions["every_kind.all_kinds"]
        whose = cast.people[person or writer].id
        with the_house.store.tx("hafan", actor="test", purpose="begin") as tx:
            draft = begin(
                the_house,
                "hafan",
                tx,
                ref=found.ref,
                form_hash=the_house.keep_snapshot(tx, found.snapshot),
                subject=cast.people["dilys"].id,
                case=None,
                form="all_kinds",
                seat=f"{voice}-{whose}",
                voice=voice,
                person=whose,
                occasion=occasion,
                writer=cast.people[writer].id,
                back={"endpoint": "today"},
            )
        return f"/h/hafan/drafts/{draft.id}"

    return start


def test_a_sent_answer_knows_who_said_it_and_how(room, bethan, post, cast):
    path = room.begin(bethan, "resident")
    post(bethan, path, "morning", "next", {"morning": "Bara lawr"})
    given = {"_given.how": "pointed", "_given.sure": "fairly", "_given.language": "cy", "_given.helped": "Carys"}
    answer = post(bethan, path, "_check", "send", given)
    (sent,) = room.responses()
    said = sent.last("morning")
    assert answer.location == f"/h/hafan/heard/{sent.id}"
    assert sent.person == cast.people["dilys"].id
    assert (said.value, said.how, said.sure, said.language, said.helped) == (
        "Bara lawr",
        "pointed",
        "fairly",
        "cy",
        "Carys",
    )
    assert said.written_by == cast.people["bethan"].id


def test_what_one_writes_oneself_is_written(room, dilys, post):
    path = room.begin(dilys, "resident")
    post(dilys, path, "morning", "next", {"morning": "tea"})
    post(dilys, path, "_check", "send")
    assert room.responses()[0].last("morning").how == "written"


def test_what_was_noticed_is_never_said(room, bethan, post):
    path = room.begin(bethan, "resident")
    post(bethan, path, "mood", "next", {"mood": "good"})
    post(bethan, path, "_check", "send", {"_given.how": "noticed"})
    (sent,) = room.responses()
    page = bethan.get(f"/h/hafan/answers/{sent.id}").text
    assert sent.last("mood").how == "noticed"
    assert "Noticed, not said" in page
    assert "said in words" not in page


def test_a_draft_is_gone_once_it_was_sent(room, carys, post):
    path = room.begin(carys)
    post(carys, path, "_check", "send", {})
    assert room.all_drafts() == []
    assert carys.get(path).status_code == 404


def test_a_changed_answer_adds_a_version_and_overwrites_nothing(again, room, carys, post):
    for words in ("tea", "tea and toast"):
        path = again("carys")
        post(carys, path, "morning", "next", {"morning": words})
        post(carys, path, "_check", "send")
    (sent,) = room.responses()
    assert [version.value for version in sent.answers["morning"]] == ["tea", "tea and toast"]


def test_an_unchanged_answer_adds_no_version(again, room, carys, post):
    for _ in range(2):
        path = again("carys")
        post(carys, path, "morning", "next", {"morning": "tea"})
        post(carys, path, "_check", "send")
    assert len(room.responses()[0].answers["morning"]) == 1


def test_an_answer_that_is_taken_back_stays_to_be_seen_as_a_version(again, room, carys, post):
    for words in ("tea", ""):
        path = again("carys")
        post(carys, path, "morning", "next", {"morning": words})
        post(carys, path, "_check", "send")
    (sent,) = room.responses()
    assert [version.value for version in sent.answers["morning"]] == ["tea", None]
    assert "morning" not in sent.values()


def test_changing_an_answer_begins_with_what_was_said(again, carys, post):
    path = again("carys")
    post(carys, path, "morning", "next", {"morning": "tea"})
    post(carys, path, "_check", "send")
    assert ">\ntea</textarea>" in carys.get(f"{again('carys')}?at=morning").text


def test_pages_that_were_not_asked_this_time_are_neither_answered_nor_taken_back(again, room, the_house, carys, post):
    path = again("carys")
    post(carys, path, "morning", "next", {"morning": "tea"})
    post(carys, path, "_check", "send")
    path = again("carys")
    with the_house.store.tx("hafan", actor="test", purpose="only some pages") as tx:
        replace(Draft.need(tx, path.rpartition("/")[2]), only=("choosing",)).keep(tx)
    post(carys, path, "mood", "next", {"mood": "good"})
    post(carys, path, "_check", "send")
    said = room.responses()[0].values()
    assert (said["morning"], said["mood"]) == ("tea", "good")


def test_a_way_of_not_answering_is_a_version_too(again, room, carys, post):
    path = again("carys")
    post(carys, path, "morning", "next", {"morning.declined": "not_today"})
    post(carys, path, "_check", "send")
    (sent,) = room.responses()
    assert sent.declined() == {"morning": "not_today"}
    assert "morning" not in sent.values()


# -- nobody edits another voice --------------------------------------------------------------------------------------


def sent_by_dilys(again, dilys, post):
    path = again("dilys", "resident")
    post(dilys, path, "morning", "next", {"morning": "my own words"})
    post(dilys, path, "_check", "send")


def test_nobody_begins_to_write_where_the_person_has_written_themselves(again, room, dilys, post):
    sent_by_dilys(again, dilys, post)
    with pytest.raises(AlreadySaid):
        again("bethan", "resident", "dilys")
    assert room.all_drafts() == []


def test_a_page_says_kindly_that_they_have_answered_themselves(again, room, bethan, dilys, post):
    path = again("bethan", "resident", "dilys")
    post(bethan, path, "morning", "next", {"morning": "what I heard her say"})
    sent_by_dilys(again, dilys, post)
    answer = post(bethan, path, "_check", "send")
    assert answer.status_code == 409
    assert "Dilys Rees has answered this in their own words" in answer.text
    assert "what I heard her say" in answer.text
    (sent,) = room.responses()
    assert [version.value for version in sent.answers["morning"]] == ["my own words"]
    assert len(room.all_drafts()) == 1


def test_the_person_may_go_on_from_what_somebody_wrote_down_for_them(again, room, bethan, dilys, post):
    path = again("bethan", "resident", "dilys")
    post(bethan, path, "morning", "next", {"morning": "tea"})
    post(bethan, path, "_check", "send")
    path = again("dilys", "resident")
    post(dilys, path, "morning", "next", {"morning": "coffee, in fact"})
    post(dilys, path, "_check", "send")
    (sent,) = room.responses()
    assert [version.value for version in sent.answers["morning"]] == ["tea", "coffee, in fact"]


def test_another_occasion_may_be_written_down_for_them_again(again, dilys, post):
    sent_by_dilys(again, dilys, post)
    assert again("bethan", "resident", "dilys", occasion="2").startswith("/h/hafan/drafts/")


# -- once -------------------------------------------------------------------------------------------------------------


def test_fifty_presses_of_one_button_are_one_sending(room, carys, the_app, the_house, cast, post):
    path = room.begin(carys)
    post(carys, path, "morning", "next", {"morning": "tea"})
    page = carys.get(f"{path}?at=_check").text
    hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
    answers = []
    start = threading.Barrier(50)

    def press():
        browser = testing.browser(the_house, None, the_app)
        browser.client.set_cookie("cartref_in", token)
        form = {**hidden, "_at": "_check", "_go": "send", "_given.how": "written", "csrf_token": browser.token()}
        start.wait()
        answers.append(browser.client.post(path, data=form, headers={"Origin": testing.HERE}))

    token = accounts.open_sign_in(the_house, cast.accounts["carys"])
    pressing = [threading.Thread(target=press) for _ in range(50)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    (sent,) = room.responses()
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/h/hafan/heard/{sent.id}")}
    assert len(sent.answers["morning"]) == 1


def test_other_words_after_sending_are_shown_and_not_dropped(room, carys, post):
    path = room.begin(carys)
    page = carys.get(f"{path}?at=morning").text
    hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
    post(carys, path, "_check", "send")
    (sent,) = room.responses()
    answer = carys.post(path, {**hidden, "_at": "morning", "_go": "next", "morning": "I forgot to say this"})
    assert answer.status_code == 410
    assert "I forgot to say this" in answer.text
    assert f"/h/hafan/answers/{sent.id}" in answer.text


def test_what_cannot_be_an_answer_is_put_right_before_sending(room, carys, post):
    path = room.begin(carys)
    post(carys, path, "cups", "save", {"cups": "lots and lots"})
    answer = post(carys, path, "_check", "send")
    assert answer.status_code == 422
    assert "Write a number in figures" in answer.text
    assert f"{path}?at=cups#cups" in answer.text
    assert room.responses() == []
    assert 'value="lots and lots"' in carys.get(f"{path}?at=cups").text


def test_how_it_was_given_is_not_cut_either(room, carys, post):
    path = room.begin(carys)
    answer = post(carys, path, "_check", "send", {"_given.helped": "a" * 2_001})
    assert answer.status_code == 422
    assert "a" * 2_001 in answer.text
    assert room.responses() == []


def test_whoever_sent_is_thanked_in_words(room, carys, post, cast):
    path = room.begin(carys)
    post(carys, path, "morning", "next", {"morning": "tea"})
    post(carys, path, "mood", "next", {"mood": "good"})
    answer = post(carys, path, "_check", "send", follow_redirects=True)
    assert "Thank you, Carys Bowen." in answer.text
    assert "2 answers were sent." in answer.text
