"""What Scrapyd runs: an egg that holds the whole package, and works from the zip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.helpers.egg import (
    ROOT,
    VERSION,
    source,
)

PACKAGE = ROOT / "mayadeen_crawler"


def test_it_holds_every_file_of_the_package_and_nothing_else(egg: Path) -> None:
    with zipfile.ZipFile(egg) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    files = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    # Each module is there compiled, too: beside its source Python finds it in a zip.
    compiled = {f"{name}c" for name in files if name.endswith(".py")}
    assert {name for name in names if not name.startswith("EGG-INFO/")} == files | compiled
    assert "mayadeen_crawler/replica/rendering/templates/article.html" in files
    assert {"EGG-INFO/entry_points.txt", "EGG-INFO/zip-safe"} <= names


@pytest.mark.soak
def test_what_was_deleted_is_in_no_later_egg(tmp_path: Path) -> None:
    tree, target = source(tmp_path / "source"), tmp_path / "x.egg"
    # Each build compiles every file: two packages are enough of them.
    for folder in (tree / "mayadeen_crawler").iterdir():
        if folder.is_dir() and folder.name != "utils":
            shutil.rmtree(folder)
    gone = tree / "mayadeen_crawler" / "gone.py"
    gone.touch()
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-m", "scrapyd_client.deploy", "--build-egg", target],
            cwd=tree, check=True, capture_output=True,
        )  # fmt: skip
        gone.unlink(missing_ok=True)
    with zipfile.ZipFile(target) as archive:
        assert "mayadeen_crawler/gone.py" not in archive.namelist()
        assert "mayadeen_crawler/utils/text.py" in archive.namelist()


#: Renders a page of the replica, lists the spiders and runs a command, all from the zip.
FROM_THE_ZIP = """
import mayadeen_crawler
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings
from mayadeen_crawler.replica import ReplicaSite
from mayadeen_crawler.replica.rendering.page import Quirks
from mayadeen_crawler.replica.rendering.render import Renderer
print(mayadeen_crawler.__file__)
print(mayadeen_crawler.__version__)
print(" ".join(sorted(get_spider_loader(get_project_settings()).list())))
print(len(Renderer(ReplicaSite(articles=3)).article(2, Quirks())) > 1000)
from scrapy.cmdline import execute
execute(["scrapy", "sections"])
"""


@pytest.mark.soak
def test_everything_works_from_the_zip(egg: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(egg),
        "SCRAPY_SETTINGS_MODULE": "mayadeen_crawler.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", FROM_THE_ZIP],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    file, version, spiders, rendered, *sections = done.stdout.splitlines()
    # The compiled file: a job compiles nothing.
    assert Path(file) == egg / "mayadeen_crawler" / "__init__.pyc"
    assert version == VERSION
    assert spiders == "archived article breaking latest section sitemap tag"
    assert rendered == "True"
    assert any("arts-culture" in line for line in sections)
