"""The manifest files of an output folder, ``OUTPUT_DIR/runs/<run_id>.json``: write and read.

`extensions.manifest` writes them, ``upkeep/`` removes old ones. ``scrapy runs``, ``scrapy crawl``,
the report and `extensions.health` read them. Whatever else lies in the folder is passed over.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from mayadeen_crawler.arguments import RUN_ID
from mayadeen_crawler.runs import lock
from mayadeen_crawler.runs.manifest import RECORDS
from mayadeen_crawler.runs.spare_room import BLOCK, SpareRoom
from mayadeen_crawler.utils.atomic_files import is_disk_full, replacing
from mayadeen_crawler.utils.regular_files import open_regular
from mayadeen_crawler.utils.secrets import masked_values

FOLDER = "runs"

#: Keys that readers use → their types: a file in which one is missing is passed over.
_TEXT, _TIME = (str,), (str, type(None))
_KEYS: Mapping[str, tuple[type, ...]] = {
    "run_id": _TEXT, "spider": _TEXT, "edition": _TEXT, "arguments": (dict,), "lock": _TIME,
    "outcome": _TEXT, "reason": _TIME, "started_at": _TEXT, "updated_at": _TEXT,
    "recognised_at": _TIME, "seconds": (int, float), "records": (dict,), "warnings": (list,),
    "stats": (dict,),
}  # fmt: skip
#: Files that are looked at for some bytes: some days of scheduled runs.
LOOKED_AT = 2000
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
#: Keys of a manifest that grow with the run.
_MAPPINGS = ("stats", "coverage", "provenance", "doubts", "browser", "archives")
_LISTS = ("appends", "reservations")
_TIMES = ("started_at", "updated_at", "recognised_at")
#: Times that every time zone can show.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
#: Bytes of the largest file that is read; a run of weeks writes some hundred thousand.
_LARGEST = 32 << 20
#: The largest count that any reader can work with.
_MOST = 1 << 53


class RunsFolder:
    """``OUTPUT_DIR/runs``: a manifest for each run, and the locks of those under way."""

    def __init__(self, output: Path) -> None:
        self.path = output / FOLDER
        self._spare = SpareRoom(self.path / ".spare")

    def lock_path(self, name: str) -> Path:
        """Return the path of the lock file called *name* (see `lock.name_of`)."""
        return self.path / lock.FOLDER / name

    def write(self, manifest: Mapping[str, Any]) -> None:
        """Write *manifest*, whole or not at all, over the one of the same run; raises OSError.

        What looks like a credential in it is masked. On a full disk its short form is written, in
        the room that the older one has; without an older one in the room that `keep_room` keeps,
        where `newest` and `of` find it, too.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        target = self.path / f"{manifest['run_id']}.json"
        manifest = masked_values(manifest)
        try:
            with replacing(target, errors="replace") as stream:
                stream.write(_text(manifest))
        except OSError as error:
            if not is_disk_full(error) or not (
                _write_over(target, manifest) or self._note(manifest)
            ):
                raise

    def keep_room(self) -> list[dict[str, Any]]:
        """Keep room for runs that find the disk full; return the manifests of those that did.

        They have files of their own from then on. Called by a run when it begins; raises OSError.
        """
        self._spare.keep()
        entered: list[dict[str, Any]] = []

        def enter(lines: list[bytes]) -> list[bytes]:
            for one in _noted(lines):
                with replacing(self.path / f"{one['run_id']}.json", errors="replace") as stream:
                    stream.write(_text(one))
                entered.append(one)
            return []

        if self._spare.lines():
            self._spare.change(enter)
        return entered

    def noted(self) -> list[dict[str, Any]]:
        """Return the manifests of runs that found the disk full, which have no file yet."""
        return _noted(self._spare.lines())

    def _note(self, manifest: Mapping[str, Any]) -> bool:
        """Write *manifest* in the room that is kept; False if there is none, or not enough."""
        line = _ENCODE(_short(manifest)).encode(errors="replace")

        def note(lines: list[bytes]) -> list[bytes]:
            others = [one for one in _noted(lines) if one["run_id"] != manifest["run_id"]]
            return [*(_ENCODE(one).encode(errors="replace") for one in others), line]

        with suppress(OSError):
            return self._spare.change(note)
        return False

    def newest(
        self, spider: str | None = None, edition: str | None = None, *, holding: bytes = b""
    ) -> Iterator[dict[str, Any]]:
        """Yield the manifests (of *spider* and *edition*), those written last first.

        Other files are passed over. With *holding* so are those without these bytes in their
        text, and no more than LOOKED_AT files are looked at.
        """
        names = {"spider": spider, "edition": edition}
        wanted = {key: name for key, name in names.items() if name is not None}
        words = [holding, *(json.dumps(name).encode() for name in wanted.values())]
        noted = {one["run_id"]: one for one in reversed(self.noted())}
        files = islice(self._files(), LOOKED_AT if holding else None)
        filed = (_read(path, words) for path, _ in files if Path(path).stem not in noted)
        for found in chain(noted.values(), filed):
            if found is not None and all(found[key] == name for key, name in wanted.items()):
                yield found

    def files(self) -> Iterator[tuple[Path, int, dict[str, Any]]]:
        """Yield each manifest's path, bytes and content, those written last first."""
        for path, size in self._files():
            if (found := _read(path)) is not None:
                yield Path(path), size, found

    def of(self, run_id: str) -> dict[str, Any] | None:
        """Return the manifest of the run *run_id*, or None if it has none that can be read."""
        for one in self.noted():
            if one["run_id"] == run_id:
                return one
        return _read(self.path / f"{run_id}.json") if RUN_ID.fullmatch(run_id) else None

    def outcome(self, manifest: Mapping[str, Any]) -> str:
        """Return the outcome in *manifest*, or ``died`` for a run that says "running" but is not.

        A run that was killed could not write its end; its lock shows whether it is still alive.
        """
        if manifest["outcome"] != "running":
            return str(manifest["outcome"])
        run_id, name = manifest["run_id"], manifest["lock"]
        if name and "/" not in name and lock.holder(self.lock_path(name)) == run_id:
            return "running"
        # It may have ended since its manifest was read.
        now = _read(self.path / f"{run_id}.json") or manifest
        return str(now["outcome"]) if now["outcome"] != "running" else "died"

    def _files(self) -> Iterator[tuple[str, int]]:
        """Yield the manifests' paths and their bytes, those written last first."""
        found: list[tuple[int, str, int]] = []
        with suppress(OSError), os.scandir(self.path) as entries:
            for entry in entries:
                if entry.name.endswith(".json") and not entry.name.startswith("."):
                    with suppress(OSError):
                        stat = entry.stat()
                        found.append((stat.st_mtime_ns, entry.name, stat.st_size))
        # Texts: every run asks for thousands, and a Path costs as much as reading its file.
        yield from ((f"{self.path}/{name}", size) for _, name, size in sorted(found, reverse=True))


