"""What is wrong with an output folder, by one who knows only what its records promise.

It imports nothing of the program: ``python reader.py OUTPUT_DIR [ADDRESS …]``. The addresses, if
any, are those of the articles that must be in the feed. Prints the faults; status 1 if any.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

KINDS = ("articles", "removals", "breaking", "listings", "captures")
_FILE = re.compile(r"\d{4}-\d\d-\d\d\.jsonl")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CAUSES = {"first", "edited", "moved", "returned", "reextracted"}

Record = dict[str, Any]


def faults(folder: Path, expected: Sequence[str] = ()) -> list[str]:
    """Return every fault of the feeds in *folder*; *expected*: addresses of articles in them."""
    found: list[str] = []
    feeds = {kind: [*_records(folder, kind, found)] for kind in KINDS}
    found += _of_articles(feeds["articles"])
    found += _of_removals(feeds["removals"])
    found += _of_breaking(feeds["breaking"])
    found += _of_listings(feeds["listings"])
    found += _repeated("capture", [(one["id"], one["captured_at"]) for one in feeds["captures"]])
    found += _of_manifests(folder)
    found += _of_lengths(folder)
    there = {one["canonical_url"] for one in feeds["articles"]}
    found += [f"lost: {address}" for address in expected if address not in there]
    return found


def _records(folder: Path, kind: str, found: list[str]) -> Iterator[Record]:
    keys: dict[int, list[str]] = {}
    for path in sorted((folder / kind).glob("*")):
        if not _FILE.fullmatch(path.name):
            found.append(f"{path}: no feed's name")
            continue
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            found.append(f"{path}: its last line is torn")
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                record = json.loads(line)
                order = keys.setdefault(record["schema_version"], list(record))
                if list(record) != order:
                    found.append(f"{path}:{number}: other keys than the line before")
                found += [
                    f"{path}:{number}: {name} is {value!r}"
                    for name, value in record.items()
                    if (value == "" and name != "run_id")
                    or (name.endswith("_at") and value and not _TIME.fullmatch(value))
                ]
                yield record
            except (ValueError, KeyError, TypeError) as error:
                found.append(f"{path}:{number}: {error!r}")


def _of_articles(records: Sequence[Record]) -> Iterator[str]:
    states: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        states[record["id"]].append(record)
    for name, told in states.items():
        numbers = [one["revision"] for one in told]
        if numbers != list(range(1, len(told) + 1)):
            yield f"{name}: revisions {numbers}"
        for number, one in enumerate(told):
            cause = one["revision_cause"]
            if cause not in _CAUSES or (cause == "first") != (number == 0):
                yield f"{name}: revision {number + 1} is {cause!r}"
            same = number and one["content_hash"] == told[number - 1]["content_hash"]
            if same and cause == "edited":
                yield f"{name}: revision {number + 1} says what the one before says"


def _of_removals(records: Sequence[Record]) -> Iterator[str]:
    last: dict[str, str] = {}
    for record in records:
        if record["event"] == last.get(record["id"], "returned"):
            yield f"{record['id']}: {record['event']} twice"
        last[record["id"]] = record["event"]


def _of_breaking(records: Sequence[Record]) -> Iterator[str]:
    shown: dict[str, str | None] = {}
    for record in records:
        name, event = record["id"], record["event"]
        if event == "appeared":
            if name in shown:
                yield f"{name}: appeared twice"
        elif shown.get(name) is None:
            yield f"{name}: {event} without being shown"
        elif event == "edited" and record["previous_text"] != shown[name]:
            yield f"{name}: was another text before"
        shown[name] = None if event in ("expired", "withdrawn") else record["text"]


def _of_listings(records: Sequence[Record]) -> Iterator[str]:
    last: dict[tuple[Any, ...], Any] = {}
    for record in records:
        key = tuple(record[name] for name in ("edition", "list", "name", "page"))
        if last.get(key) == record["items"]:
            yield f"listing {key}: written again, unchanged"
        last[key] = record["items"]


def _repeated(what: str, keys: Sequence[Any]) -> Iterator[str]:
    seen = set()
    for key in keys:
        if key in seen:
            yield f"{what} {key} twice"
        seen.add(key)


def _of_manifests(folder: Path) -> Iterator[str]:
    for path in (folder / "runs").glob("*.json"):
        try:
            if json.loads(path.read_bytes())["run_id"] != path.stem:
                yield f"{path}: of another run"
        except (ValueError, KeyError, TypeError) as error:
            yield f"{path}: {error!r}"


def _of_lengths(folder: Path) -> Iterator[str]:
    """Compare what the ledger committed with the files: after a run that ended, they agree."""
    ledger = folder / "ledger.sqlite3"
    if not ledger.is_file():
        return
    db = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    try:
        if not db.execute("PRAGMA user_version").fetchone()[0]:
            return  # its process died before it made the first table
        (said,) = db.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            yield f"ledger: {said}"
        for file, length in db.execute("SELECT file, length FROM feeds"):
            path = folder / file
            if path.is_file() and path.stat().st_size != length:
                yield f"{file}: {path.stat().st_size} bytes, {length} of them committed"
    finally:
        db.close()


def main(arguments: Sequence[str]) -> int:
    """Print the faults of the folder that *arguments* begin with."""
    found = faults(Path(arguments[0]), arguments[1:])
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
