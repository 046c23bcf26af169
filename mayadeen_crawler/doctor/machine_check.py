"""The checks that need no request: the output folder and its ledger, CONTACT, the browser.

Called by ``commands/doctor.py`` before the site is asked.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from scrapy.settings import BaseSettings

from mayadeen_crawler.doctor.findings import Report
from mayadeen_crawler.exceptions import LedgerError
from mayadeen_crawler.ledger.database.migrations import VERSION
from mayadeen_crawler.ledger.inspection import Condition, condition
from mayadeen_crawler.middlewares.chromium.locate import INSTALL, find_browser, missing
from mayadeen_crawler.runs.manifest_files import RunsFolder
from mayadeen_crawler.utils.error_pages import FOLDER, ErrorPages
from mayadeen_crawler.utils.hosts import server_of

#: Free bytes, and share of the disk, under which a run may fill it: some weeks of all feeds.
LITTLE_SPACE, LITTLE_SHARE = 1_000_000_000, 0.05
#: Seconds of a Retry-After that are not worth a FAIL: a run waits them out.
SHORT_HOLD = 30.0
#: File systems over a network, where SQLite's locks are not to be trusted.
_REMOTE = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "sshfs",
    "s3fs", "rclone", "davfs", "beegfs",
})  # fmt: skip
_MOUNTS = Path("/proc/self/mounts")


def check_machine(report: Report, settings: BaseSettings) -> bool:
    """Make the checks that need no request.

    Returns whether OUTPUT_DIR has a ledger of this site, through which the doctor's requests can
    keep the pace that all runs share.
    """
    usable = _output(report, Path(settings["OUTPUT_DIR"]))
    _contact(report, settings["CONTACT"])
    path = find_browser(settings)
    if path:
        report.add("browser", "ok", f"{path} (started only for listings that a script continues)")
    else:
        wrong = missing(settings).partition(":")[0] if not settings["BROWSER_PATH"] else ""
        report.add(
            "browser",
            "warn",
            f"{wrong or missing(settings)}; only listings that a script continues need one",
            f"{INSTALL}, or name one in MAYADEEN_BROWSER",
        )
    return usable


def _contact(report: Report, contact: str) -> None:
    if contact:
        report.add("contact", "ok", contact)
    elif report.site.is_local:
        report.add("contact", "ok", "none is set, and a site on this machine needs none")
    else:
        report.add(
            "contact",
            "warn",
            "CONTACT is not set: the site cannot tell who crawls it",
            "set MAYADEEN_CONTACT (or -s CONTACT=…) to a mail address or a page",
        )


def _output(report: Report, folder: Path) -> bool:
    """Check the folder; return whether it has a ledger of this site and of this version."""
    existing = folder.absolute()
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
        usage = shutil.disk_usage(existing)
        disk = usage.free, usage.total
    except OSError as error:
        report.add(
            "output",
            "FAIL",
            f"{folder} cannot be written to ({error.strerror})",
            "mend its rights, or choose another OUTPUT_DIR (MAYADEEN_OUTPUT_DIR)",
        )
        return False
    try:
        site, now = report.site, time.time()
        found = condition(folder, site.edition.code, server_of(site.base_url), now=now)
    except LedgerError as error:
        finding, _, advice = str(error).partition(": ")
        report.add("output", "FAIL", finding, advice)
        return False
    return _ledger(report, folder, found, now) and _disk(report, folder, existing, disk, found)


def _ledger(report: Report, folder: Path, found: Condition | None, now: float) -> bool:
    """Report what in the ledger would stop a crawl; return whether a crawl could begin."""
    if found is None:
        return True
    site = report.site
    if found.base_url not in (None, site.base_url) and found.has_found:
        report.add(
            "output",
            "FAIL",
            f"{folder} holds the {site.edition.code} edition of {found.base_url}",
            f"give crawls of {site.base_url} another OUTPUT_DIR (MAYADEEN_OUTPUT_DIR)",
        )
    elif found.held_until - now > SHORT_HOLD:
        report.add(
            "output",
            "FAIL",
            "the site has asked an earlier run to leave it alone for another "
            f"{found.held_until - now:.0f} seconds (Retry-After)",
            "run again when they are over; nothing was asked now",
            blocked=True,
        )
    else:
        return True
    return False


def _disk(
    report: Report, folder: Path, existing: Path, disk: tuple[int, int], found: Condition | None
) -> bool:
    """Report how much room is there, by *disk*, its free and its total bytes."""
    free, total = disk
    said = f"{folder}" if folder.exists() else f"{folder} will be made"
    said += f", {free / 1e9:.1f} GB free"
    own = found is not None and found.is_current and found.base_url == report.site.base_url
    if found is not None:
        said += f"; its ledger has version {found.version}"
        said += "" if found.is_current else f", and the next run makes it {VERSION}"
        said += f", of {found.base_url}" if found.base_url else ""
    if unread := ErrorPages(folder).count():
        said += f"; {unread} pages that could not be read are in {FOLDER}/"
    if noted := RunsFolder(folder).noted():
        last = noted[-1]
        said += f"; {len(noted)} runs found no room, the last at {last['started_at']}"
        said += f" ({last['reason']})"
    remote = file_system(existing, _MOUNTS)
    if remote in _REMOTE:
        report.add(
            "output",
            "warn",
            f"{said}; it is on a network ({remote}), whose locks cannot be relied on",
            "choose an OUTPUT_DIR on a local disk",
        )
    elif free < max(LITTLE_SPACE, LITTLE_SHARE * total):
        share = f"{said} of {total / 1e9:.1f} GB: the disk is nearly full"
        report.add("output", "FAIL", share, "free space, or choose another OUTPUT_DIR")
    else:
        report.add("output", "ok", said)
    return own


def file_system(folder: Path, mounts: Path) -> str:
    """Return the type of file system that *folder* is on, by the table *mounts*; else ``""``."""
    try:
        rows = [line.split() for line in mounts.read_text(errors="replace").splitlines()]
    except OSError:
        return ""  # not every system has the table
    path = os.path.realpath(folder)
    best, kind = "", ""
    for row in rows:
        if len(row) < 3:
            continue
        place = row[1].replace("\\040", " ").rstrip("/")
        if (path == place or path.startswith(f"{place}/")) and len(place) >= len(best):
            best, kind = place, row[2]
    return kind.removeprefix("fuse.")
