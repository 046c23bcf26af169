"""What an exception says in one line: its words, and the function of ours that it came from.

Used for pages whose reading raised (``extensions/page_errors.py``), in a crawl and in the
processes of a replay, which can send a `Raised` to each other, but not a traceback; and for
downloads that failed (``middlewares/robots.py``, ``doctor/failed_requests.py``).
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
#: Our hooks into Scrapy, which a user's pipeline is called through.
_HOOKS = str(Path(__file__).with_name("scrapy_internals.py"))
#: Characters of an exception's words that are kept, and of its traceback: the end of it.
MAX_WORDS, MAX_TRACEBACK = 200, 20_000


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception, without a reference to what it was raised in."""

    kind: str
    """Name of its class, such as ``ValueError``."""
    words: str
    """Class and message in one line: ``ValueError: no host name``."""
    place: str
    """The innermost function of this package, or else of any: ``pages/rss.py:66 in _parse``."""
    traceback: str


def raised(error: BaseException) -> Raised:
    """Return what *error* says. Raises nothing, whatever its own ``__str__`` does."""
    kind = type(error).__name__
    try:
        message = " ".join(_message(error).split())
    except Exception:  # noqa: BLE001 - the words matter less than the place
        message = "(its message cannot be shown)"
    words = f"{kind}: {message}" if message else kind
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame
        for frame in frames
        if Path(frame.filename).is_relative_to(_PACKAGE) and frame.filename != _HOOKS
    ]
    place = ""
    if frames:
        frame = (ours or frames)[-1]
        path = Path(frame.filename)
        name = path.relative_to(_PACKAGE) if ours else path.name
        place = f"{name}:{frame.lineno} in {frame.name}"
    lines = "".join(traceback.format_exception(error))
    return Raised(kind, words[:MAX_WORDS], place, lines[-MAX_TRACEBACK:])


def _message(error: BaseException) -> str:
    """Return the message of *error*: the causes' own words, where it only lists them.

    Twisted's ResponseFailed, from which Scrapy raises, has them as ``reasons``.
    """
    causes = getattr(error.__cause__, "reasons", ())
    return "; ".join(dict.fromkeys(str(cause.value) for cause in causes)) or str(error)
