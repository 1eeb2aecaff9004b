"""Our tools: looking at them, trying a change, putting it in use, and going back to an earlier text."""

from __future__ import annotations

import html
import re

import pytest

from core import testing
from forms.layers.publish import texts_of, tools_of

HERE = "forms.tool_text?home_id=hafan&ref=every_kind.all_kinds"
PATH = "/h/hafan/tools/every_kind.all_kinds"
TEXT = """\
# Our own, agreed at the table on a Tuesday
overlay: all_kinds
of: every_kind.all_kinds
at: 1.0.0
changes:
  - hide: tea_time          # Huw knows anyway
    because: Nobody answered it.
"""


def seen(browser):
    return re.search(r'name="seen" value="([^"]*)"', browser.get(f"{PATH}/text").text)[1]


def use(browser, text, mark=None, **more):
    form = {"text": text.replace("\n", "\r\n"), "_go": "publish", "seen": seen(browser) if mark is None else mark}
    return browser.post(f"{PATH}/text", form, **more)


def in_box(page):
    return html.unescape(page.text.split('name="text"', 1)[1].split(">\n", 1)[1].split("</textarea>", 1)[0])


def test_our_tools_say_whose_words_they_hold(mair):
    assert "As the pack has it" in mair.get("/h/hafan/tools/").text
    use(mair, TEXT)
    assert "Our own words in it" in mair.get("/h/hafan/tools/").text


def test_a_change_in_use_is_said_with_its_reason_to_everybody_here(mair, carys):
    answer = use(mair, TEXT, follow_redirects=True)
    assert "This is in use from now on." in answer.text
    page = carys.get(PATH).text
    assert "“When do you like tea?” is not asked here." in page
    assert "Nobody answered it." in page
    assert "Change it as text" not in page


def test_the_text_stays_as_it_was_typed_with_its_notes(mair):
    use(mair, TEXT)
    assert in_box(mair.get(f"{PATH}/text")) == TEXT


def test_looking_at_it_first_changes_nothing(mair, the_house):
    answer = mair.post(f"{PATH}/text", {"text": TEXT, "_go": "try", "seen": seen(mair)})
    assert answer.status_code == 200
    assert "is not asked here" in answer.text
    assert "As somebody who lives here" in answer.text
    assert "As staff" in answer.text
    assert the_house.catalogue("hafan").definitions["every_kind.all_kinds"].definition.question("tea_time")


def test_a_preview_can_send_nothing_anywhere(mair):
    page = mair.post(f"{PATH}/text", {"text": TEXT, "_go": "try", "seen": seen(mair)}).text
    forms = re.findall(r"<form[^>]*>", page.split("What would be different")[1])
    assert forms == ['<form method="dialog" novalidate>'] * 2
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_mistake_is_a_link_to_its_line_and_the_text_stays(mair):
    wrong = TEXT.replace("tea_time ", "tee_time ")
    answer = use(mair, wrong)
    assert answer.status_code == 422
    assert 'href="#line-6"' in answer.text
    assert 'id="line-6"' in answer.text
    assert "6:11 E703" in answer.text
    assert "did you mean &#39;tea_time&#39;?" in answer.text
    assert in_box(answer) == wrong


def test_a_mistake_is_said_in_welsh_to_somebody_who_reads_welsh(mair):
    mair.post("/language", {"lang": "cy"})
    answer = use(mair, TEXT.replace("tea_time ", "tee_time "))
    assert "6:11 E703 does dim cwestiwn &#39;tee_time&#39; yn yr offeryn y mae hwn yn ei newid" in answer.text
    assert "ai &#39;tea_time&#39; oeddech chi&#39;n ei feddwl?" in answer.text


def test_the_language_changes_after_a_mistake_and_the_text_stays(mair):
    wrong = TEXT.replace("tea_time ", "tee_time ")
    page = mair.post(f"{PATH}/text", {"text": wrong, "seen": seen(mair), "_language": "cy", "_here": HERE})
    assert '<html lang="cy"' in page.text
    assert in_box(page) == wrong


def test_a_text_that_is_far_too_long_is_shown_back_and_refused(mair):
    long = TEXT + "# note\n" * 10_000
    answer = use(mair, long)
    assert answer.status_code == 422
    assert "E709" in answer.text
    assert in_box(answer) == long


