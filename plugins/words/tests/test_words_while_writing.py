"""While somebody writes: other words are offered beside the answer, nothing is held back, and nobody is counted."""

from __future__ import annotations

import html
import re

import pytest

from core import testing

MODULES = ["words", "senses", "exchange", "risk_benefit"]
NOTE = "Dilys displayed challenging behaviour at 10 am"
WINCES = {
    "wince_words._row": "r1",
    "wince_words.r1.wince_word": "settled",
    "wince_words.r1.wince_rather": "at home",
}


class Notes:
    """A home whose notes about Dilys are moments: one long text, all on one page."""

    def __init__(self) -> None:
        self.house = testing.house()
        self.cast = testing.home_with_cast(self.house, modules=MODULES)
        self.app = testing.app(self.house)

    def come(self, name):
        return testing.browser(self.house, self.cast.accounts[name], self.app)

    def begin(self, browser, ref="senses.moment", about="dilys", voice=""):
        subject = {"subject": self.cast.people[about].id} if about else {}
        answer = browser.post(f"/h/hafan/forms/{ref}", {"voice": voice, **subject})
        assert answer.status_code == 303, answer.text
        return answer.location

    def press(self, browser, path, words, **typed):
        """A button of an offer that stands beside what was written."""
        self.post(browser, path, _go="save", **typed)
        return self.post(browser, path, _words=words, **typed)

    def post(self, browser, path, at="_all", **typed):
        page = browser.get(f"{path}?at={at}").text
        hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
        typed = {name.replace("__", "."): value for name, value in typed.items()}
        return browser.post(path, {**hidden, "_at": at, **typed}, follow_redirects=True)

    def tell(self, **said):
        """Dilys says how she wishes to be spoken of; Bethan writes it down."""
        browser = self.come("bethan")
        path = self.begin(browser, "words.words_mine", voice="resident")
        for name, value in said.items():
            self.post(browser, path, at=name, _go="next", **(value if isinstance(value, dict) else {name: value}))
        answer = self.post(browser, path, at="_check", _go="send")
        assert "Thank you" in answer.text

    def sent(self):
        with self.house.store.read("hafan") as tx:
            return [record.body["answers"] for record in tx.all("response")]


@pytest.fixture
def notes():
    return Notes()


@pytest.fixture
def bethan(notes):
    return notes.come("bethan")


@pytest.fixture
def path(notes, bethan):
    return notes.begin(bethan)


def words(page):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def written(page):
    box = re.search(r'<textarea[^>]*name="what_happened"[^>]*>\n?(.*?)</textarea>', page.text, re.DOTALL)
    return html.unescape(box[1])


def test_other_words_are_offered_with_a_reason_a_question_and_a_way_to_find_out(notes, bethan, path):
    said = words(notes.post(bethan, path, what_happened=NOTE, _go="save"))
    assert "Perhaps instead: distress · telling us something ." in said
    assert "The question becomes: what is needed?" in said
    assert "What were they telling us?" in said
    assert "Dilys banged the door at ten" in said
    assert "Find out together" in said


def test_the_answer_stays_where_it_was_written_and_the_offer_follows_it(notes, bethan, path):
    page = notes.post(bethan, path, what_happened=NOTE, _go="save")
    assert written(page) == NOTE
    assert page.text.index("</textarea>") < page.text.index('data-wording="what_happened"')
    assert "&lt;div" not in page.text


def test_the_way_to_find_out_begins_an_exchange_about_the_same_person(notes, bethan, path):
    page = notes.post(bethan, path, what_happened=NOTE, _go="save").text
    link = html.unescape(re.search(r'href="([^"]+)">Find out together', page)[1])
    assert "ref=exchange.exchange" in link
    assert f"subject={notes.cast.people['dilys'].id}" in link
    assert bethan.get(link).status_code == 200


def test_an_offer_never_holds_back_what_is_sent(notes, bethan, path):
    answer = notes.post(bethan, path, what_happened=NOTE, _go="send")
    assert "Thank you" in answer.text
    assert notes.sent()[0]["what_happened"][-1]["value"] == NOTE


def test_one_press_puts_the_other_words_in_the_place_of_those(notes, bethan, path):
    page = notes.press(bethan, path, "use:0:what_happened:challenging behaviour", what_happened=NOTE)
    assert written(page) == "Dilys displayed distress at 10 am"
    assert "Perhaps instead" not in page.text


def test_a_word_that_was_kept_is_not_offered_for_again_in_this_note(notes, bethan, path):
    page = notes.press(bethan, path, "keep:what_happened:challenging behaviour", what_happened=NOTE)
    assert written(page) == NOTE
    assert "Perhaps instead" not in page.text
    assert (
        "Perhaps instead"
        in notes.post(bethan, notes.begin(bethan, about="gwilym"), what_happened=NOTE, _go="save").text
    )


