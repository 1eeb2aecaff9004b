"""What happens after a check-in was sent: the roll-ups are counted afresh, and signals are looked for."""

from __future__ import annotations

from core.catalogue import Published
from core.house import House
from core.records import Event
from core.stores.protocol import Tx
from forms.checkins import rollups, signals
from forms.records import Response


def heard(house: House, home_id: str, event: Event) -> None:
    """Take an `answered` event; anything but a check-in's is left alone. Hearing it twice changes nothing more."""
    with house.store.tx(home_id, actor="check-ins", purpose="answered") as tx:
        response = Response.get(tx, event.about.get("response", ""))
        published = check_in_of(house, home_id, tx, response.ref) if response is not None else None
        if response is None or published is None:
            return
        rollups.count(house, home_id, tx, published, response)
        signals.look(house, home_id, tx, published, response)


def check_in_of(house: House, home_id: str, tx: Tx, ref: str) -> Published | None:
    """The check-in of this reference, as the home has it now."""
    return house.catalogue(home_id, tx).get("check_in", ref)
