"""``scrapy export`` as a command: where it writes, and wrong use in one line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from mayadeen_crawler.exports import delivery
from mayadeen_crawler.exports.selection import Selection
from tests.helpers.article_visits import Site
from tests.helpers.articles import feed_lines
from tests.helpers.processes import scrapy


def export(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("export", *words, "-s", f"OUTPUT_DIR={folder}")


def test_to_standard_output_and_to_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    Site(folder).look(1, "01 11:00")
    Site(folder).look(2, "01 11:00")
    done = export(folder)
    assert (done.returncode, done.stdout) == (0, b"".join(feed_lines(folder)).decode())
    assert done.stderr == "exported 2 records\n"
    assert export(folder, "-o", "/dev/stdout").stdout == done.stdout
    target = tmp_path / "export.csv"
    done = export(folder, "-o", str(target), "--until", "2026-02-28", "--datapackage")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"exported 0 records to {target}\n"
    assert target.read_bytes().startswith(b"record_type,")
    told = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert [(one["path"], one["records"]) for one in told["resources"]] == [("export.csv", 0)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "jsonlines"], "--format 'jsonlines' is none of jsonl, csv, parquet"),
        (["--format", "parquet"], "--format parquet needs -o FILE"),
        (["--datapackage"], "--datapackage needs -o FILE: the description lies beside it"),
        (["--section", "polítics"], "did you mean 'politics'?"),
        (["--edition", "fr"], "--edition 'fr' is none of en, ar, es"),
        (["--since", "soon"], "--since 'soon' is not an ISO date or time"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "--since is later than --until"),
        (["--since-last", "../x"], "cannot name a consumer"),
        (["out.jsonl"], "name the file by -o out.jsonl"),
        (["-o", "all.xlsx"], "'all.xlsx' names a format that is not written here"),
    ],
)
def test_wrong_use_is_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    Site(tmp_path).look(1, "01 11:00")
    done = export(tmp_path, *words)
    assert (done.returncode, done.stdout.count("Traceback")) == (2, 0)
    assert said in done.stderr


def test_the_feeds_are_described_beside_an_export(tmp_path: Path) -> None:
    Site(tmp_path).look(1, "01 11:00")
    delivery.export(tmp_path, Selection(), "csv", tmp_path / "all.csv", describe=True)
    done = scrapy("datapackage", "-s", f"OUTPUT_DIR={tmp_path}")
    assert (done.returncode, done.stderr) == (0, "")
    path = tmp_path / "datapackage.json"
    assert done.stdout == f"described 1 files in {path}, 1 of them still growing\n"
    told = json.loads(path.read_text(encoding="utf-8"))["resources"]
    assert [(one["format"], one["records"]) for one in told] == [("csv", 1), ("jsonl", 1)]
    done = scrapy("datapackage", "--final", "-s", f"OUTPUT_DIR={tmp_path}")
    assert (done.returncode, done.stdout) == (0,
        f"{tmp_path} has no final file to describe\n",
    )  # fmt: skip
    path.write_text("{}")
    done = scrapy("datapackage", "-s", f"OUTPUT_DIR={tmp_path}")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "was not made by this program" in done.stderr


def test_a_folder_without_a_ledger_is_said(tmp_path: Path) -> None:
    done = export(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"scrapy export: {tmp_path} has no ledger: no run has written there yet\n"
    )


@pytest.mark.parametrize("format_", ["jsonl", "csv"])
def test_a_full_disk_is_one_line(tmp_path: Path, format_: str) -> None:
    Site(tmp_path).look(1, "01 11:00")
    done = scrapy(
        "export", "--format", format_, "-s", f"OUTPUT_DIR={tmp_path}", into=Path("/dev/full")
    )
    assert (done.returncode, done.stderr) == (
        1, "scrapy export: cannot write: No space left on device\n",
    )  # fmt: skip
