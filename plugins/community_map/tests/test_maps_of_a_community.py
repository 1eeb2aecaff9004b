"""Maps, through the pages: nobody is left out, nobody is shown without their yes, and what changed can be seen."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import pytest

from core import testing

Row = Mapping[str, Any]


def words(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def one(
    who: Any, kind: str = "friend", near: str = "near", tie: str = "both_ways", yes: str = "yes", **more: Any
) -> Row:
    """A row of a map: somebody, who they are, how near, how the tie runs, and their answer to being shown."""
    named = {"name": who} if isinstance(who, str) else {"id": who.id}
    return {"who": named, "kind": kind, "how_near": near, "tie": tie, "may_we_show": yes, **more}


class Map:
    """A map that somebody has begun, in a home where Dilys and Gwilym live."""

    def __init__(self, by: str, ref: str, subject: str = "") -> None:
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["community_map", "exchange", "risk_benefit"])
        self.app = testing.app(self.house)
        self.host = by
        about = {"subject": self.cast.people[subject].id} if subject else {}
        begun = self.browser(by).post("/h/hafan/cases/new", {"ref": ref, **about})
        self.at = begun.headers["Location"]

    def browser(self, who: str = "") -> testing.Browser:
        return testing.browser(self.house, self.cast.accounts[who or self.host], self.app)

    def seat(self, who: str, voice: str) -> None:
        person = self.cast.people[who].id
        assert self.browser().post(f"{self.at}/seat", {"voice": voice, "person": person}).status_code == 303

    def place(self, who: str) -> str:
        """The id of somebody's seat, as whoever leads meets it on the page."""
        page = self.browser().get(self.at).text
        places = re.findall(r'voice__person">([^<]+)<.*?name="seat" value="([^"]+)"', page, flags=re.DOTALL)
        return dict(places)[who]

    def says(self, who: str, *rows: Row, form: str = "map_who", by: str = "") -> None:
        name = self.cast.people[who].name
        sent = self.browser(by or self.host).answer(self.at, form, {"who_there_is": list(rows)}, self.place(name))
        assert "/heard/" in sent.headers["Location"]

    def move(self, way: str, by: str = "") -> str:
        return words(self.browser(by).post(f"{self.at}/move", {"transition": way}, follow_redirects=True))

    def reads(self, who: str = "") -> str:
        answer = self.browser(who).get(self.at)
        return words(answer) if answer.status_code == 200 else ""

    def read_everywhere(self, who: str) -> str:
        """The page of the map, and every page of answers that it leads to."""
        browser = self.browser(who)
        page = browser.get(self.at)
        paths = sorted(set(re.findall(r'href="(/h/hafan/answers/[0-9a-f]+)"', page.text)))
        return " ".join(words(answer) for answer in (page, *map(browser.get, paths)))


WORKERS = (
    one("Huw", "works_here", "home", works_as="kitchen"),
    one("Marged", "works_here", "home", works_as="cleaning"),
    one("Owen", "works_here", "home", works_as="nights"),
)


@pytest.fixture
def ours() -> Map:
    """The home's map, led by Siân, with Dilys and the cook at the table; nothing has been written."""
    made = Map("sian", "community_map.community_map")
    made.seat("dilys", "resident")
    made.seat("huw", "kitchen")
    return made


@pytest.fixture
def hers() -> Map:
    """Dilys's own map, led by Bethan, who is in her circle, with the cook and her daughter at the table."""
    made = Map("bethan", "community_map.my_map", "dilys")
    made.seat("huw", "kitchen")
    made.seat("carys", "family")
    return made


def kept(ours: Map, *of_dilys: Row) -> None:
    """Everybody is on the map, and it is kept as it is today."""
    gwilym = one(ours.cast.people["gwilym"], "lives_here", "home")
    ours.says("dilys", *of_dilys)
    ours.says("huw", *WORKERS, gwilym)
    ours.move("walk_round")
    assert "Where we are: How it is today" in ours.move("agree")
    ours.move("live_with_it")


# -- the stories of the practice -------------------------------------------------------------------------------------


def test_one_line_becomes_three_when_the_cook_knows_of_the_grocer_and_opens_a_conversation(hers):
    carys = one(hers.cast.people["carys"], "family")
    hers.says("dilys", carys, form="my_people")
    hers.browser().post(f"{hers.at}/sign", {"line": "voice:resident", "how": "said"})
    hers.move("keep")
    hers.move("live_with_it")
    hers.house.clock.forward(days=7)
    grocer = one("Grocer on the corner", "shop", how_you_know="He remembers the van")
    hers.says("huw", grocer, one("Old customers", tie="lost_touch"), form="map_tie", by="huw")
    said = hers.reads()
    assert "Since 1 June: Grocer on the corner is new, both ways; Old customers is new, we have lost touch." in said
    page = hers.browser("huw").post(f"{hers.at}/move", {"transition": "open_exchange"}, follow_redirects=True)
    opened = set(re.findall(r'href="(/h/hafan/cases/[0-9a-f]{32})"', hers.browser().get(hers.at).text))
    assert page.status_code == 200
    assert any("Everyone is an expert" in words(hers.browser().get(path)) for path in opened - {hers.at})


