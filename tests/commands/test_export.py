"""``scrapy export`` as a command: where it writes, and wrong use in one line."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from mayadeen_crawler.commands.export import Command
from mayadeen_crawler.exports import delivery
from mayadeen_crawler.exports.selection import Selection
from tests.helpers.article_visits import Site
from tests.helpers.articles import feed_lines
from tests.helpers.command_in_process import run_command
from tests.helpers.processes import scrapy


def export(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return scrapy("export", *words, "-s", f"OUTPUT_DIR={folder}")


@pytest.fixture(scope="module")
def one_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one_record")
    Site(folder).look(1, "01 11:00")
    return folder


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
    assert target.read_bytes().startswith(b"\xef\xbb\xbfrecord_type,")
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
        (["-o", "all.ods"], "'all.ods' names a format that is not written here"),
        (["--format", "xlsx"], "--format xlsx needs -o FILE"),
        (["--kind", "article"], "--kind 'article' is none of articles, captures, breaking"),
        (["--kind", ""], "--kind '' is none of articles"),
        (["--format", ""], "--format '' is none of jsonl"),
        (["--kind", "articls"], "did you mean 'articles'?"),
        (
            ["--kind", "breaking", "--section", "politics"],
            "--section is not for --kind breaking: its records have no section",
        ),
        (["--kind", "removals", "--tag", "x"], "--tag is not for --kind removals"),
        (["--kind", "listings", "--all-revisions"], "--all-revisions is not for --kind listings"),
        (["--kind", "breaking", "--no-body"], "--no-body is not for --kind breaking"),
        (["--kind", "breaking", "--unreserved"], "--unreserved is for --kind articles only"),
        (["--kind", "breaking", "--columns", "id,headline"], "--columns 'headline': no such field"),
        (["--kind", "breaking", "-o", "x.atom"], "--format atom is for --kind articles only"),
        (["--columns", "id,headlin"], "'headlin': no such field; did you mean 'headline'?"),
        (["--columns", ","], "--columns names no value"),
        (["--tag", ","], "--tag names no value"),
        (["--tag", ""], "--tag names no value"),
        (["--section", " ،,"], "--section names no value"),
        (["--kind", "breaking", "--tag", ""], "--tag is not for --kind breaking"),
        (["--columns", "id,body_text", "--no-body"], "names body_text, which --no-body leaves out"),
        (["--no-bom"], "--no-bom is for CSV only, and this is jsonl"),
        (["--limit", "5"], "--limit is for --format atom and jsonfeed only"),
        (["--format", "atom", "--limit", "-1"], "--limit '-1' is not a whole number from 0 up"),
        (
            ["-o", "x.feed.json", "--since-last", "desk"],
            "--since-last is not for --format jsonfeed, which holds the newest articles each time",
        ),
        (["--format", "atom", "--columns", "id"], "--columns is not for --format atom"),
        (["-o", "x.atom", "--datapackage"], "--datapackage is not for --format atom"),
        (["--format", "atom", "--all-revisions"], "--all-revisions is not for --format atom"),
    ],
)
def test_wrong_use_is_one_line(one_record: Path, words: list[str], said: str) -> None:
    """In this process; what becomes of such an error is in ``test_mistakes.py``."""
    with pytest.raises(UsageError, match=re.escape(said)) as wrong:
        run_command(Command, one_record, *words)
    assert len(str(wrong.value).splitlines()) == 1


@pytest.mark.parametrize("target", ["-", "feeds.db"])
def test_a_tag_that_no_article_has_is_named(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "output"
    Site(folder).look(1, "01 11:00", tags=["#Olive trees"], section="politics")
    Site(folder).look(2, "01 11:00", tags=["Harbours"], section="economy")
    words = ("-o", target if target == "-" else str(tmp_path / target))

    def said(*more: str) -> list[str]:
        return run_command(Command, folder, *words, *more).err.splitlines()[1:]

    line = "no article of this selection has --tag "
    assert said("--tag", "oliv tree") == [f"{line}'oliv tree'; did you mean '#Olive trees'?"]
    assert said("--tag", "olive trees,zeppelin") == []  # one of them is enough
    assert said("--tag", "olive trees", "--section", "economy") == [f"{line}'olive trees'"]
    assert said("--tag", "olive trees", "--since", "2030-01-01") == []
    if target == "-":
        assert said("--tag", "zeppelin", "--since-last", "desk") == []


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
    # There, since here may be a demo's records, which would be named.
    done = scrapy("export", "-s", f"OUTPUT_DIR={tmp_path}", cwd=tmp_path)
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


def test_the_files_name_chooses_the_format(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    Site(folder).look(1, "01 11:00")
    for name, begin in (
        ("a.atom", b"<?xml version='1.0' encoding='utf-8'?>\n<feed "),
        ("a.FEED.json", b'{"version": "https://jsonfeed.org/version/1.1"'),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.json", b'{"record_type":"article"'),
    ):
        target = tmp_path / name
        done = run_command(Command, folder, "-o", str(target))
        assert (done.status, done.err) == (0, f"exported 1 records to {target}\n")
        assert target.read_bytes().startswith(begin)


def test_what_is_not_whole_is_said(tmp_path: Path) -> None:
    folder, target = tmp_path / "output", tmp_path / "all.xlsx"
    Site(folder).look(1, "01 11:00", body_text="x" * 40_000)
    done = run_command(Command, folder, "-o", str(target))
    assert done.err.splitlines() == [
        f"exported 1 records to {target}",
        "cut: 1 cells with more text than Excel holds in one",
    ]
    done = run_command(Command, folder, "--unreserved")
    assert done.err == (
        "exported 0 records\n"
        "left out: 1 records of which it is unknown: read from an archive, or their run has no "
        "manifest any more\n"
    )
