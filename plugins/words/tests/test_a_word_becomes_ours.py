"""A word is offered, talked over, tried and becomes ours; then it is offered to whoever writes here."""

from __future__ import annotations

import html
import re

import pytest

from core import testing


class Home:
    def __init__(self):
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=["words", "senses"])
        self.app = testing.app(self.house)
        self.case = ""

    def come(self, who):
        return testing.browser(self.house, self.cast.accounts[who], self.app)

    def begin(self, who="huw"):
        answer = self.come(who).post("/h/hafan/cases/new", {"ref": "words.proposal", "about": "Feeding times"})
        assert answer.status_code == 303
        self.case = answer.location

    def answer(self, who, form, seat="together", **said):
        browser = self.come(who)
        begun = browser.post(f"{self.case}/answer", {"form": form, "seat": seat})
        assert begun.status_code == 303, begun.text
        page = browser.get(begun.location).text
        hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
        at = "_check" if 'name="_at" value="_all"' not in page else "_all"
        if at == "_check":
            for name, value in said.items():
                browser.post(begun.location, {"_at": name, "_go": "next", name: value})
            said = {}
        sent = browser.post(begun.location, {**hidden, "_at": at, "_go": "send", "_live": "1", **said})
        assert "/heard/" in sent.location

    def move(self, who, way):
        return self.come(who).post(f"{self.case}/move", {"transition": way})

    def offered(self):
        return words_in(self.offered_page())

    def offered_page(self, note="At feeding times she sings."):
        browser = self.come("bethan")
        path = browser.post("/h/hafan/forms/senses.moment", {"subject": self.cast.people["dilys"].id}).location
        browser.post(path, {"_at": "_all", "_go": "save", "what_happened": note})
        return browser.get(path).text


def words(page):
    return words_in(page.text)


def words_in(text):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


@pytest.fixture
def home():
    made = Home()
    made.begin()
    made.answer("huw", "words_proposal", instead_of="feeding times", try_this="meals", because_of="Meals are company.")
    assert made.move("huw", "talk_it_over").status_code == 303
    return made


CHECKED = {"welsh_looked_at": "yes", "harm_stays_clear": "yes"}


def test_a_word_that_nobody_who_lives_here_has_heard_is_not_tried_yet(home):
    home.answer("huw", "words_checked", **CHECKED)
    answer = home.move("huw", "try_it")
    assert answer.status_code == 422
    assert "Nobody who lives here" in words(answer)
    assert "Take it to the table at tea" in words(answer)
    assert "Perhaps instead: meals" not in home.offered()


def test_once_it_is_tried_it_is_offered_to_whoever_writes_here(home):
    home.answer("huw", "words_checked", deep_group="We said: meals.", **CHECKED)
    assert home.move("huw", "try_it").status_code == 303
    assert "Perhaps instead: meals . Meals are company." in home.offered()


def test_a_word_that_was_let_go_is_offered_no_more(home):
    home.answer("huw", "words_checked", deep_group="We said: meals.", **CHECKED)
    home.move("huw", "try_it")
    assert home.move("huw", "let_it_go").status_code == 303
    assert "Perhaps instead: meals" not in home.offered()


def test_a_word_noticed_on_a_sign_takes_one_short_page(home):
    browser = home.come("carys")
    path = browser.post("/h/hafan/forms/words.words_noticed", {}).location
    page = browser.get(path).text
    assert page.count("data-question=") == 4
    said = {"noticed_word": '"Feeding times"', "where_it_was": "sign", "how_it_landed": "not_good"}
    assert browser.post(path, {"_at": "_all", "_go": "send", **said}).status_code == 303


def test_an_offer_that_was_changed_is_looked_at_once_more_before_it_is_tried(home):
    home.answer("huw", "words_checked", deep_group="We said: meals.", **CHECKED)
    assert home.move("huw", "change_it").status_code == 303
    home.house.clock.forward(hours=1)
    home.answer("huw", "words_proposal", instead_of="feeding times", try_this="trough time", because_of="For fun.")
    home.move("huw", "talk_it_over")
    answer = home.move("huw", "try_it")
    assert answer.status_code == 422
    assert "looked at before it was talked about again" in words(answer)
    assert "trough time" not in home.offered()
    home.answer("huw", "words_checked", deep_group="No, thank you.", **CHECKED)
    assert home.move("huw", "try_it").status_code == 303


def test_an_offer_that_is_being_tried_cannot_be_changed_behind_peoples_backs(home):
    home.answer("huw", "words_checked", deep_group="We said: meals.", **CHECKED)
    home.move("huw", "try_it")
    begun = home.come("huw").post(f"{home.case}/answer", {"form": "words_proposal", "seat": "together"})
    assert "/drafts/" not in begun.headers.get("Location", "")


def test_a_proposal_of_very_many_lines_is_heard_as_far_as_forty(home):
    home.move("huw", "change_it")
    lines = "\n".join(["feeding times", *(f"word number {number}" for number in range(200)), "x" * 900])
    home.answer("huw", "words_proposal", instead_of=lines, try_this="meals", because_of="Meals are company.")
    home.move("huw", "talk_it_over")
    home.answer("huw", "words_checked", deep_group="We said: meals.", **CHECKED)
    assert home.move("huw", "try_it").status_code == 303
    assert "Perhaps instead: meals" in words_in(home.offered_page("We spoke of word number 20 today."))
    assert "Perhaps instead: meals" not in words_in(home.offered_page("We spoke of word number 150 today."))


def test_hostile_words_of_a_home_stay_words_where_they_are_offered(home):
    home.move("huw", "change_it")
    hostile = "<script>alert(1)</script>"
    home.answer("huw", "words_proposal", instead_of="feeding times", try_this=hostile, because_of=f"{hostile} (a+)+$")
    home.move("huw", "talk_it_over")
    home.answer("huw", "words_checked", deep_group="We said so.", **CHECKED)
    home.move("huw", "try_it")
    page = home.offered_page()
    assert "&lt;script&gt;alert(1)" in page
    assert hostile not in page


def test_the_words_that_are_talked_over_can_be_read_from_their_page(home):
    page = home.come("carys").get(home.case).text
    link = re.search(r'href="([^"]+/answers/[^"]+)">A word we might choose<', page)[1]
    said = words(home.come("carys").get(link))
    assert "feeding times" in said
    assert "Meals are company." in said