def test_two_managers_at_once_see_both_texts(mair, the_house):
    mark = seen(mair)
    theirs, mine = TEXT, TEXT.replace("tea_time", "cups")
    use(mair, theirs, mark)
    answer = use(mair, mine, mark)
    assert answer.status_code == 409
    assert "Somebody else changed our tools" in answer.text
    assert html.escape("# Huw knows anyway") in answer.text
    assert in_box(answer) == mine
    assert use(mair, mine).status_code == 303


def test_a_module_switched_meanwhile_is_no_reason_to_write_again(mair, the_house):
    from core import homes

    mark = seen(mair)
    with the_house.store.read("hafan") as tx:
        revision = tools_of(tx).revision
    homes.switch_module(the_house, "hafan", "together", False, "mair", revision)
    assert use(mair, TEXT, mark).status_code == 303


def test_another_home_keeps_its_own(mair, the_house):
    testing.home_with_cast(the_house, "glan", modules=["every_kind"])
    use(mair, TEXT)
    assert the_house.catalogue("glan").definitions["every_kind.all_kinds"].definition.question("tea_time")
    assert not the_house.catalogue("hafan").definitions["every_kind.all_kinds"].definition.question("tea_time")


def test_an_empty_text_is_the_form_as_the_pack_has_it(mair, the_house):
    use(mair, TEXT)
    use(mair, "")
    catalogue = the_house.catalogue("hafan")
    assert (
        catalogue.definitions["every_kind.all_kinds"].hash
        == the_house.installed.catalogue.definitions["every_kind.all_kinds"].hash
    )
    assert "As the pack has it" in mair.get("/h/hafan/tools/").text


def test_an_earlier_text_can_be_begun_from_again(mair, the_house):
    use(mair, TEXT)
    use(mair, TEXT.replace("tea_time", "cups"))
    page = mair.get(PATH).text
    assert "earlier=1" in page
    assert "In use now" in page
    assert in_box(mair.get(f"{PATH}/text?earlier=1")) == TEXT
    use(mair, TEXT)
    with the_house.store.read("hafan") as tx:
        assert [one.number for one in texts_of(tx, "every_kind.all_kinds")] == [1, 2, 3]


def test_a_hundred_changes_later_there_is_still_room(mair, the_house):
    for number in range(100):
        assert use(mair, TEXT + "# note\n" * 200 + f"# {number}\n").status_code == 303
    with the_house.store.read("hafan") as tx:
        assert len(str(tools_of(tx).body())) < 2_000


@pytest.mark.parametrize("who", ["carys", "bethan", "dilys", "sian", "rhodri", "huw", "alun"])
def test_only_whoever_decides_about_tools_changes_them(come, who):
    browser = come(who)
    assert browser.get("/h/hafan/tools/").status_code == 200
    assert browser.get(PATH).status_code == 200
    assert browser.get(f"{PATH}/text").status_code == 404
    assert browser.post(f"{PATH}/text", {"text": TEXT, "_go": "publish", "seen": ""}).status_code == 404


@pytest.mark.parametrize("ref", ["every_kind.nothing", "home.home", "together.talk", "../x", "<b>"])
def test_what_is_no_tool_is_not_here(mair, ref):
    assert mair.get(f"/h/hafan/tools/{ref}").status_code == 404
    assert mair.get(f"/h/hafan/tools/{ref}/text").status_code == 404
    assert mair.post(f"/h/hafan/tools/{ref}/text", {"text": TEXT, "_go": "publish"}).status_code == 404


def test_markup_in_a_home_text_stays_text(mair, carys, room):
    text = TEXT.replace(
        "changes:\n",
        'changes:\n  - reword: nickname\n    ask: {en: "<b>Name</b>?", cy: "<i>Enw</i>?"}\n    because: "<script>alert(1)</script>"\n',
    )
    assert use(mair, text).status_code == 303
    page = carys.get(f"{room.begin(carys)}?at=nickname").text
    assert "&lt;b&gt;Name&lt;/b&gt;?" in page
    assert "<b>Name" not in page
    assert "<script>alert" not in mair.get(PATH).text
