"""Forms that grow: one set of answers for each voice, added to for ever, and read on the person's page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import homes, testing
from forms.records import Response

REF = "stories.about_me"


class Home:
    def __init__(self):
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["stories"])
        self.app = testing.app(self.house)
        self.page = f"/h/hafan/people/{self.cast.people['dilys'].id}"

    def as_(self, name):
        browser = testing.browser(self.house, self.cast.accounts[name], self.app)
        browser.post("/language", {"lang": "en"})
        return browser

    def add(self, who, **typed):
        begin = {"voice": "resident", "subject": self.cast.people["dilys"].id}
        return self.as_(who).fill_in(f"/h/hafan/forms/{REF}", begin, typed)

    def kept(self):
        with self.house.store.read("hafan") as tx:
            return Response.find(tx)


@pytest.fixture
def home():
    return Home()


def test_before_anything_was_said_the_page_offers_to_begin(home):
    words = home.as_("bethan").words(home.page)
    assert "Begin with five short answers." in words
    assert "About me: add or change" in words


def test_adding_makes_new_versions_of_one_set_of_answers(home):
    home.add("bethan", call_me="Dil")
    home.add("bethan", call_me="Dilys fach", my_music="Hymns")
    (one,) = home.kept()
    assert [version.value for version in one.answers["call_me"]] == ["Dil", "Dilys fach"]
    assert one.last("my_music").value == "Hymns"


def test_what_was_said_before_stands_in_the_form_when_somebody_adds(home):
    home.add("bethan", call_me="Dil")
    begun = home.as_("bethan").post(
        f"/h/hafan/forms/{REF}", {"voice": "resident", "subject": home.cast.people["dilys"].id}
    )
    assert (
        'value="Dil"' in home.as_("bethan").get(f"{begun.headers['Location']}?at=call_me", follow_redirects=True).text
    )


def test_it_is_offered_in_its_own_place_and_not_a_second_time_among_the_others(home):
    page = home.as_("bethan").get(home.page).text
    assert page.count(f"/h/hafan/forms/{REF}?") == 1


def test_those_for_whom_the_row_is_closed_see_no_word_of_it(home):
    home.add("bethan", call_me="Dil")
    assert "Dil " not in home.as_("carys").words(home.page).replace("Dilys", "")


def test_once_she_has_written_herself_nobody_writes_in_her_place(home):
    home.add("dilys", call_me="Mrs Rees")
    answer = home.as_("bethan").post(
        f"/h/hafan/forms/{REF}", {"voice": "resident", "subject": home.cast.people["dilys"].id}
    )
    assert "Dilys Rees has answered this in their own words" in testing.read_words(answer)
    (one,) = home.kept()
    assert one.last("call_me").value == "Mrs Rees"


def test_of_somebody_who_has_died_it_can_be_read_and_not_added_to(home):
    home.add("bethan", call_me="Dil", proud_of="My tables")
    home.as_("mair").post(f"{home.page}/status", {"status": "died"})
    words = home.as_("mair").words(home.page)
    assert "My tables" in words
    assert "add or change" not in words


def test_a_volunteer_close_to_her_reads_five_lines_and_no_more(home):
    home.add("bethan", call_me="Dil", proud_of="My father's medals")
    assert home.as_("rhodri").get(home.page).status_code == 404
    dilys = homes.person(home.house, "hafan", home.cast.people["dilys"].id)
    homes.change_person(home.house, "hafan", replace(dilys, circle=(home.cast.people["rhodri"].id,)), "test")
    words = home.as_("rhodri").words(home.page)
    assert "Dil " in words
    assert "medals" not in words
