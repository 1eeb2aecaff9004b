"""Several processes of several threads write at once: every commit is there, and none was made over another's."""

from __future__ import annotations

from tools.crash.figures import Figure, Size, scratch
from tools.crash.writers import faults_of, opened, start

PROCESSES, THREADS, COMMITS = 4, 4, 4_000


def crowd(size: Size) -> Figure:
    """Four processes of four threads keep four thousand commits in one home."""
    each = COMMITS * size.times // (PROCESSES * THREADS)
    with scratch() as folder:
        url = f"tinydb:{folder}/records"
        writers = [start(url, f"p{number}t", THREADS, each) for number in range(PROCESSES)]
        said = [name for writer in writers for name in writer.said()]
        statuses = [writer.wait() for writer in writers]
        store = opened(url)
        try:
            faults = faults_of(store, set(said))
        finally:
            store.close()
    if any(statuses):
        faults.append(f"writers ended with {statuses}")
    if len(said) != each * PROCESSES * THREADS:
        faults.append(f"{len(said)} of {each * PROCESSES * THREADS} commits were acknowledged")
    done = f"{PROCESSES} processes x {THREADS} threads, {len(said):,} commits"
    return Figure("writers at once", done, "0 lost, 0 lost updates", tuple(faults))
