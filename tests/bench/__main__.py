"""``python -m tests.bench``: the measurements in DEFAULT, or those that ``--only`` names.

``docs/performance.md`` says what each means, and what came of it. Those that are not in DEFAULT
take some minutes more.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tests.bench import crawl, engines, extraction, memory, peers, replay, start

#: Name in ``--only`` → what measures it and prints its table.
MEASUREMENTS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "extraction": extraction.main,
        "crawl": crawl.main,
        "start": start.main,
        "replay": replay.main,
        "engines": engines.main,
        "memory": memory.main,
        "peers": peers.main,
    }
)
#: What is measured by default, in less than ten minutes.
DEFAULT = ("extraction", "crawl", "start", "replay")


def main() -> None:
    """Measure what was asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, default=DEFAULT)
    for number, name in enumerate(parser.parse_args().only):
        print(f"{chr(10) if number else ''}{name}", flush=True)
        MEASUREMENTS[name]()


if __name__ == "__main__":
    main()