def test_what_was_not_helpful_is_not_offered_to_this_writer_again(notes, bethan, path):
    notes.press(bethan, path, "never:what_happened:challenging behaviour", what_happened=NOTE)
    again = notes.post(bethan, notes.begin(bethan, about="gwilym"), what_happened=NOTE, _go="save")
    assert "Perhaps instead" not in again.text
    owen = notes.come("owen")
    assert "Perhaps instead" in notes.post(owen, notes.begin(owen), what_happened=NOTE, _go="save").text


def test_nothing_that_is_kept_says_how_often_somebody_was_offered_other_words(notes, bethan, path):
    before = {record.kind for record in _every(notes)}
    notes.press(bethan, path, "keep:what_happened:challenging behaviour", what_happened=NOTE)
    notes.post(bethan, path, what_happened=NOTE, _go="send")
    new = [record for record in _every(notes) if record.kind not in before]
    assert {record.kind for record in new} <= {"response", "event", "definition", "words_month"}
    bethan_id = notes.cast.people["bethan"].id
    assert not [
        one for one in new if one.kind == "words_month" and "offer" in str(one.body) and bethan_id in str(one.body)
    ]


def _every(notes):
    with notes.house.store.read("hafan") as tx:
        return [
            record
            for kind in ("response", "event", "definition", "quiet_words", "words_month")
            for record in tx.all(kind)
        ]


def test_her_own_words_written_down_are_hers(notes, bethan):
    path = notes.begin(bethan, voice="resident")
    page = notes.post(bethan, path, what_happened="I'm demented, love", _go="save")
    assert "Perhaps instead" not in page.text


def test_a_quoted_letter_is_left_alone(notes, bethan, path):
    quoted = "The letter says “challenging behaviour, non-compliant”. We see somebody who misses her shop."
    assert "Perhaps instead" not in notes.post(bethan, path, what_happened=quoted, _go="save").text


def test_a_refused_wash_becomes_a_no_and_a_question(notes, bethan, path):
    page = notes.post(bethan, path, what_happened="Resident refused wash", _go="save")
    assert "said no to a wash" in page.text
    assert "What might have made it easier?" in page.text
    used = notes.press(bethan, path, "use:0:what_happened:refused wash", what_happened="Resident refused wash")
    assert written(used) == "Resident said no to a wash"


def test_what_makes_her_wince_is_offered_for_in_notes_about_her_alone(notes, bethan, path):
    notes.tell(wince_words=WINCES)
    about_her = words(notes.post(bethan, path, what_happened="Settled this morning.", _go="save"))
    assert "Dilys has said that this word makes them wince." in about_her
    about_him = notes.post(bethan, notes.begin(bethan, about="gwilym"), what_happened="Settled.", _go="save")
    assert "Perhaps instead" not in about_him.text


@pytest.mark.parametrize(
    "said",
    [
        "use:0:nothing:challenging behaviour",
        "use:99:what_happened:challenging behaviour",
        "use:x:what_happened:challenging behaviour",
        "keep:_tab:challenging behaviour",
        "never:what_happened:" + "w" * 300,
        "gone",
        "use:0:what_happened\r\nX: y:word",
    ],
)
def test_a_press_that_means_nothing_changes_nothing(notes, bethan, path, said):
    page = notes.press(bethan, path, said, what_happened=NOTE)
    assert page.status_code == 200
    assert written(page) == NOTE
    assert "Perhaps instead" in page.text


def test_a_capital_stays_a_capital(notes, bethan, path):
    notes.tell(wince_words=WINCES)
    page = notes.press(bethan, path, "use:0:what_happened:Settled", what_happened="Settled this morning.")
    assert written(page) == "At home this morning."


def test_her_own_way_of_saying_it_goes_before_every_list(notes, bethan, path):
    notes.tell(how_i_say_it='I am "demented", love')
    assert (
        "Perhaps instead" not in notes.post(bethan, path, what_happened="She calls it being demented.", _go="save").text
    )


def test_a_name_she_does_not_like_brings_the_one_she_does(notes, bethan, path):
    notes.tell(call_me="Dil", not_called="Mrs Rees")
    page = words(notes.post(bethan, path, what_happened="Mrs Rees laughed.", _go="save"))
    assert "Dil does not like to be called that." in page
    used = notes.press(bethan, path, "use:0:what_happened:Mrs Rees", what_happened="Mrs Rees laughed.")
    assert written(used) == "Dil laughed."


def test_whoever_may_not_see_how_she_wishes_to_be_spoken_of_is_told_nothing_of_it(notes):
    notes.tell(wince_words=WINCES)
    carys = notes.come("carys")
    page = notes.post(carys, notes.begin(carys), what_happened="Settled this morning.", _go="save")
    assert "wince" not in page.text


