"""Which files on this machine a run's ``-O FILE`` or FEEDS would replace."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scrapy.settings import BaseSettings


def replaced_files(settings: BaseSettings) -> dict[str, Path]:
    """Return key in FEEDS → file, for local files that hold something and would be overwritten."""
    found = {}
    for uri, options in settings.getdict("FEEDS").items():
        path = local_path(str(uri))
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
