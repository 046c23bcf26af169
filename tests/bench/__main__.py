"""``python -m tests.bench``: every measurement, or those that ``--only`` names.

``docs/performance.md`` says what is measured, and what came of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from tests.bench import extraction

#: Name in ``--only`` → what measures it and prints its table.
PARTS: Mapping[str, Callable[[], None]] = {"extraction": extraction.main}


def main() -> None:
    """Run what was asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    for name in parser.parse_args().only:
        print(f"\n{name}", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main()
