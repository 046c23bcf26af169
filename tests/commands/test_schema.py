"""``scrapy schema`` as a command."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import duckdb
import pytest
from scrapy.exceptions import UsageError
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.commands.schema import Command
from mayadeen_crawler.schemas.json_schema import of_any, shipped
from mayadeen_crawler.schemas.kinds import ALL_KINDS
from tests.helpers.processes import scrapy


def schema(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    where = ["-s", f"OUTPUT_DIR={folder}"] if folder else []
    return scrapy("schema", *words, *where)


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what the command prints, in this process."""
    import argparse

    command = Command()
    command.settings = get_project_settings()
    parser = argparse.ArgumentParser()
    command.add_options(parser)
    opts, args = parser.parse_known_args(list(words))
    command.run(args, opts)
    return capsys.readouterr().out


def test_one_kind_and_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    for name, kind in ALL_KINDS.items():
        assert json.loads(printed(capsys, name)) == shipped(kind)
    assert json.loads(printed(capsys)) == of_any()


def test_wrong_use_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match=r"'articles' is none of .* did you mean 'article'\?"):
        printed(capsys, "articles")
    with pytest.raises(UsageError, match="one KIND, not 2: article run"):
        printed(capsys, "article", "run")


def test_as_a_process(tmp_path: Path) -> None:
    done = schema("--duckdb", "listing", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    with duckdb.connect() as db:
        db.execute(done.stdout)
        assert db.execute("SHOW TABLES").fetchall() == [("listings",)]
    done = schema("artcle")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'artcle' is none of article, breaking, removal, listing, run" in done.stderr
    assert "did you mean 'article'?" in done.stderr
