"""Reads and writes ``datapackage.json``, which describes the files beside it (Data Package 2.0).

Used by ``scrapy datapackage``, ``scrapy export --datapackage`` and ``scrapy demo``;
``scrapy publish`` uses `parse`, `replaced` and `encoded` for a package in a bucket. Consumers
rely on a description, so it is removed before its file changes and written again afterwards: a
process that dies in between leaves a file without description, never with a wrong one.
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
from mayadeen_crawler.utils.regular_files import not_regular

FILE_NAME = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_NAME = "mayadeen"

#: The value of ``created_by`` in packages that this program may change.
OURS = "mayadeen-crawler"

PackageContent = dict[str, Any]
"""What ``datapackage.json`` says: ``{"resources": [Resource, …], …}``."""

Resource = dict[str, Any]
"""A file's description: ``{"name": str, "path": str, "format": str, "bytes": int, …}``.

``path`` is relative to the package's folder; ``package_resources`` makes the other keys.
"""


class Package:
    """The package of a folder, while this process holds the lock on it (see ``held``)."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._content = read(folder)

    def replace(self, described: Iterable[Resource], *, instead_of: Callable[[str], bool]) -> None:
        """Remove the resources whose path *instead_of* accepts, and add *described*.

        Other keys of the package stay, so that its owner can add a title or a licence. Raises
        ExportError if the file cannot be written.
        """
        before = self._content
        self._content = replaced(before, described, instead_of=instead_of)
        if self._content is None:
            _remove(self._path)
        elif self._content is not before:
            _write(self._path, self._content)


def replaced(
    content: PackageContent | None,
    described: Iterable[Resource],
    *,
    instead_of: Callable[[str], bool],
) -> PackageContent | None:
    """Return *content* without the resources whose path *instead_of* accepts, plus *described*.

    *content* itself if that changes nothing. None if no resource would be left, which the
    standard forbids, and nothing that the package's owner added.
    """
    head = content or {"$schema": PROFILE, "name": _NAME}
    before = head.get("resources", [])
    after = [one for one in before if not instead_of(one["path"])] + list(described)
    after.sort(key=lambda one: str(one["path"]))
    if not after and _is_bare(head):
        return None
    if after == before:
        return content
    return {**head, "created": clock.stamp(), "created_by": OURS, "resources": after}


@contextmanager
def held(folder: Path) -> Iterator[Package]:
    """Lock the package of *folder* until the block ends. Raises ExportError, see ``read``."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Package(folder)
    finally:
        os.close(descriptor)


def describes(file: Path) -> bool:
    """Whether a package of this program beside *file* describes *file*."""
    with suppress(ExportError):
        content = read(file.parent)
        return content is not None and any(one["path"] == file.name for one in content["resources"])
    return False


@contextmanager
def without(file: Path) -> Iterator[None]:
    """Remove *file*'s description and hold the package, for a block that replaces *file*."""
    try:
        read(file.parent)
    except ExportError:  # another program's package stays as it is
        yield
        return
    with held(file.parent) as package:
        package.replace([], instead_of=lambda path: path == file.name)
        yield


def read(folder: Path) -> PackageContent | None:
    """Return the package of *folder*, None without one.

    Raises ExportError if the file cannot be read or another program wrote it.
    """
    path = folder / FILE_NAME
    try:
        if what := not_regular(path, follow=True):
            raise ExportError(f"{path} is {what}, not a regular file: move it away")
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}") from error
    return parse(data, str(path))


def parse(data: bytes, place: str) -> PackageContent:
    """Return the package that *data*, the file at *place*, contains.

    Raises ExportError if another program wrote it.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        content = None
    if not _is_ours(content):
        raise ExportError(
            f"{place} was not made by this program, and stays as it is: "
            "move it away, or take another folder"
        )
    return dict(content)


def encoded(content: PackageContent) -> str:
    """Return the text of ``datapackage.json``."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def name_of(path: str) -> str:
    """Return the resource name for *path*: the path itself if the standard allows it as a name.

    Otherwise a slug with eight digits of its hash: ``My file.csv`` → ``my-file.csv-1f2e3d4c``.
    """
    if re.fullmatch(r"[-a-z0-9._/]+", path):
        return path
    slug = re.sub(r"[^-a-z0-9._/]+", "-", path.lower())
    return f"{slug}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"


def can_name(path: str) -> bool:
    """Whether the standard allows a resource this *path*, and JSON in UTF-8 can hold it."""
    return not re.match(r"[./~]|file:", path) and not re.search(
        r"[\x00-\x1f\x7f\\\ud800-\udfff]|://|/\.\./", path
    )


def _is_bare(content: Mapping[str, Any]) -> bool:
    """Whether the package has no keys but those that this program writes."""
    rest = {key: content[key] for key in content.keys() - {"created", "created_by", "resources"}}
    return rest == {"$schema": PROFILE, "name": _NAME}


def _is_ours(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and content.get("created_by") == OURS
        and isinstance(content.get("resources"), list)
        and all(
            isinstance(one, dict) and isinstance(one.get("path"), str)
            for one in content["resources"]
        )
    )


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"cannot remove {path}: {error.strerror}") from error


def _write(path: Path, content: PackageContent) -> None:
    try:
        with replacing(path) as stream:
            stream.write(encoded(content))
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}") from error
