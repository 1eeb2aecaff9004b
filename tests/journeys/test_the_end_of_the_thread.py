"""The thread goes on, from the fifth week to the fourteenth: who is around him, his plan, his story, and what a council may see."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.journeys.hafan import LIVE_HERE, NEIGHBOURS
from tests.journeys.later_weeks import ANSWERED, NO_LONGER

pytestmark = pytest.mark.slow


# -- week 5: who is around us --------------------------------------------------------------------------------------------


def test_week_5_the_grocer_remembers_the_van_and_between_two_days_the_map_differs_by_two_ties(home, seen):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seen["5 map"]))
    assert "Since 1 June: Siop y Gornel is new, both ways; Old customers is new, both ways." in page
    changed = seen["5 map"].partition("What has changed")[2].partition("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in changed.split("<tr")[2:]]
    differing = {row[0] for row in rows if len(set(row[1:])) > 1}
    assert differing == {"Siop y Gornel", "Old customers"}
    (by_sian,) = [one for one in home.sent("map_who") if one["person"] == home.id("sian")]
    knows = [row["answers"].get("what_they_know") for row in by_sian["answers"]["who_there_is"][-1]["value"]]
    assert "Emrys and his van" in knows


# -- week 8: how are things? ---------------------------------------------------------------------------------------------


def test_week_8_two_lines_stand_on_his_radar(seen):
    drawn = seen["8 senses drawn"]
    svg = drawn[drawn.index("<svg") : drawn.index("picture__legend")]
    lines = re.findall(r'<g class="(radar__of [^"]+)"', svg)
    assert lines == ["radar__of radar__of--faint", "radar__of radar__of-1"], "May faint, June in front"
    assert seen["8 senses"].count("No check-in from 18 May to 7 June"), "between them nobody asked, and it says so"


def test_week_8_the_sentence_says_what_has_grown_and_nothing_is_a_score(seen):
    grown = "Continuity, purpose and significance have grown since May; security and achievement are good; belonging is in between."
    for page in (seen["8 senses"], seen["8 senses drawn"]):
        assert grown in page
        assert not re.search(
            r"score|total|average|sum of|\bout of\b|\d ?%|\d/\d", re.sub(r"<[^>]+>", " ", page).lower()
        )


# -- week 10: a turn of learning ------------------------------------------------------------------------------------------


def test_week_10_staff_alone_do_not_say_what_would_be_different(seen):
    assert "at least two of us three groups to decide" in seen["10 staff alone"]
    assert "Where we are: What would be different" in seen["10 staff alone"]


def test_week_10_nothing_is_planned_before_it_was_said_how_it_is_now(home, seen):
    assert "How it is now has not been said for “more of us go out for real reasons”." in seen["10 without a before"]
    assert "Where we are: What we do" in seen["10 planning"]
    (signs,) = home.sent("leap_signs")
    (row,) = signs["answers"]["signs"][-1]["value"]
    sign = row["answers"]
    assert (sign["sign"], sign["is_now"]) == ("muddy shoes in the hall", "not_yet")
    assert [one["id"] for one in sign["chosen_by_name"]] == [home.id("norah")]


def test_week_10_resident_and_staff_are_at_the_table_and_norah_reads_her_sign(seen):
    turn = seen["10 turn"]
    assert "The person who lives here Norah Keane" in turn
    assert "Kitchen, house and grounds Marek" in turn
    assert "muddy shoes in the hall" in turn


# -- week 12: the plan is looked at ---------------------------------------------------------------------------------------


def test_week_12_the_plan_comes_up_before_three_months_are_over(seen):
    assert "We look again on 20 July 2026." in seen["12 the day before"]
    assert "Time to look again: My plan for living here (20 July 2026)" in seen["12 it comes up"]
    assert date(2026, 7, 20) < date(2026, 7, 27), "the plan was there on 27 April"


def test_week_12_it_is_looked_at_with_the_council_and_with_whoever_speaks_up_for_him(seen):
    waiting = seen["12 two have not been heard"]
    for missing in ("Carys Bowen has not been heard yet", "Aled has not been heard yet"):
        assert missing in waiting
    assert "Nobody has been heard yet who speaks up for them: family, a friend, an advocate." in waiting


def test_week_12_the_next_look_is_within_three_months_too(home, seen):
    assert "That is more than three months away" in seen["12 sixteen weeks is too long"]
    assert "Where we are: Living here" in seen["12 carried on"]
    assert "We look again on 12 October 2026." in seen["12 carried on"]


def test_week_12_aled_says_under_his_own_name_and_day_that_no_nursing_placement_is_needed(home, seen):
    (aled,) = [one for one in home.sent("plan_looked_at", "emrys") if "found" in one["answers"]]
    (version,) = aled["answers"]["found"]
    assert (version["value"], version["written_by"], version["how"]) == (NO_LONGER, home.id("aled"), "written")
    assert str(version["at"]).startswith("2026-07-20")
    assert aled["answers"]["found_on"][-1]["value"] == "2026-07-20"
    page = seen["12 plan"]
    assert re.search(r"· Aled How far has it come\?.*" + re.escape(NO_LONGER) + r".*20 July 2026", page)


def test_week_12_software_inferred_nothing(home, seen):
    """Before Aled wrote it no page said so; afterwards it stands in his one answer and in nobody else's."""
    assert "nursing placement" not in seen["12 before anybody says so"].lower()
    with home.house.store.read("hafan") as tx:
        holding = [one for one in tx.all("response") if "no longer needed" in str(one.body)]
        written_by = {
            version["written_by"]
            for one in tx.all("response")
            for versions in one.body["answers"].values()
            for version in versions
        }
    assert [one.body["person"] for one in holding] == [home.id("aled")]
    assert written_by <= {person.id for person in home.cast.people.values()}, "a person wrote every answer there is"


