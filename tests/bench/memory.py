"""Memory in use after 20,000 pages beside that after 1,000, in one crawl of short pages.

Takes some five minutes. The crawl holds the addresses that it was given from its start on.
"""

from __future__ import annotations

from tests.bench.replica_server import served_short
from tests.bench.tables import table

FEW, MANY = 1000, 20_000
TARGET = 1.1


def main() -> None:
    """Print how memory grew."""
    with served_short(MANY) as pages:
        memory = {int(done): used for done, used in pages.crawl_once("ours").memory.items()}
    marks = (FEW, MANY // 4, MANY // 2, MANY)
    print(table(("pages", "MB"), [(str(done), f"{memory[done]:.0f}") for done in marks]))
    print(f"growth {memory[MANY] / memory[FEW]:.2f} (target: at most {TARGET})")
