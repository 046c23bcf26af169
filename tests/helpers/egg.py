"""An egg of the project as `make egg` builds it, away from the tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: What the egg calls itself: a job that runs from it is told from the package beside it.
VERSION = "7.8.9"


def source(folder: Path) -> Path:
    """Return a copy of what an egg is built from: a build leaves things where it runs."""
    shutil.copytree(
        ROOT / "mayadeen_crawler",
        folder / "mayadeen_crawler",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("setup.py", "scrapy.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def scrapyd_deploy(*words: str, cwd: Path, **environment: str) -> str:
    """Run scrapyd-deploy with *words*, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapyd_client.deploy", *words],
        cwd=cwd, env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout + done.stderr


def build_egg(folder: Path) -> Path:
    """Build the egg, whose version is VERSION, in *folder*."""
    tree = source(folder / "source")
    init = tree / "mayadeen_crawler" / "__init__.py"
    text = init.read_text(encoding="utf-8")
    assert '__version__ = "' in text
    init.write_text(f'{text}\n__version__ = "{VERSION}"\n', encoding="utf-8")
    egg = folder / "mayadeen_crawler.egg"
    scrapyd_deploy("--build-egg", str(egg), cwd=tree)
    return egg
