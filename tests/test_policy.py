"""Rules of the project as a whole: who may import whom, what is polite, what an egg must hold."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

import mayadeen_crawler

PACKAGE = Path(mayadeen_crawler.__file__).parent
ROOT = PACKAGE.parent

#: Layer → what it may import of the project, beside its own layer.
_BASE = {
    "items", "item_parts", "urls", "url_parts", "dates", "dates_words", "dates_forms", "outlet",
    "text", "clock", "observations", "fields", "run_record",
}  # fmt: skip
_PURE = {*_BASE, "content", "exceptions", "reservations", "durable", "grouping"}
ALLOWED: dict[str, set[str]] = {
    **dict.fromkeys(_BASE, _BASE),
    "content": _BASE,
    "exceptions": set(),
    "arguments": _PURE,
    "reservations": _BASE,
    "settings": set(),
    "quiet": set(),
    "logformatter": set(),
    "console": set(),
    "processors": set(),
    "loaders": {*_PURE, "processors"},
    "pages": {*_PURE, "loaders"},
    "ledger": _PURE,
    "pipelines": {*_PURE, "ledger"},
    # Which runs are dead is known in one place.
    "archive": {*_PURE, "runs"},
    "middlewares": {*_PURE, "ledger", "archive"},
    "runs": {*_PURE, "arguments", "console", "ledger"},
    "health": {*_PURE, "arguments", "ledger", "runs"},
    "settings_check": {*_PURE, "ledger", "health"},
    "extensions": {*_PURE, "ledger", "runs", "health"},
    "spiders": {
        *_PURE,
        "archive",
        "arguments",
        "ledger",
        "pages",
        "loaders",
        "middlewares",
        "extensions",
    },
    "schemas": _PURE,
    "exports": {*_PURE, "ledger", "schemas"},
    "audits": {*_PURE, "arguments", "console", "ledger"},
    "stories": {*_PURE, "console", "ledger"},
    "reports": {*_PURE, "console", "ledger", "runs", "schemas", "stories"},
    "doctor": {
        *_PURE,
        "arguments",
        "console",
        "ledger",
        "pages",
        "loaders",
        "middlewares",
        "spiders",
    },
    "commands": {"*"},
    "demo": {"replica"},
    "replica": {"outlet", "text"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Return the project's top-level modules and folders that *path* imports, lazily too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    parts = [name.split(".") for name in names if name.startswith("mayadeen_crawler.")]
    known = {p.stem for p in PACKAGE.iterdir()}
    return {part[1] for part in parts if part[1] in known}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    allowed = ALLOWED.get(layer, set()) | {layer}
    if layer != "__init__" and "*" not in allowed:
        assert imported(path) <= allowed


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_are_small(path: Path) -> None:
    if path.name != "outlet/":  # a table
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


def test_every_spider_is_polite_by_default() -> None:
    settings = get_project_settings()
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getbool("AUTOTHROTTLE_ENABLED")
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    for path in (PACKAGE / "spiders").glob("*.py"):
        assert "custom_settings" not in path.read_text(encoding="utf-8")
        assert "dont_obey_robotstxt" not in path.read_text(encoding="utf-8")


#: What starts slowly, and most crawls and commands do without.
_LARGE = [
    "trafilatura", "playwright", "scrapy_playwright", "jinja2", "tqdm", "duckdb", "pandas",
    "vl_convert", "warcio", "aiohttp", "mayadeen_crawler.replica",
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param(
            "import mayadeen_crawler.commands.crawl, mayadeen_crawler.spiders.section, "
            "mayadeen_crawler.extensions.progress, mayadeen_crawler.middlewares.warc_handler, "
            "mayadeen_crawler.spiders.article",
            [*_LARGE, "mayadeen_crawler.schemas"],
            id="a crawl",
        ),
        # Scrapy imports every command whenever one is run.
        pytest.param(
            "import scrapy.utils.misc; "
            "list(scrapy.utils.misc.walk_modules_iter('mayadeen_crawler.commands'))",
            [*_LARGE, "scrapy.core.downloader.tls"],
            id="a command",
        ),
    ],
)
def test_it_starts_without_what_it_may_never_need(code: str, names: list[str]) -> None:
    code = f"{code}; import sys; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_a_built_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    source = tmp_path / "source"  # a build leaves things where it runs
    shutil.copytree(PACKAGE, source / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("mayadeen_crawler/")}
    files = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == files
