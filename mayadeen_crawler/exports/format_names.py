"""The formats of ``scrapy export``: how each is called, and how its file names end.

The command reads this before anything else; the writers are in ``formats.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Tables with a column for each field; of JSON Lines a key.
TABLES = ("jsonl", "csv", "parquet", "xlsx")
#: Documents of the newest articles for a feed reader.
READERS = ("atom", "jsonfeed")
#: All feeds in one SQLite database.
DATABASE = "db"
#: Formats that are written into a file only.
FILES = ("parquet", "xlsx", DATABASE)
FORMATS = (*TABLES, *READERS, DATABASE)

#: Format → the package of the extra [analysis] that writes it.
PACKAGES: Mapping[str, str] = {"parquet": "duckdb", "xlsx": "xlsxwriter"}

_ENDINGS = {
    **{f".{name}": name for name in (*TABLES, "atom", DATABASE)},
    ".feed.json": "jsonfeed",
    ".sqlite": DATABASE,
    ".sqlite3": DATABASE,
}


def of_file(name: str) -> str | None:
    """Return the format of a file called *name*: ``week.xlsx`` → ``xlsx``; None if it has none."""
    return next((form for end, form in _ENDINGS.items() if name.lower().endswith(end)), None)
