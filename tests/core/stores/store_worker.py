"""A process of its own that saves one record after the other and says so: `store_worker.py <folder or address> <name> <how many> [size of a segment]`."""

from __future__ import annotations

import sys
import threading

from core.clock import SystemClock
from core.stores import journal
from core.stores.open import open_store
from core.stores.protocol import Store

HOME = "llys-y-coed"


def work(store: Store, name: str, count: int) -> None:
    """Each save makes one record and counts one on in a record that all writers share."""
    for n in range(count):
        with store.tx(HOME, actor=name, purpose="test") as tx:
            shared = tx.get("count", "all")
            tx.put("count", "all", {"n": shared.body["n"] + 1 if shared else 1}, shared.revision if shared else 0)
            tx.put("note", f"{name}-{n}", {"n": n, "text": name * (n % 50)}, 0)
        sys.stdout.write(f"{name}-{n}\n")
        sys.stdout.flush()


def main() -> None:
    place, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if sys.argv[4:]:
        journal.SEGMENT_SIZE = int(sys.argv[4]) or journal.SEGMENT_SIZE
    store = open_store(place if ":" in place else f"tinydb:{place}", SystemClock())
    threads = [threading.Thread(target=work, args=(store, f"{name}{part}", count)) for part in "xy"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