def _short(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return *manifest* without its long parts."""
    return {**manifest, **{name: {} for name in _MAPPINGS}, **{name: [] for name in _LISTS}}


def _text(manifest: Mapping[str, Any]) -> str:
    return json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n"


def _write_over(target: Path, manifest: Mapping[str, Any]) -> bool:
    """Write *manifest* without its long parts over the file *target*; False if it has no room.

    A disk that is full takes no other file, and the blocks that a file has are its own. A crash
    in the middle would cost the manifest, which says nothing of the end of the run otherwise.
    """
    data = _text(_short(manifest)).encode(errors="replace")
    with suppress(OSError), target.open("r+b") as file:
        if len(data) > os.fstat(file.fileno()).st_blocks * BLOCK:
            return False
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
        return True
    return False


def _read(path: Path | str, words: Sequence[bytes] = ()) -> dict[str, Any] | None:
    """Return the manifest at *path*, or None if the file is not a manifest or cannot be read.

    A file without one of *words* is not parsed, which is most of the work, and is None.
    """
    try:
        with open_regular(Path(path)) as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError):  # the latter for a name that no file can have
        return None
    if len(data) > _LARGEST or any(word not in data for word in words):
        return None
    return _parsed(data, Path(path).stem)


def _noted(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return the manifests among the *lines* of the room that is kept."""
    return [found for line in lines if (found := _parsed(line)) is not None]


def _parsed(data: bytes, run_id: str | None = None) -> dict[str, Any] | None:
    """Return *data* as the manifest of *run_id*, by default of any run; None if it is none."""
    try:
        found = json.loads(data)
        return found if _is_manifest(found, run_id) else None
    except (ValueError, OverflowError, RecursionError):
        return None


def _is_manifest(found: object, run_id: str | None) -> bool:
    """Whether *found* has the keys and types of a manifest, so that readers need not check.

    With *run_id*: whether it is that run's, too. Raises ValueError for a time that is not ISO 8601,
    OverflowError for a number beyond all sense.
    """
    if not isinstance(found, dict) or found.get("record_type") != "run":
        return False
    if not all(name in found and isinstance(found[name], kinds) for name, kinds in _KEYS.items()):
        return False
    times = (found[name] for name in _TIMES if found[name] is not None)
    counts = [found["records"].get(kind) for kind in RECORDS] + [found.get("pages", {})]
    return (
        run_id in (None, found["run_id"])
        and RUN_ID.fullmatch(found["run_id"]) is not None
        and all(_is_time(one) for one in times)
        and math.isfinite(found["seconds"])
        and all(isinstance(one, dict) and all(map(_is_count, one.values())) for one in counts)
        and (found.get("pending_left") is None or _is_count(found["pending_left"]))
    )


def _is_time(text: str) -> bool:
    moment = datetime.fromisoformat(text)
    return moment.tzinfo is not None and _EARLIEST <= moment <= _LATEST


def _is_count(value: object) -> bool:
    return isinstance(value, int) and abs(value) <= _MOST
