"""An input that breaks something → a small one that still does: `reduced`."""

from __future__ import annotations

from collections.abc import Callable

#: Inputs that are tried at most.
MOST = 400


def reduced(data: bytes, breaks: Callable[[bytes], bool]) -> bytes:
    """Return a part of *data* for which *breaks* still holds, by leaving pieces out.

    The pieces are halves at first, then ever smaller ones.
    """
    tried = 0
    size = max(1, len(data) // 2)
    while size:
        start = 0
        while start < len(data):
            if tried == MOST:
                return data
            tried += 1
            shorter = data[:start] + data[start + size :]
            if shorter != data and breaks(shorter):
                data = shorter
            else:
                start += size
        size //= 2
    return data
