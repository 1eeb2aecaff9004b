"""A button pressed fifty times at once: one record, and everybody is answered alike."""

from __future__ import annotations

import threading
from pathlib import Path

from core import accounts, testing
from core.clock import SystemClock
from core.stores.tiny import TinyStore
from core.web.asking import COOKIE
from forms.records import Response
from tools.crash.figures import Figure, Size, scratch

AT_ONCE, ROUNDS = 50, 20
FORM = "/h/hafan/forms/senses.moment"


def posts(size: Size) -> Figure:
    """Fifty identical posts at once, through the pages, over the store that a home uses."""
    rounds = ROUNDS * size.times
    faults: list[str] = []
    with scratch() as folder:
        house = testing.house(store=TinyStore(Path(folder) / "records", SystemClock()), clock=SystemClock())
        cast = testing.home_with_cast(house)
        app = testing.app(house)
        token = accounts.open_sign_in(house, cast.accounts["bethan"])
        browser = testing.browser(house, None, app)
        browser.client.set_cookie(COOKIE, token)
        for number in range(1, rounds + 1):
            begun = browser.post(FORM, {"subject": cast.people["dilys"].id})
            path = begun.location
            page = browser.get(path).text
            hidden = {
                name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("_tab", "_seen", "_at")
            }
            form = {**hidden, "_go": "send", "_given.how": "written", "what_happened": f"Tea, number {number}"}
            answers: set[tuple[int, str]] = set()
            start = threading.Barrier(AT_ONCE)

            def press(path: str = path, form: dict[str, str] = form, start: threading.Barrier = start,
                      answers: set[tuple[int, str]] = answers) -> None:  # fmt: skip
                other = testing.browser(house, None, app)
                other.client.set_cookie(COOKIE, token)
                data = {**form, "csrf_token": other.token()}
                start.wait()
                answer = other.client.post(path, data=data, headers={"Origin": testing.HERE})
                answers.add((answer.status_code, answer.location or ""))

            pressing = [threading.Thread(target=press) for _ in range(AT_ONCE)]
            for one in pressing:
                one.start()
            for one in pressing:
                one.join()
            with house.store.read("hafan") as tx:
                sent = len(Response.find(tx))
            if sent != number:
                faults.append(f"{sent} records after {number} rounds")
            if {status for status, _ in answers} != {303} or len(answers) != 1:
                faults.append(f"answered {sorted(answers)} in round {number}")
        house.store.close()
    return Figure("identical posts", f"{rounds} x {AT_ONCE} at once", f"{rounds} records, equal answers", tuple(faults))
