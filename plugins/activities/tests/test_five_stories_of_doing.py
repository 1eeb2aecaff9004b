"""Activities are everyone's business: five stories through the pages, and who sees what of them."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from core import testing

DOING = "activities.doing"


class Home:
    """A home that does things together: the cook, the night carer, a daughter, and two who live there."""

    def __init__(self, at=None):
        self.house = testing.house()
        self.house.clock.at = at or self.house.clock.at
        self.cast = testing.home_with_cast(self.house, modules=["activities", "risk_benefit"])
        self.app = testing.app(self.house)
        self.case = ""

    def id(self, name):
        return self.cast.people[name].id

    def come(self, who):
        return testing.browser(self.house, self.cast.accounts[who], self.app)

    def send(self, browser, path, typed):
        """Everything on one page, sent."""
        page = browser.get(path).text
        hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
        if 'name="_at" value="_all"' in page:
            sent = browser.post(path, {**hidden, "_at": "_all", "_go": "send", "_live": "1", **typed})
        else:
            for at in dict.fromkeys(name.partition(".")[0] for name in typed):
                mine = {name: said for name, said in typed.items() if name.partition(".")[0] == at}
                browser.post(path, {**hidden, "_at": at, "_go": "next", "_live": "1", **mine})
            sent = browser.post(path, {**hidden, "_at": "_check", "_go": "send"})
        assert "/heard/" in sent.location, sent.text
        return sent

    def likes(self, who, by="bethan", **typed):
        browser = self.come(by)
        begun = browser.post("/h/hafan/forms/activities.do_me", {"subject": self.id(who), "voice": "resident"})
        self.send(browser, begun.location, {name.replace("__", "."): said for name, said in typed.items()})

    def offer(self, who, **row):
        browser = self.come(who)
        begun = browser.post("/h/hafan/forms/activities.do_offer", {})
        typed = {"offers._row": "r1", **{f"offers.r1.{name}": said for name, said in row.items()}}
        self.send(browser, begun.location, typed)

    def moment(self, who, with_whom, **typed):
        browser = self.come(who)
        begun = browser.post("/h/hafan/forms/activities.do_happened", {})
        return self.send(browser, begun.location, {"who.id": self.id(with_whom), **typed})

    def begin(self, who, subject, about):
        begun = self.come(who).post("/h/hafan/cases/new", {"ref": DOING, "subject": self.id(subject), "about": about})
        assert begun.status_code == 303
        self.case = begun.location

    def answer(self, who, form, **typed):
        browser = self.come(who)
        begun = browser.post(f"{self.case}/answer", {"form": form, "seat": "together"})
        if begun.status_code != 303 or "/drafts/" not in begun.location:
            begun = browser.post(f"{self.case}/answer", {"form": form})
        self.send(browser, begun.location, {name.replace("__", "."): said for name, said in typed.items()})

    def move(self, who, *ways):
        for way in ways:
            answer = self.come(who).post(f"{self.case}/move", {"transition": way})
            if answer.status_code != 303:
                return words(answer)
        return words(self.come(who).get(self.case))

    def today(self, who):
        return words(self.come(who).get("/h/hafan/"))


def words(page):
    text = re.sub(r"</?span[^>]*>", "", page.text)  # words inside a sentence
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture
def home():
    return Home()


def test_the_cook_and_dilys_make_welsh_cakes_and_both_faces_are_good(home):
    home.likes("dilys", likes__baking="good", best_time=["morning"])
    home.offer("huw", doing="Welsh cakes", kind="baking", part_of_day=["morning"], when_and_how_long="Thursdays at ten")
    assert "Welsh cakes, with Huw Pugh (Thursdays at ten) Might Dilys like this?" in home.today("huw")
    home.begin("huw", "dilys", "Welsh cakes, with Huw Pugh")
    home.answer(
        "huw", "do_match", the_offer="Welsh cakes", says_yes__id=home.id("huw"), good_to_know=["heat"], worry="nobody"
    )
    assert "Where we are: It happened" in home.move("huw", "suggest", "invite", "it_happened")
    both = {
        "felt_differently._row": "r1",
        "felt_differently.r1.for_whom.id": home.id("huw"),
        "felt_differently.r1.felt": "good",
    }
    told = {"tell_more": ["more"], "in_words": "She put my recipe right.", "who_led": "they_did", **both}
    home.moment("huw", "dilys", what="baking", how_it_felt="good", **told)
    assert (
        "Dilys Rees" not in home.today("bethan").partition("good moment lately?")[2].partition("In the last seven")[0]
    )


def test_the_link_beside_an_offer_leads_to_a_beginning_that_a_person_presses(home):
    home.likes("dilys", likes__baking="good", best_time=["morning"])
    home.offer("huw", doing="Welsh cakes", kind="baking", part_of_day=["morning"])
    page = home.come("huw").get(f"/h/hafan/people/{home.id('dilys')}").text
    link = html.unescape(re.search(r'href="([^"]+)"[^>]*>Might Dilys like this', page)[1])
    begin = home.come("huw").get(link)
    assert begin.status_code == 200
    assert 'value="Welsh cakes, with Huw Pugh"' in html.unescape(begin.text)
    with home.house.store.read("hafan") as tx:
        assert list(tx.all("case")) == []


def test_whoever_cleans_writes_down_a_moment_in_welsh_with_four_answers_on_one_page(home):
    browser = home.come("huw")
    browser.post("/language", {"lang": "cy"})
    begun = browser.post("/h/hafan/forms/activities.do_happened", {})
    page = words(browser.get(begun.location))
    assert "Gyda phwy oedd e?" in page
    assert "Who was it with" not in page
    home.send(browser, begun.location, {"who.id": home.id("dilys"), "what": "house_work", "how_it_felt": "good"})
    with home.house.store.read("hafan") as tx:
        (sent,) = tx.all("response")
    assert sent.body["answers"]["how_it_felt"][-1]["language"] == "cy"


def test_a_radio_at_four_in_the_morning_stands_in_the_night_of_the_wheel():
    home = Home(datetime(2026, 6, 1, 3, 5, tzinfo=UTC))  # five past four in Wales
    home.moment("owen", "gwilym", what="radio_news", how_it_felt="good")
    page = words(home.come("carys").get("/h/hafan/pictures/day_wheel"))
    assert "In the last twelve weeks moments were shared by night." in page
    assert "04:00 one" in page
    assert "Gwilym" not in page
    assert "Owen" not in page


def test_from_the_delivery_to_the_shop_another_conversation_is_opened_about_the_same_person(home):
    home.begin("huw", "gwilym", "Checking the delivery, with Huw")
    home.answer("huw", "do_match", the_offer="The delivery", says_yes__id=home.id("huw"), good_to_know=["none"])
    home.move("huw", "suggest", "invite", "it_happened", "more_of_this", "further")
    assert "Something I'd like to do" in words(home.come("sian").get(home.case))
    with home.house.store.read("hafan") as tx:
        opened = [record.body for record in tx.all("case") if record.body["ref"] == "risk_benefit.choice"]
    assert [one["subject"] for one in opened] == [home.id("gwilym")]


def test_a_worry_that_nobody_has_looked_at_holds_back_the_invitation_and_says_what_next(home):
    home.begin("huw", "gwilym", "The shop, with Huw")
    home.answer(
        "huw",
        "do_match",
        the_offer="The shop",
        says_yes__id=home.id("huw"),
        good_to_know=["going_out"],
        worry="somebody",
    )
    page = home.move("huw", "suggest", "invite")
    assert "Somebody is worried about this" in page
    assert "what a no would cost" in page
    assert "Where we are: Suggested" in page


def test_three_times_not_today_and_nothing_chases_anybody(home):
    home.offer("carys", doing="An hour of hymns", kind="hymns", part_of_day=["afternoon"])
    for who in ("dilys", "gwilym", "dilys"):
        home.begin("bethan", who, "An hour of hymns, with Carys Bowen")
        home.answer("bethan", "do_match", the_offer="Hymns", says_yes__id=home.id("bethan"), good_to_know=["none"])
        assert "That is a good answer. Nothing will remind anybody." in home.move(
            "bethan", "suggest", "invite", "not_today"
        )
    home.house.clock.forward(days=60)
    for who in ("bethan", "carys", "dilys", "mair"):
        assert "In your conversations" not in home.today(who)
        assert "Time to look again" not in home.today(who)


def test_a_not_today_asks_for_no_reason(home):
    home.begin("bethan", "dilys", "Hymns")
    home.answer("bethan", "do_match", the_offer="Hymns", says_yes__id=home.id("bethan"), good_to_know=["none"])
    home.move("bethan", "suggest", "invite")
    page = home.come("dilys").get(home.case)
    assert page.status_code == 200
    assert "Nid heddiw" in words(page)  # Dilys reads Welsh
    assert "Ble rydyn ni: Nid heddiw" in home.move("dilys", "not_today")


# -- who sees what ---------------------------------------------------------------------------------------------------


def test_who_we_missed_is_for_those_who_work_here_and_for_nobody_else(home):
    question = "Who has not had a good moment lately?"
    assert question in home.today("bethan")
    assert question in home.today("huw")
    for who in ("dilys", "carys", "alun", "rhodri"):
        assert question not in home.today(who)


def test_nobody_who_is_in_hospital_is_named_among_those_we_missed(home):
    home.come("sian").post(f"/h/hafan/people/{home.id('gwilym')}/status", {"status": "hospital"})
    missed = home.today("bethan").partition("good moment lately?")[2].partition("In the last seven")[0]
    assert "Dilys Rees" in missed
    assert "Gwilym" not in missed


def test_how_a_moment_felt_for_somebody_is_read_by_nobody_but_those_who_work_here(home):
    sent = home.moment("owen", "gwilym", what="radio_news", how_it_felt="not_good")
    number = sent.location.rpartition("/")[2]
    assert home.come("bethan").get(f"/h/hafan/answers/{number}").status_code == 200
    for who in ("dilys", "carys", "rhodri"):
        assert home.come(who).get(f"/h/hafan/answers/{number}").status_code == 404


def test_what_dilys_likes_is_not_on_the_page_of_a_volunteer_who_may_not_see_it(home):
    home.likes("dilys", likes__baking="good", best_time=["morning"])
    home.offer("huw", doing="Welsh cakes", kind="baking", part_of_day=["morning"])
    assert "Dilys Rees loves" in home.today("bethan")
    assert "loves baking" not in home.today("rhodri")


def test_what_whoever_joins_her_needs_to_know_stands_beside_the_offer(home):
    home.likes("dilys", likes__baking="good", best_time=["morning"], good_to_know="No nuts, please.")
    home.offer("huw", doing="Welsh cakes", kind="baking", part_of_day=["morning"])
    assert "Good to know: No nuts, please." in words(home.come("huw").get(f"/h/hafan/people/{home.id('dilys')}"))


def test_at_another_time_of_day_somebody_else_would_like_something(home):
    home.likes("dilys", likes__baking="good", best_time=["evening"])
    assert "Dilys Rees loves" not in home.today("bethan")
    home.house.clock.forward(hours=10)
    assert "Dilys Rees loves baking" in home.today("bethan")


def test_a_hostile_offer_stays_words_on_every_page(home):
    home.likes("dilys", likes__baking="good", best_time=["morning"])
    home.offer("huw", doing='<script>alert("x")</script>', kind="baking", part_of_day=["morning"])
    page = home.come("huw").get("/h/hafan/").text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_home_without_the_module_has_none_of_it():
    house = testing.house()
    cast = testing.home_with_cast(house, modules=["words"])
    browser = testing.browser(house, cast.accounts["bethan"])
    page = browser.get("/h/hafan/").text
    assert "good moment lately" not in page
    assert browser.get("/h/hafan/pictures/day_wheel").status_code == 404


# -- today's page ------------------------------------------------------------------------------------------------------


def test_todays_page_begins_with_people_and_says_kindly_where_nothing_is_known_yet(home):
    page = home.today("bethan")
    assert "Nothing stands here for this time of day." in page
    order = [
        page.index(heading)
        for heading in ("What would somebody here like to do now?", "good moment lately?", "What is waiting for you")
    ]
    assert order == sorted(order)


def test_where_everybody_had_a_good_moment_the_page_says_so(home):
    home.moment("owen", "dilys", what="music", how_it_felt="good")
    home.moment("owen", "gwilym", what="music", how_it_felt="good")
    assert "Everybody at home has had one in the last seven days." in home.today("bethan")


def test_nothing_that_waits_is_said_kindly_and_what_waits_is_named(home):
    assert "Nothing is waiting for you. Have a good day." in home.today("huw")
    home.come("huw").post("/h/hafan/forms/activities.do_happened", {})
    page = home.today("huw")
    assert "You began, and can go on A moment together" in page
    assert "Nothing is waiting for you" not in page


def test_whoever_lives_there_is_not_told_who_was_missed_and_still_meets_a_kind_page(home):
    page = home.today("dilys")
    assert "Beth hoffai rhywun yma ei wneud nawr?" in page
    assert "Does dim yma ar gyfer yr adeg hon" in page
    assert "eiliad dda yn ddiweddar" not in page


def test_what_was_only_noticed_is_not_told_as_what_she_said(home):
    begin = {"subject": home.id("dilys"), "voice": "resident"}
    noticed = {"likes": {"baking": "good"}, "best_time": ["morning"], "_given.how": "noticed", "_given.sure": "guess"}
    sent = home.come("bethan").fill_in("/h/hafan/forms/activities.do_me", begin, noticed)
    assert "/heard/" in sent.location
    assert "Dilys Rees seems to enjoy baking and cooking" in home.today("bethan")
