"""Which files on this machine a run's ``-O FILE`` or FEEDS would replace."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scrapy import Spider
from scrapy.settings import BaseSettings

from mayadeen_crawler.exceptions import WrongUseError

#: What Scrapy puts into a URI when it makes a file; all else is an attribute of the spider.
OF_A_FILE = ("time", "batch_time", "batch_id")


def fill_in(settings: BaseSettings, spider: Spider | type[Spider]) -> None:
    """Put what is known of *spider*'s run into the URIs of FEEDS: its name for ``%(name)s``.

    So that they name the files which are looked at before the run. Of a class only the name is
    known: Scrapy makes its arguments attributes when the run begins. Raises WrongUseError for what
    Scrapy would not find either; it would go on without the file.
    """
    feeds = settings.getdict("FEEDS")
    if not any("%(" in str(uri) for uri in feeds):
        return

    def known(found: re.Match[str]) -> str:
        name = found[1]
        if name in OF_A_FILE or (isinstance(spider, type) and name != "name"):
            return found[0]
        if not hasattr(spider, name):
            valid = ", ".join(("name", *OF_A_FILE))
            raise WrongUseError(
                f"-o/FEEDS {found.string!r}: no run has a {name!r} (valid: {valid})"
            )
        return str(getattr(spider, name)) if found[2] == "s" else found[0]

    filled = {
        # A user's own function says what is put in.
        uri
        if one.get("uri_params") or settings["FEED_URI_PARAMS"]
        else re.sub(r"%\((\w+)\)(.?)", known, str(uri)): one
        for uri, one in feeds.items()
    }
    settings.set("FEEDS", filled, priority=settings.getpriority("FEEDS") or "cmdline")


def replaced_files(settings: BaseSettings) -> dict[str, Path]:
    """Return key in FEEDS → file, for local files that hold something and would be overwritten."""
    found = {}
    for uri, options in settings.getdict("FEEDS").items():
        # A run without a record makes the first file only.
        first = re.sub(r"%\(batch_id\)[0-9]*[ds]", lambda one: one[0] % {"batch_id": 1}, str(uri))
        path = local_path(first)
        with suppress(OSError):
            if path and options.get("overwrite") and path.is_file() and path.stat().st_size:
                found[uri] = path
    return found


def local_path(uri: str) -> Path | None:
    """Return the file that a URI of FEEDS means; None for one elsewhere, or not known before."""
    if "%(" in uri or uri in ("-", "stdout:"):
        return None
    parts = urlsplit(uri)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    return None if "://" in uri else Path(uri)
