"""``mayadeen``: every command, in any folder, without a project's ``scrapy.cfg``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mayadeen_crawler import __version__
from mayadeen_crawler.__main__ import main
from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.processes import ROOT, scrapy


@pytest.fixture
def mayadeen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[object, str, str]]:
    """Run the script in this process, in the test's folder; the environment names no settings.

    What it returns takes the words and returns the exit status and what was printed.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "")  # so that its absence is restored
    monkeypatch.delenv("SCRAPY_SETTINGS_MODULE")

    def run(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["mayadeen", *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return end.value.code, said.out, said.err

    return run


def test_a_crawl_in_an_empty_folder_lands_in_its_output(
    tmp_path: Path, mayadeen: Callable[..., tuple[object, str, str]]
) -> None:
    kept = ("PATH", "LANG", "PYTHONPATH")
    env = {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(tmp_path)}
    with ReplicaServer(ReplicaSite(articles=3)) as replica:
        words = (
            "crawl", "article", "-a", f"base_url={replica.url}",
            "-a", f"urls={replica.url}{replica.site.path(2)}",
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "mayadeen_crawler", *words],
            cwd=tmp_path, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["output"]
    assert len(feed(tmp_path / "output")) == 1
    # The settings of this process may have been read in another folder.
    status, told, _ = mayadeen("runs", "-s", f"OUTPUT_DIR={tmp_path / 'output'}")
    assert status == 0
    assert "article" in told


def test_the_installed_script_is_that_module() -> None:
    setup = (ROOT / "setup.py").read_text(encoding="utf-8")
    assert '"console_scripts": ["mayadeen = mayadeen_crawler.__main__:main"]' in setup
    assert callable(main)


def test_an_unknown_command_is_one_line_with_the_nearest(
    mayadeen: Callable[..., tuple[object, str, str]],
) -> None:
    line = "scrapy: unknown command 'exprot'; did you mean 'export'? (`scrapy` lists all)\n"
    assert mayadeen("exprot") == (2, "", line)


def test_the_version_is_this_programs(tmp_path: Path) -> None:
    done = scrapy("version", cwd=tmp_path, code=0)
    first, second = done.stdout.splitlines()
    assert first == f"mayadeen-crawler {__version__}"
    assert second.startswith("Scrapy 2.")


def test_wrong_use_of_any_command_is_one_line(tmp_path: Path) -> None:
    for words, says in (
        (("schema", "--duckdb", "--pandas"), "not allowed with argument --duckdb"),
        (("runs", "--since", "noon"), "unknown option '--since'"),
        (("schema", "--arguments", "artcle"), "did you mean 'article'?"),
        (("export", "--tag"), "expected one argument"),
        (("settings", "--get"), "expected one argument"),  # Scrapy's own
    ):
        done = scrapy(*words, cwd=tmp_path, code=2)
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert done.stderr.startswith(f"scrapy {words[0]}: ")
        assert says in done.stderr


def test_help_of_a_spider_lists_its_arguments() -> None:
    lines = scrapy("crawl", "article", "--help", code=0).stdout.splitlines()
    own = lines[lines.index("Arguments of spider article (-a name=value):") :]
    assert own[1].split() == ["urls=URL,URL", "the", "articles'", "whole", "URLs"]
    common = own[own.index("Arguments of every spider (-a name=value):") :]
    (pages,) = (line for line in common if line.startswith("  max_pages=N"))
    assert pages.endswith("pages of a listing that are read; 0 is no limit (default: 5)")
    assert not any("Arguments of spider section" in line for line in lines)


def test_help_without_a_spider_lists_all() -> None:
    text = scrapy("crawl", "--help", code=0).stdout
    for who in ("spider article", "spider breaking", "spider section", "every spider"):
        assert f"Arguments of {who} (-a name=value):" in text


def test_the_readme_names_every_argument() -> None:
    """Its tables are written for readers; the declarations are what is checked."""
    from scrapy.spiderloader import get_spider_loader
    from scrapy.utils.project import get_project_settings

    from mayadeen_crawler.arguments import COMMON

    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    spiders = get_spider_loader(get_project_settings())
    for name in spiders.list():
        (row,) = (row for row in rows if row[0] == f"`{name}`")
        for argument in getattr(spiders.load(name), "own_arguments", ()):
            assert f"`{argument.name}=" in row[2], argument
    for argument in COMMON:
        (row,) = (row for row in rows if f"`{argument.name}`" in row[0])
        assert not argument.default or argument.default in row[2]
