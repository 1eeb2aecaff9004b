"""What people say, and what opens doors, stands in no log and in no address."""

from __future__ import annotations

import logging
import re

import pytest

from core import accounts
from core.stores.protocol import Conflict
from tests.security.crawling import Presser, crawl

SECRET = "zqsecretzq"
PASSWORD = "three zqpasswordzq words"


@pytest.fixture
def said(caplog):
    """Everything any logger says, whatever its level, with its traces."""
    caplog.set_level(logging.DEBUG)
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return lambda: "\n".join(formatter.format(record) for record in caplog.records)


def _walk(world):
    """A marked value through everything that takes words; gives every address that came back."""
    stranger, addresses = world.stranger(), []
    press = Presser(stranger)

    def post(presser, path, data):
        answer = presser.post(path, data)
        addresses.append(answer.headers.get("Location", ""))
        addresses.extend(re.findall(r'(?:href|src|action)="([^"]*)"', answer.text))
        return answer

    for name in (SECRET, "mair.hafan"):
        post(press, "/sign-in", {"name": name, "password": PASSWORD, "to": SECRET})
    post(press, "/h/hafan/worried", {"words": SECRET, "about": SECRET, "name": SECRET, "once": "one"})
    post(press, f"{world.url()}/dispute", {"item": "agreement.plan", "why": SECRET})
    carys, bethan, mair = (Presser(world.browser(name)) for name in ("carys", "bethan", "mair"))
    world.at_step("listening")
    draft = post(carys, f"{world.url()}/answer", {"form": "noticed", "seat": "again"}).headers["Location"]
    for go in ("save", "next", "send"):
        post(carys, draft, {"_at": "what_we_saw", "_go": go, "what_we_saw": SECRET, "which_day.day": SECRET})
    post(carys, draft, {"_at": "_check", "_go": "send", "_given.helped": SECRET})
    post(carys, draft, {"_at": "what_we_saw", "_go": "save", "what_we_saw": SECRET * 40_000})
    for data in (
        {"_at": "meanings", "_restore": f"meanings:{SECRET}"},
        {"_at": "what_we_saw", "_add": SECRET, "what_we_saw": SECRET},
    ):
        post(carys, draft, data)
    world.at_step("finding_a_way")
    post(carys, f"{world.url()}/dispute", {"item": "agreement.plan", "why": SECRET})
    post(bethan, f"{world.url()}/move", {"transition": "agree", "why": SECRET})
    post(bethan, f"{world.url()}/tried", {"seat": world.seat("dilys"), "way": SECRET})
    post(bethan, "/h/hafan/cases/new", {"ref": "exchange.exchange", "subject": world.id("gwilym"), "about": SECRET})
    for text in (SECRET, f"overlay: my_view\nof: x\nchanges: [{SECRET}"):
        for go in ("try", "publish"):
            post(mair, "/h/hafan/tools/exchange.my_view/text", {"text": text, "seen": SECRET, "_go": go})
    for name in ("carys", "mair"):
        addresses += crawl(world.browser(name), ["/h/hafan/"], most=40)
    return addresses


def test_no_word_that_was_typed_is_in_a_log_or_an_address(world, said):
    addresses = _walk(world)
    assert len(addresses) > 300
    for address in addresses:
        assert SECRET not in address
        assert "zqpassword" not in address
        assert "zqhafan" not in address
    assert SECRET not in said()
    assert "zqpassword" not in said()
    assert "zqhafan" not in said()


def test_no_name_of_a_person_is_in_an_address(world):
    names = [person.name.split()[0].lower() for person in world.people.values()]
    for path in crawl(world.browser("mair"), ["/h/hafan/"], most=60):
        assert not [name for name in names if name in path.lower().replace("hafan", "")], path


def test_a_sign_in_itself_is_in_no_log_no_address_and_no_page(world, said):
    token = accounts.open_sign_in(world.house, world.accounts["hafan", "mair"])
    browser = world.stranger()
    browser.client.set_cookie("cartref_in", token)
    for path, text in crawl(browser, ["/h/hafan/"], most=40).items():
        assert token not in path
        assert token not in text
    browser.client.get("/h/hafan/", query_string={"cartref_in": token})
    assert token not in said()


@pytest.mark.parametrize("error", [RuntimeError, KeyError, ValueError, Conflict])
def test_a_page_that_breaks_tells_the_log_where_and_not_what_was_typed(world, said, monkeypatch, error):
    from workflows import engine

    def breaks(view, item, asker, why, row=None):
        raise error("case", "1", 0, 1) if error is Conflict else error("it broke here")

    monkeypatch.setattr(engine, "dispute", breaks)
    world.at_step("finding_a_way")
    answer = world.browser("carys").post(f"{world.url()}/dispute", {"item": "agreement.plan", "why": f"{SECRET} words"})
    assert answer.status_code in (409, 500)
    assert SECRET in answer.text  # shown back to whoever typed it
    assert SECRET not in said()
    assert "Traceback" not in answer.text
    assert "it broke here" not in answer.text


def test_a_hundred_strange_requests_say_nothing_of_themselves(world, said):
    stranger = world.stranger()
    for path in (
        f"/{SECRET}",
        f"/h/{SECRET}/",
        f"/h/hafan/people/{SECRET}",
        f"/sign-in?to={SECRET}",
        f"/static/{SECRET}",
    ):
        stranger.get(path)
    stranger.client.get("/", headers={"Host": SECRET, "Cookie": f"cartref={SECRET}", "Accept-Language": SECRET})
    stranger.client.post("/sign-in", data={"name": SECRET}, headers={"Origin": f"http://{SECRET}"})
    assert SECRET not in said()
