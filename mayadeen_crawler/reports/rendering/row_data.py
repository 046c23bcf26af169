"""Pack the rows of a list into a block of data for the page's script. Pure.

The block is Base64 of JSON, compressed (RFC 1951), which a browser unpacks by itself; it cannot
end the element it stands in, whatever a web page wrote. The script ``templates/report.js`` reads
it: change the two together.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice

from mayadeen_crawler.reports.rendering.elements import Difference, NewsRow

#: Rows that are compressed at a time.
_SOME = 20
#: Lists of labels whose places are kept at a time: most rows repeat another's.
_LISTS = 4096
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_OPS = {"same": 0, "old": 1, "new": 2}


def pack(rows: Iterable[NewsRow], budget: int) -> tuple[str, int]:
    """Return the block and how many of *rows*, from the first on, it holds.

    *budget*: bytes of the block, at most (but for the last rows). Names that recur (sections, tags)
    are written once: ``{"rows": [["2026-03-01 23:59", "Headline", "https://…", 0, …]],
    "names": ["politics", …]}``.
    """
    room = budget * 3 // 4  # Base64 makes four bytes of three
    press = zlib.compressobj(6, wbits=-15)
    packed = bytearray(press.compress(b'{"rows":['))
    names: dict[str, int] = {}

    @lru_cache(_LISTS)
    def places(labels: tuple[str, ...]) -> list[int]:
        return [names.setdefault(label, len(names)) for label in labels]

    kept = 0
    rows = iter(rows)
    while len(packed) < room and (some := list(islice(rows, _SOME))):
        known = len(names)
        lines = _encode([_packed(row, places) for row in some])[1:-1]
        for name in islice(reversed(names), len(names) - known):
            room -= len(name)  # they come at the end; compressed, they take less
        packed += press.compress((f",{lines}" if kept else lines).encode("utf-8", "replace"))
        kept += len(some)
    end = f'],"names":{json.dumps(list(names), ensure_ascii=False)}}}'
    packed += press.compress(end.encode("utf-8", "replace")) + press.flush()
    return b64encode(packed).decode(), kept


def _packed(row: NewsRow, places: Callable[[tuple[str, ...]], list[int]]) -> list[object]:
    cells: list[object] = [
        row.at, row.text.text, row.text.url or 0, *places((row.place,)),
        places(row.tags), places(row.authors), places(row.sources), places(row.regions),
        places(row.delays), row.edits, row.note or 0, [_difference(one) for one in row.differences],
    ]  # fmt: skip
    while not cells[-1]:  # what is missing at the end is empty
        cells.pop()
    return cells


def _difference(one: Difference) -> list[object]:
    fields = [[name, [[_OPS[op], words] for op, words in parts]] for name, parts in one.fields]
    return [one.heading, one.note, fields]
