"""The console script ``mayadeen``, also ``python -m mayadeen_crawler``.

It is ``scrapy`` with this project's settings: every command works as ``mayadeen …`` in any folder,
without a ``scrapy.cfg``.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command in ``sys.argv``; ends with its exit status, 130 for Ctrl-C before it begins.

    Settings that the environment names (SCRAPY_SETTINGS_MODULE) stay in force.
    """
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "mayadeen_crawler.settings")
    try:
        from scrapy.cmdline import execute

        execute()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # what read the output wants no more of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
