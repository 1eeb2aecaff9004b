"""What one person said over time, and how it is put in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.text import Text
from forms.checkins import drawn, sentences
from forms.checkins.series import own, series_of
from forms.model import CheckIn, Rhythm
from forms.records import Envelope, How, Response
from tests.forms.checkins.conftest import Asked

QUESTIONS = {"security": "feels_safe", "belonging": "belongs_here"}


def response(question: str, occasion: str, value: str | None, how: How = "said", **more: str) -> Response:
    """Emrys answers one question in one window."""
    given_at = more.get("at", f"{occasion}T10:00:00Z")
    envelope = Envelope(value, "bethan", how, "sure", "en", given_at, more.get("declined"))  # type: ignore[arg-type]
    return Response(
        id=f"{question}{occasion}{how}",
        ref="senses.six_senses",
        form_hash="",
        subject="emrys",
        case=None,
        form="six_senses",
        seat="emrys",
        voice="resident",
        person="emrys",
        occasion=occasion,
        sent_at=given_at,
        answers={question: (envelope,)},
    )


def test_what_was_noticed_never_stands_on_the_persons_own_line(asked: Asked) -> None:
    said = response("feels_safe", "2026-07-06", "not_good")
    noticed = response("feels_safe", "2026-07-06", "good", how="noticed", at="2026-07-07T10:00:00Z")
    lines = series_of(asked.check_in, [said, noticed], "Europe/London")
    mine, theirs = own(lines, "emrys"), own(lines, "emrys", noticed=True)
    assert mine is not None
    assert theirs is not None
    assert mine.values("security") == ["not_good"]
    assert theirs.values("security") == ["good"]


def test_told_by_others_and_from_the_life_story_are_not_the_persons_own_word_either(asked: Asked) -> None:
    for how in ("told", "life_story"):
        lines = series_of(asked.check_in, [response("feels_safe", "2026-07-06", "good", how=how)], "Europe/London")
        assert own(lines, "emrys") is None


def test_not_today_is_kept_as_a_way_of_not_answering_and_is_no_answer(asked: Asked) -> None:
    [line] = series_of(
        asked.check_in, [response("feels_safe", "2026-07-06", None, declined="not_today")], "Europe/London"
    )
    assert line.values("security") == []
    assert line.points["security"][0].declined == "not_today"


def test_a_sense_that_was_not_asked_has_no_point_at_all(asked: Asked) -> None:
    [line] = series_of(asked.check_in, [response("feels_safe", "2026-07-06", "good")], "Europe/London")
    assert "belonging" not in line.points
    assert line.newest("belonging", date(2026, 7, 6), date(2026, 7, 13)) is None


def test_an_answer_given_late_in_the_evening_belongs_to_the_homes_own_day(asked: Asked) -> None:
    [line] = series_of(
        asked.check_in, [response("feels_safe", "2026-06-29", "good", at="2026-06-30T23:30:00Z")], "Europe/London"
    )
    assert line.points["security"][0].day == date(2026, 7, 1)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.sampled_from(["good", "unsure", "not_good"]), st.sampled_from(["said", "noticed"])
        ),
        max_size=25,
    )
)
def test_every_answer_given_is_in_one_series_and_no_series_holds_another_answer(
    given_answers: list[tuple[int, str, How]],
) -> None:
    newest: dict[tuple[int, str], str] = {}
    responses = []
    for week, value, how in given_answers:
        monday = date.fromordinal(date(2026, 1, 5).toordinal() + 7 * week)
        responses.append(response("feels_safe", monday.isoformat(), value, how=how))
        newest[week, how] = value
    lines = series_of(CHECK_IN, responses, "Europe/London")
    found = {
        (how, value)
        for line in lines
        for how in [("noticed" if line.noticed else "said")]
        for value in line.values("security")
    }
    assert found == {(how, value) for (_week, how), value in newest.items()}
    assert sum(len(line.values("security")) for line in lines) == len(newest)


def _check_in() -> CheckIn:
    from core import testing

    found = testing.house().installed.catalogue.get("check_in", "senses.six_senses")
    assert found is not None
    made: CheckIn = found.definition
    return made


CHECK_IN = _check_in()


def test_the_sentence_says_what_has_grown_and_what_was_not_asked_and_holds_no_number(
    asked: Asked, everything: Callable[..., dict[str, str]]
) -> None:
    before = everything("not_good", belongs_here="unsure")
    after = everything("good", belongs_here="unsure")
    del after["something_went_well"]
    responses = [response(id, "2026-03-02", value) for id, value in before.items()]
    responses += [response(id, "2026-04-27", value) for id, value in after.items()]
    [line] = series_of(asked.check_in, responses, "Europe/London")
    data = drawn.of_person(asked.check_in, "resident", line, None, date(2026, 4, 29))
    assert data.sentence.said("en") == (
        "Security, continuity, purpose and significance have grown since March; belonging is in between. "
        "Achievement was not asked. There was no check-in for a while between March and April."
    )
    assert data.sentence.said("cy") == (
        "Wedi tyfu ers mis Mawrth: Diogelwch, Parhad, Pwrpas a Bod o bwys; yn y canol: Perthyn. Heb ei ofyn: Cyflawniad. "
        "Bu sbel heb holi hynt rhwng mis Mawrth a mis Ebrill."
    )


def test_welsh_lists_breathe_after_a_and_not_before_a_vowel() -> None:
    assert sentences.listed(["Diogelwch", "Perthyn"], "cy") == "Diogelwch a Pherthyn"
    assert sentences.listed(["Diogelwch", "Cyflawniad"], "cy") == "Diogelwch a Chyflawniad"
    assert sentences.listed(["Diogelwch", "Ymlacio"], "cy") == "Diogelwch ac Ymlacio"
    assert sentences.listed(["Parhad", "Bod o bwys"], "cy") == "Parhad a Bod o bwys"


def test_a_long_stretch_without_an_answer_is_one_gap_and_not_many(asked: Asked) -> None:
    responses = [response("feels_safe", day, "good") for day in ("2026-01-05", "2026-06-29")]
    [line] = series_of(asked.check_in, responses, "Europe/London")
    times = drawn.times(asked.check_in, "resident", line, date(2026, 7, 1))
    assert [bool(column.points) for column in times] == [True, False, True]


def test_a_gap_is_called_by_its_first_and_last_day_and_never_by_one_day(asked: Asked) -> None:
    responses = [response("feels_safe", day, "good") for day in ("2026-01-05", "2026-06-29")]
    [line] = series_of(asked.check_in, responses, "Europe/London")
    data = drawn.of_person(asked.check_in, "resident", line, None, date(2026, 7, 1))
    [gap] = [one for one in data.lines if one.gap]
    first, last = (date.fromisoformat(day) for day in ("2026-01-06", "2026-06-28"))
    assert gap.title.said("en").startswith("No check-in from ")
    assert date.fromisoformat(gap.when) > first, "the round of the first answer belongs to that answer"
    assert str(last.day) not in gap.title.said("en"), "the round of the last answer belongs to that one"
    assert (gap.time, gap.marks) == (None, {})


def test_no_gap_between_two_times_gives_way_to_a_further_time(asked: Asked) -> None:
    days = ("2026-01-05", "2026-03-02", "2026-04-27", "2026-06-22", "2026-08-17")
    [line] = series_of(asked.check_in, [response("feels_safe", day, "good") for day in days], "Europe/London")
    times = drawn.times(asked.check_in, "resident", line, date(2026, 8, 19))
    assert [column.gap for column in times] == [False, True, False, True, False]


def test_several_gaps_are_said_in_one_sentence(asked: Asked) -> None:
    days = ("2026-01-05", "2026-03-02", "2026-05-25")
    [line] = series_of(asked.check_in, [response("feels_safe", day, "good") for day in days], "Europe/London")
    said = drawn.of_person(asked.check_in, "resident", line, None, date(2026, 5, 27)).sentence
    assert said.said("en").endswith(
        "There was no check-in for a while between January and March, and between March and May."
    )
    assert said.said("cy").endswith(
        "Bu sbel heb holi hynt rhwng mis Ionawr a mis Mawrth, a rhwng mis Mawrth a mis Mai."
    )


def test_a_gap_inside_one_month_is_said_with_that_month(asked: Asked) -> None:
    responses = [response("feels_safe", day, "good") for day in ("2026-07-06", "2026-07-27")]
    [line] = series_of(asked.check_in, responses, "Europe/London")
    weekly = asked.check_in.model_copy(update={"rhythm": {"resident": Rhythm(every="1 week")}})
    data = drawn.of_person(weekly, "resident", line, None, date(2026, 7, 29))
    assert data.sentence.said("en").endswith("There was no check-in for a while in July.")
    assert data.sentence.said("cy").endswith("Bu sbel heb holi hynt ym mis Gorffennaf.")


def test_groups_that_differ_are_said_aloud_as_a_question() -> None:
    staff, families = Text({"en": "Everyone who works here", "cy": "Pawb"}), Text({"en": "Families", "cy": "Teuluoedd"})
    said = sentences.of_groups(CHECK_IN, [(staff, {"security": 2.0, "purpose": 2.0}), (families, {"security": 1.0})])
    assert said.said("en") == (
        "Security: the middle answer of everyone who works here is “Good”, and of families “In between”. What do we each see?"
    )