def test_without_whoever_cleans_the_map_asks_who_cleans(ours):
    ours.says("dilys", one("Chapel", "faith"))
    ours.says("huw", WORKERS[0], WORKERS[2], one(ours.cast.people["gwilym"], "lives_here", "home"))
    ours.move("walk_round")
    said = ours.move("agree")
    assert "Who cleans, who cooks, who works nights? One of these is not on the map." in said
    assert "Where we are: Walking round it" in said
    ours.says("huw", *WORKERS, one(ours.cast.people["gwilym"], "lives_here", "home"))
    assert "Where we are: How it is today" in ours.move("agree")


def test_somebody_who_is_to_be_kept_off_is_on_no_map_on_no_page_and_in_no_earlier_snapshot(ours):
    kept(ours, one("Chapel", "faith"), one("Lynne Parry", "friend"))
    assert "Lynne Parry" in ours.read_everywhere("rhodri")
    ours.says("huw", *WORKERS, one("lynne  parry", "neighbour", yes="no"), by="huw")
    for who in ("rhodri", "carys", "owen", "mair"):
        everything = ours.read_everywhere(who)
        assert "Chapel" in everything
        assert "lynne" not in everything.lower()


def test_what_dilys_says_no_to_on_her_own_map_leaves_the_homes_map_too(ours):
    kept(ours, one("Lynne Parry", "friend"))
    assert "Lynne Parry" in ours.reads("rhodri")
    bethan = ours.browser("bethan")
    own = bethan.post("/h/hafan/cases/new", {"ref": "community_map.my_map", "subject": ours.cast.people["dilys"].id})
    at = own.headers["Location"]
    seat = re.findall(r'name="seat" value="([^"]+)"', bethan.get(at).text)[0]
    bethan.answer(at, "my_people", {"who_there_is": [one("Lynne Parry", yes="no")]}, seat)
    assert "Lynne Parry" not in ours.read_everywhere("rhodri")


def test_half_a_year_later_the_chapel_is_there_both_ways(ours):
    kept(ours, one("Chapel", "faith", tie="lost_touch"))
    ours.house.clock.forward(days=183)
    ours.says("dilys", one("Chapel", "faith"))
    assert "Since 1 June: Chapel, we have lost touch before, both ways now." in ours.reads("carys")
    ours.move("keep_today")
    said = ours.reads("carys")
    assert "Since 1 June: Chapel, we have lost touch before, both ways now." in said
    assert re.search(r"Who 1 June 1 December Now Chapel we have lost touch both ways both ways", said)


def test_somebody_who_has_died_is_remembered_and_their_tie_stays_if_their_family_would_like_that(ours):
    gwilym = ours.cast.people["gwilym"]
    kept(ours, one("Chapel", "faith"))
    assert "Gwilym Hughes, lives here: both ways" in ours.reads("carys")
    set_ = ours.browser("mair").post(f"/h/hafan/people/{gwilym.id}/status", {"status": "died"})
    assert set_.status_code == 303
    page = ours.browser("carys").get(ours.at).text
    assert "Gwilym Hughes, lives here: remembered" in words(ours.browser("carys").get(ours.at))
    assert "rings__node--remembered" in page
    assert "rings__tie--remembered" not in page
    remembered = one(gwilym, "lives_here", "home", "remembered", keep_tie="yes")
    ours.says("huw", *WORKERS, remembered)
    page = ours.browser("carys").get(ours.at).text
    assert "Gwilym Hughes, lives here: remembered, and the tie stays" in html.unescape(page)
    assert "rings__tie--remembered" in page
    assert "Not on the map yet" not in ours.reads()


# -- what guards it --------------------------------------------------------------------------------------------------


def test_those_who_work_here_do_not_draw_the_homes_map_alone():
    ours = Map("sian", "community_map.community_map")
    ours.seat("huw", "kitchen")
    ours.says("huw", *WORKERS)
    assert "A map is made by at least two of us three groups" in ours.move("walk_round")


def test_whoever_lives_here_and_was_not_asked_is_said_by_name_and_a_no_is_an_answer(ours):
    ours.says("dilys", one("Chapel", "faith"))
    ours.says("huw", *WORKERS)
    ours.move("walk_round")
    assert "Not on the map yet, nor asked: Gwilym Hughes." in ours.move("agree")
    ours.says("huw", *WORKERS, one(ours.cast.people["gwilym"], "lives_here", "home", yes="no"))
    assert "Where we are: How it is today" in ours.move("agree")
    assert "Gwilym Hughes, lives here" not in ours.reads("carys")


