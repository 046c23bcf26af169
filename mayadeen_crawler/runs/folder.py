"""The manifests of an output folder: written whole or not at all, read, told apart, pruned."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from mayadeen_crawler.runs import lock

FOLDER = "runs"


class RunsFolder:
    """``<output>/runs``: a manifest a run, and the locks of those under way."""

    def __init__(self, output: Path) -> None:
        self.path = output / FOLDER

    def lock_path(self, name: str) -> Path:
        """Return where the lock called *name* is."""
        return self.path / lock.FOLDER / name

    def write(self, manifest: Mapping[str, Any]) -> None:
        """Put *manifest* in the place of the one its run has; raises OSError."""
        self.path.mkdir(parents=True, exist_ok=True)
        target = self.path / f"{manifest['run_id']}.json"
        temporary = self.path / f".{manifest['run_id']}.{os.getpid()}.tmp"
        try:
            with temporary.open("w", encoding="utf-8", errors="replace") as stream:
                json.dump(manifest, stream, ensure_ascii=False, indent=1, default=str)
                stream.write("\n")
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def newest(self) -> Iterator[dict[str, Any]]:
        """Yield the manifests, those written last first; what is none is passed over."""
        for path in self._files():
            try:
                found = json.loads(path.read_bytes())
            except (OSError, ValueError):
                continue
            if isinstance(found, dict) and found.get("record_type") == "run":
                yield found

    def outcome(self, manifest: Mapping[str, Any]) -> str:
        """Return its outcome, or ``died`` where its run is not alive any more."""
        if manifest["outcome"] != "running":
            return str(manifest["outcome"])
        name = manifest.get("lock")
        alive = name and lock.holder(self.lock_path(name)) == manifest["run_id"]
        return "running" if alive else "died"

    def prune(self, keep: int) -> int:
        """Remove all but the *keep* manifests written last; return how many went."""
        gone = 0
        for path in self._files()[keep:]:
            with suppress(OSError):
                path.unlink()
                gone += 1
        return gone

    def _files(self) -> list[Path]:
        """Return the manifests' files, those written last first."""
        found: list[tuple[int, str]] = []
        with suppress(OSError), os.scandir(self.path) as entries:
            for entry in entries:
                if entry.name.endswith(".json") and not entry.name.startswith("."):
                    with suppress(OSError):
                        found.append((entry.stat().st_mtime_ns, entry.name))
        return [self.path / name for _, name in sorted(found, reverse=True)]
