"""Find the Chromium to start.

Called before a crawl that wants a browser (``crawling/listings/browser_paging.py``), when one is
started (``launch.py``), by ``scrapy doctor`` and by ``make browser``. Nothing of Playwright is
imported here.
"""

from __future__ import annotations

import os
import shutil
from itertools import chain
from pathlib import Path

from scrapy.settings import BaseSettings

#: How to install one, for messages.
INSTALL = "apt-get install chromium (or: playwright install chromium)"
#: Names of the program in PATH, the preferred one first.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Names of the program in the folders that ``playwright install`` makes.
_PLAYWRIGHT_NAMES = ("chrome", "headless_shell", "chrome-headless-shell")


def find_browser(settings: BaseSettings) -> str | None:
    """Return the path of the Chromium to start, or None.

    BROWSER_PATH decides alone where it is set; else the first of the system's programs, else
    one that ``playwright install`` downloaded.
    """
    if named := settings.get("BROWSER_PATH"):
        return shutil.which(str(named))
    system = filter(None, map(shutil.which, _NAMES))
    return next(chain(system, _installed_by_playwright()), None)


def _installed_by_playwright() -> list[str]:
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright"
    found = (
        path
        for name in _PLAYWRIGHT_NAMES
        for path in Path(folder).expanduser().glob(f"chromium*/*/{name}")
    )
    return [str(path) for path in found if os.access(path, os.X_OK)]


def missing(settings: BaseSettings) -> str:
    """Return one line that says why `find_browser` found nothing, and what to do."""
    if named := settings.get("BROWSER_PATH"):
        return f"BROWSER_PATH={named!r} is no program: name one, or leave it unset"
    return f"no Chromium was found: {INSTALL}, or name one in BROWSER_PATH (MAYADEEN_BROWSER)"