def test_somebody_who_was_not_asked_is_hidden_and_holds_the_map_up_until_they_are(ours):
    ours.says("dilys", one("Chapel", "faith"))
    ours.says(
        "huw", *WORKERS, one("Postman", "neighbour", yes=""), one(ours.cast.people["gwilym"], "lives_here"), by="huw"
    )
    assert "Postman" not in ours.read_everywhere("carys")
    assert "Postman" in ours.read_everywhere("huw")
    ours.move("walk_round")
    assert "Somebody has been named and not yet asked whether we may show them." in ours.move("agree")


def test_two_descriptions_of_a_tie_stand_side_by_side(ours):
    ours.says("dilys", one("School", "school", tie="to_here", more=["say_more"], tie_other_end="lost_touch"))
    said = ours.reads("rhodri")
    assert "School, school or nursery: they reach out to us; the other end: we have lost touch" in said


def test_the_cook_and_dilys_who_name_the_same_grocer_see_him_once(ours):
    ours.says("dilys", one("The Grocer", "shop", "further", "lost_touch"))
    ours.says("huw", one("the grocer", "shop", "near", "both_ways"))
    page = ours.browser().get(ours.at).text
    assert page.count('class="rings__node"') == 2, "once in the rings, once in the legend"
    assert "The Grocer, shop, café or pub: we have lost touch; the other end: both ways" in words(
        ours.browser().get(ours.at)
    )


# -- one person's own map --------------------------------------------------------------------------------------------


def test_a_persons_map_is_open_to_them_and_their_circle_and_to_nobody_else(hers):
    hers.says("dilys", one(hers.cast.people["carys"], "family"), form="my_people")
    assert "Carys Bowen, family: both ways" in hers.reads("bethan")
    assert "Carys Bowen, teulu: y ddwy ffordd" in hers.reads("dilys")
    for who in ("owen", "rhodri", "gwilym", "mair"):
        assert hers.reads(who) == ""


def test_nobody_keeps_somebody_elses_map(hers):
    hers.says("dilys", one(hers.cast.people["carys"], "family"), form="my_people")
    assert "Dilys Rees has not said yes to this with their own mark." in hers.move("keep")
    hers.browser().post(f"{hers.at}/sign", {"line": "voice:resident", "how": "said"})
    assert "Where we are: My map today" in hers.move("keep")


def test_whom_somebody_would_rather_not_see_is_never_drawn_and_read_by_nobody_who_did_not_write_it(hers):
    values = {"who_there_is": [one(hers.cast.people["carys"], "family")], "rather_not_see": {"name": "Ivor Pratt"}}
    hers.browser().answer(hers.at, "my_people", values, hers.place("Dilys Rees"))
    for who in ("sian", "mair", "carys", "huw", "alun"):
        assert "Ivor" not in hers.read_everywhere(who)
    assert "Ivor" not in hers.reads("bethan")
    assert "Ivor" in hers.read_everywhere("bethan")


def test_who_could_reach_out_is_for_the_team_alone(hers):
    hers.says("dilys", one(hers.cast.people["carys"], "family"), form="my_people")
    hers.browser().post(f"{hers.at}/sign", {"line": "voice:resident", "how": "said"})
    hers.move("keep")
    step = {"who_could": {"id": [hers.cast.people["owen"].id]}, "first_small_step": "Sit with her at four"}
    hers.browser().answer(hers.at, "reach_out", step)
    assert "Sit with her at four" in hers.read_everywhere("bethan")
    for who in ("dilys", "carys"):
        assert "Sit with her at four" not in hers.read_everywhere(who)


def test_a_week_later_whoever_leads_is_asked_who_could_reach_out(hers):
    hers.says("dilys", one(hers.cast.people["carys"], "family"), form="my_people")
    hers.browser().post(f"{hers.at}/sign", {"line": "voice:resident", "how": "said"})
    hers.move("keep")
    hers.house.clock.forward(days=8)
    assert "Does this map have only a line or two? Who could reach out?" in hers.reads("bethan")


def test_the_maps_are_welsh_for_a_welsh_reader(ours):
    kept(ours, one("Capel Seion", "faith", tie="lost_touch"))
    browser = ours.browser("carys")
    browser.post("/language", {"lang": "cy"})
    said = words(browser.get(ours.at))
    assert "Wedi colli cysylltiad: Capel Seion." in said
    assert "Does dim wedi newid ers 1 Mehefin." in said
    for english in ("Rings and ties", "What has changed", "lost touch", "both ways", "Living with it"):
        assert english not in said
