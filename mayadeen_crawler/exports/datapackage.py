"""``datapackage.json`` beside files: what they are and what they hold (Data Package 2.0).

A reader takes what it says for true. So a file's description goes before the file changes
and comes back after: a process that dies in between leaves the file undescribed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mayadeen_crawler import clock
from mayadeen_crawler.exceptions import ExportError
from mayadeen_crawler.utils.atomic_files import replacing

FILE_NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_NAME = "mayadeen"

#: The value of ``created_by`` in packages that are ours to change.
OURS = "mayadeen-crawler"

Resource = dict[str, Any]
"""A file's description; ``path`` is relative to the package."""


class Package:
    """The package of a folder, held against other processes that would change it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._told = read(folder)

    def replace(self, described: Iterable[Resource], *, instead_of: Callable[[str], bool]) -> None:
        """Put *described* in the place of the resources whose path *instead_of* says.

        What an owner wrote beside the resources stays. Raises ExportError.
        """
        told = self._told or {"$schema": PROFILE, "name": _NAME}
        before = told.get("resources", [])
        after = [one for one in before if not instead_of(one["path"])] + list(described)
        after.sort(key=lambda one: str(one["path"]))
        if not after and _is_bare(told):
            self._told = None
            _remove(self._path)  # a package has at least one resource
        elif after != before:
            head = {"created": clock.stamp(), "created_by": OURS}
            self._told = {**told, **head, "resources": after}
            _write(self._path, self._told)


@contextmanager
def held(folder: Path) -> Iterator[Package]:
    """Hold the package of *folder* until the block ends; raises ExportError, see ``read``."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Package(folder)
    finally:
        os.close(descriptor)


def describes(file: Path) -> bool:
    """Whether the package beside *file*, if one of ours is there, says what *file* is."""
    with suppress(ExportError):
        told = read(file.parent)
        return told is not None and any(one["path"] == file.name for one in told["resources"])
    return False


@contextmanager
def without(file: Path) -> Iterator[None]:
    """Take *file*'s description away and hold the package, for a block that puts another there."""
    try:
        read(file.parent)
    except ExportError:  # somebody else's says what it likes
        yield
        return
    with held(file.parent) as package:
        package.replace([], instead_of=lambda path: path == file.name)
        yield


def read(folder: Path) -> dict[str, Any] | None:
    """Return the package of *folder*, ``None`` without one; ExportError where it is not ours."""
    path = folder / FILE_NAME
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError):
        told = None
    if not _is_ours(told):
        raise ExportError(
            f"{path} was not made by this program, and stays as it is: "
            "move it away, or take another folder"
        )
    return dict(told)


def name_of(path: str) -> str:
    """Return the name of the resource at *path*: the path itself where that makes a name."""
    if re.fullmatch(r"[-a-z0-9._/]+", path):
        return path
    slug = re.sub(r"[^-a-z0-9._/]+", "-", path.lower())
    return f"{slug}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def can_name(path: str) -> bool:
    """Whether the standard allows a resource this *path*, and JSON in UTF-8 can hold it."""
    return not re.match(r"[./~]|file:", path) and not re.search(
        r"[\x00-\x1f\x7f\\\ud800-\udfff]|://|/\.\./", path
    )


def _is_bare(told: Mapping[str, Any]) -> bool:
    """Whether nobody added anything to what is said beside the resources."""
    rest = {key: told[key] for key in told.keys() - {"created", "created_by", "resources"}}
    return rest == {"$schema": PROFILE, "name": _NAME}


def _is_ours(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and told.get("created_by") == OURS
        and isinstance(told.get("resources"), list)
        and all(
            isinstance(one, dict) and isinstance(one.get("path"), str) for one in told["resources"]
        )
    )


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"cannot remove {path}: {error.strerror}") from error


def _write(path: Path, told: dict[str, Any]) -> None:
    try:
        with replacing(path) as stream:
            json.dump(told, stream, ensure_ascii=False, indent=1)
            stream.write("\n")
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}") from error