# -- week 13: a story -----------------------------------------------------------------------------------------------------


def test_week_13_his_story_goes_nowhere_before_it_was_read_back_to_him(seen):
    assert (
        "Emrys Bowen has not said yes to this with their own mark. Read it through together first."
        in seen["13 not read back"]
    )


def test_week_13_the_grocer_was_asked_too(seen):
    assert "Somebody else is in this story and has not said yes to being in it." in seen["13 the grocer was not asked"]
    assert "I do the shop." not in seen["13 wall before"]


def test_week_13_this_home_hears_it_under_his_own_name_and_the_council_does_not(seen):
    assert "Where we are: Shared" in seen["13 shared"]
    for who in ("norah", "marek", "carys"):
        assert "I do the shop." in seen[f"13 wall for {who}"]
        assert "Emrys Bowen, 27 July" in seen[f"13 wall for {who}"]
    assert "I do the shop." not in seen["13 wall for council"]


def test_week_14_where_he_lets_it_go_further_it_goes_under_another_name(seen):
    assert "I do the shop." in seen["14 under another name"]
    assert "Ifan, 27 July" in seen["14 under another name"]
    for name in ("Emrys", "Bowen", "Glyn"):
        assert name not in seen["14 all the council reads of the story"]


@pytest.mark.parametrize("who", ["norah", "marek", "carys", "council", "emrys"])
def test_week_14_what_he_takes_back_is_gone_for_everybody(seen, who):
    assert "Our stories" in seen[f"14 taken back, for {who}"]
    assert "I do the shop." not in seen[f"14 taken back, for {who}"]


def test_week_14_glyn_who_helped_is_asked_to_collect_what_was_printed(seen):
    assert "A story was taken back." in seen["14 what Glyn is asked"]
    assert "please collect what was printed" in seen["14 what Glyn is asked"]


# -- week 14: the council ---------------------------------------------------------------------------------------------------


def test_week_14_of_twenty_four_who_live_here_eleven_answered(home):
    assert len(LIVE_HERE) + len(NEIGHBOURS) == 24
    answered = {one["person"] for one in home.sent("six_senses", voice="resident")}
    assert answered == {home.id(who) for who in (*ANSWERED, "emrys")}
    assert len(answered) == 11


def test_week_14_the_council_reads_rounded_numbers_of_ten_or_more_once_the_home_shares_them(seen):
    assert seen["14 without a share"] == ""
    groups = seen["14 groups"]
    assert "April – June 2026" in groups
    assert groups.count("about 10 people") == 6
    assert "Purpose about 10 people Not good: 0, In between: 0, Good: 10" in groups
    assert {int(n) for n in re.findall(r"(?:Not good|In between|Good): (\d+)", groups)} <= {0, 5, 10}


def test_week_14_groups_below_ten_are_not_shown_to_the_council(seen):
    assert "Families and friends Too few to show; ask the home." in seen["14 groups"]
    assert "Everyone who works here Too few to show; ask the home." in seen["14 groups"]


def test_week_14_emrys_cannot_be_found_by_the_council(home, seen):
    """Neither his name on any page, nor his page, nor his one answer that differed from ten others; nor anybody else's name."""
    everything = seen["14 all the council reads"]
    assert "How the groups see it" in everything
    known_by_post = {"ffion", "council"}  # the manager who gave the share, and the reader
    for key, person in home.cast.people.items():
        assert key in known_by_post or not re.search(rf"\b{re.escape(person.name)}\b", everything)
    assert seen["14 his page for the council"] == ""
    assert "Belonging about 10 people Not good: 0, In between: 0, Good: 10" in seen["14 groups"]