def test_welsh_is_offered_for_in_welsh_whatever_its_first_letter(notes, bethan, path):
    page = words(notes.post(bethan, path, what_happened="Mae hi'n dangos ei hymddygiad heriol.", _go="save"))
    assert "yn ceisio dweud rhywbeth wrthym · trallod" in page
    used = notes.press(bethan, path, "use:1:what_happened:Ymddygiad heriol", what_happened="Ymddygiad heriol eto.")
    assert written(used) == "Trallod eto."


def test_the_page_asks_for_offers_while_somebody_writes(notes, bethan, path):
    page = bethan.get(path).text
    where = re.search(r'data-wording="([^"]+)"', page)[1]
    notes.post(bethan, path, what_happened=NOTE, _go="save")
    answer = bethan.get(where)
    assert answer.status_code == 200
    assert 'data-wording="what_happened"' in answer.text
    assert notes.come("owen").get(where).status_code == 404


def test_what_limits_somebody_is_left_to_its_exact_words(notes):
    bethan, dilys = notes.come("bethan"), notes.cast.people["dilys"].id
    case = bethan.post("/h/hafan/cases/new", {"ref": "home.legal_limits", "subject": dilys}).location
    path = bethan.post(f"{case}/answer", {"form": "limits_record", "seat": "together"}).location
    bethan.post(path, {"_at": "_all", "_go": "save", "why": NOTE})
    page = bethan.get(path).text
    assert NOTE in page
    assert "Perhaps instead" not in page


def test_a_home_without_the_module_is_offered_nothing(notes):
    house = testing.house()
    cast = testing.home_with_cast(house, modules=["senses"])
    browser = testing.browser(house, cast.accounts["bethan"])
    path = browser.post("/h/hafan/forms/senses.moment", {"subject": cast.people["dilys"].id}).location
    browser.post(path, {"_at": "_all", "_go": "save", "what_happened": NOTE})
    assert "Perhaps instead" not in browser.get(path).text


def test_a_press_on_a_page_that_is_behind_loses_neither_text(notes, bethan, path):
    page = bethan.get(f"{path}?at=_all").text
    old = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
    notes.post(bethan, path, what_happened="She sang all morning.", _go="save")
    pressed = {"_words": "use:0:what_happened:settled", "what_happened": "Settled this morning."}
    answer = bethan.post(path, {**old, "_tab": "another", "_at": "_all", **pressed})
    assert answer.status_code == 409
    assert "She sang all morning." in answer.text
    assert "Settled this morning." in answer.text


def test_the_words_of_one_home_are_not_asked_for_from_another(notes, bethan, path):
    other = testing.home_with_cast(notes.house, id="glan", modules=MODULES)
    notes.post(bethan, path, what_happened=NOTE, _go="save")
    draft = path.rpartition("/")[2]
    stranger = testing.browser(notes.house, other.accounts["bethan"], notes.app)
    assert stranger.get(f"/h/glan/drafts/{draft}/words").status_code == 404
    assert stranger.get(f"{path}/words").status_code in (403, 404)
    assert stranger.get(path).status_code in (403, 404)


def test_what_she_is_called_here_is_in_no_example_for_whoever_may_not_know_it(notes):
    notes.tell(call_me="Duchess")
    carys, bethan = notes.come("carys"), notes.come("bethan")
    theirs = notes.post(carys, notes.begin(carys), what_happened=NOTE, _go="save").text
    ours = notes.post(bethan, notes.begin(bethan), what_happened=NOTE, _go="save").text
    assert "Duchess" in ours
    assert "Perhaps instead" in theirs
    assert "Duchess" not in theirs


def test_what_one_writer_does_not_want_to_be_offered_is_on_nobody_elses_page(notes, bethan, path):
    notes.press(bethan, path, "never:what_happened:challenging behaviour", what_happened=NOTE)
    owen = notes.come("owen")
    assert "Perhaps instead" in notes.post(owen, notes.begin(owen), what_happened=NOTE, _go="save").text
    for page in ("/h/hafan/", f"/h/hafan/people/{notes.cast.people['bethan'].id}"):
        assert "challenging behaviour" not in notes.come("mair").get(page).text


def test_twenty_thousand_signs_are_read_and_saved(notes, bethan, path):
    long = ("'a \"b “c ‘d so called " * 900)[:19_000] + " wandering"
    answer = notes.post(bethan, path, what_happened=long, _go="save")
    assert answer.status_code == 200
    assert "wandering" in answer.text


def test_switching_on_words_brings_what_an_offer_leads_to():
    house = testing.house()
    cast = testing.home_with_cast(house, modules=[])
    mair = testing.browser(house, cast.accounts["mair"])
    page = mair.get("/h/hafan/modules").text
    revision = re.search(r'name="revision" value="(\d+)"', page)
    mair.post("/h/hafan/modules", {"module": "words", "on": "yes", "revision": revision[1] if revision else "0"})
    assert {"words", "exchange"} <= set(house.catalogue("hafan").packs)
