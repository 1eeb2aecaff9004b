"""The word garden: what grows and what is let go, month by month, and nobody's words among them."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest

from core import testing
from core.api import HomeData, MonthOfWords, Text
from plugins.words.garden import beds, draw

TITLE = Text({"en": "Our word garden", "cy": "Ein gardd eiriau"})


def month(name, old=(), new=(), answers=10):
    return MonthOfWords(
        name, answers, dict.fromkeys(old, 1), dict(new) if isinstance(new, dict) else dict.fromkeys(new, 1)
    )


def picture(*months, language="en"):
    return draw(HomeData(TITLE, datetime(2026, 6, 1, tzinfo=UTC), months=months), language)


def test_before_enough_people_have_written_the_garden_says_when_it_begins():
    made = picture()
    assert (made.svg, made.rows) == ("", ())
    assert made.sentence == "The garden begins when a month is over in which five people have written."


def test_a_word_is_let_go_in_the_first_month_when_nobody_writes_it():
    made = beds([month("2026-03", ["wandering"]), month("2026-04", ["wandering"]), month("2026-05")])
    assert [one.let_go for one in made] == [(), (), ("wandering",)]


def test_a_word_that_comes_back_was_never_let_go():
    made = beds([month("2026-03", ["wandering"]), month("2026-04"), month("2026-05", ["wandering"])])
    assert [one.let_go for one in made] == [(), (), ()]


def test_a_word_grows_by_its_share_and_not_by_how_much_was_written():
    made = beds([month("2026-03", new={"walking": 2}, answers=10), month("2026-04", new={"walking": 3}, answers=30)])
    assert [one.growing for one in made] == [("walking",), ()]


def test_the_garden_says_in_words_what_it_shows_in_both_languages():
    months = month("2026-04", ["feeder"]), month("2026-05", (), ["help to enjoy a meal"])
    assert picture(*months).sentence == (
        "In May these words were growing: “help to enjoy a meal”. We have let go of “feeder”."
    )
    assert "Ym mis Mai" in picture(*months, language="cy").sentence
    assert picture(*months).rows[0] == ("May 2026", "help to enjoy a meal", "feeder")


def test_nothing_in_the_garden_is_a_number_of_anything():
    made = picture(month("2026-04", ["feeder"], {"walking": 7}, 40), month("2026-05", (), {"walking": 9}, 41))
    shown = re.sub(r"<[^>]+>", " ", made.svg) + str(made.rows)
    assert not re.findall(r"\b(7|9|40|41)\b", shown)


@pytest.mark.parametrize("word", ["<script>x</script>", '"onload="x', "W" * 200])
def test_a_hostile_word_in_the_garden_stays_a_word(word):
    made = picture(month("2026-04", (), [word]))
    assert "<script" not in made.svg
    assert ' onload="' not in made.svg


# -- from what people write ------------------------------------------------------------------------------------------


@pytest.fixture
def home():
    house = testing.house()
    return house, testing.home_with_cast(house, modules=["words", "senses"])


def write(home, who, text, about="dilys", voice=""):
    house, cast = home
    browser = testing.browser(house, cast.accounts[who])
    begun = browser.post("/h/hafan/forms/senses.moment", {"subject": cast.people[about].id, "voice": voice})
    page = browser.get(begun.location).text
    hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen")}
    sent = browser.post(begun.location, {**hidden, "_at": "_all", "_go": "send", "what_happened": text})
    assert sent.status_code == 303


def garden(home, who="rhodri"):
    house, cast = home
    page = testing.browser(house, cast.accounts[who]).get("/h/hafan/pictures/word_garden")
    return page, html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


WRITERS = ("bethan", "owen", "huw", "sian", "mair")


def test_four_writers_make_no_garden(home):
    for who in WRITERS[:4]:
        write(home, who, "She was looking for someone or something.")
    home[0].clock.forward(days=30)
    assert "The garden begins when a month is over in which five people" in garden(home)[1]


def test_five_writers_make_a_garden_once_their_month_is_over(home):
    for who in WRITERS[:4]:
        write(home, who, "She was looking for someone or something.")
    write(home, WRITERS[4], "She enjoyed the sun.")
    assert "The garden begins when" in garden(home)[1]
    home[0].clock.forward(days=30)
    assert "In June these words were growing: “enjoys”" not in garden(home)[1]
    assert "“looking for someone or something”" in garden(home)[1]


def test_the_next_month_lets_go_of_what_nobody_writes_any_more(home):
    house, _cast = home
    for who in WRITERS:
        write(home, who, "Wandering again.")
    house.clock.forward(days=30)
    for who in WRITERS:
        write(home, who, "Out walking, with her basket.")
    house.clock.forward(days=31)
    words = garden(home)[1]
    assert "In July these words were growing: “walking”" in words
    assert "We have let go of “wandering”" in words


def test_what_a_resident_says_is_never_counted(home):
    for who in WRITERS:
        write(home, who, "I'm always wandering, love.", voice="resident")
    home[0].clock.forward(days=30)
    assert "The garden begins when" in garden(home)[1]


def test_the_garden_stands_on_todays_page_where_the_module_is_on(home):
    house, cast = home
    assert "Our word garden" in testing.browser(house, cast.accounts["carys"]).get("/h/hafan/").text
    other = testing.home_with_cast(house, id="glan", modules=["senses"])
    browser = testing.browser(house, other.accounts["carys"])
    assert "Our word garden" not in browser.get("/h/glan/").text
    assert browser.get("/h/glan/pictures/word_garden").status_code == 404
