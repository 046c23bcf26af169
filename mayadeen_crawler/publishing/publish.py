"""Publishes an output folder: what is not in the bucket yet is put, verified and listed.

Called by ``scrapy publish``. The order makes any end harmless: first the objects, each by one
atomic write; last ``datapackage.json``, which therefore never lists what is not there. The next
call finds what an earlier one put, and goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mayadeen_crawler.exports.datapackage import Resource
from mayadeen_crawler.publishing.finished_files import FinishedFile
from mayadeen_crawler.publishing.object_store import ObjectStore


@dataclass(slots=True)
class Published:
    """What a call of `publish` did."""

    sent: list[FinishedFile] = field(default_factory=list)
    """Put by this call; with *dry_run*, what would be."""
    there: list[FinishedFile] = field(default_factory=list)
    """Put by an earlier call, or by another at the same time."""
    conflicts: list[FinishedFile] = field(default_factory=list)
    """Files whose objects have another content; neither overwritten nor listed."""


def _no_hook(_file: FinishedFile) -> None:
    """Do nothing; the command passes a function that moves its progress line."""


def publish(
    files: list[FinishedFile],
    store: ObjectStore,
    *,
    dry_run: bool = False,
    done: Callable[[FinishedFile], None] = _no_hook,
) -> Published:
    """Put those of *files* into *store* that are not there yet; return what was done.

    *dry_run*: only look. *done* is called after each file. Raises PublishError, and ExportError
    if the ``datapackage.json`` that is there was made by another program; what was put until then
    stays, and is found by the next call.
    """
    content, _ = store.package()
    listed = {one["path"]: one for one in (content or {}).get("resources", ())}
    sizes = store.sizes(sorted({file.path.partition("/")[0] for file in files}))
    found, unlisted = Published(), []
    for file in files:
        size = sizes.get(file.path)
        if size is not None and _is_listed(file, listed.get(file.path), size):
            found.there.append(file)
        elif size is None and dry_run:
            found.sent.append(file)
        else:
            is_sent = size is None and store.put(file)
            if not store.holds(file):
                found.conflicts.append(file)
            else:
                (found.sent if is_sent else found.there).append(file)
                unlisted.append(file.described)
        done(file)
    if unlisted and not dry_run:
        store.describe(unlisted)
    return found


def _is_listed(file: FinishedFile, entry: Resource | None, size: int) -> bool:
    """Whether the package lists *file* as *entry*, and its object has *size* bytes accordingly.

    Such an object was verified when it was listed, and is not asked for again. A day of runs may
    differ: old manifests are pruned from the output folder.
    """
    if entry is None or entry.get("bytes") != size:
        return False
    return file.is_of_runs or entry.get("hash") == file.described["hash"]
