"""Rules of the project as a whole: who may import whom, what is polite, what an egg must hold."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from mayadeen_crawler.replica import ReplicaServer, ReplicaSite
from tests.helpers.articles import feed
from tests.helpers.source_code import PACKAGE, ROOT, modules, nodes, parsed
from tests.helpers.table_tests import each_row

#: Layer → what it may import of the project, beside its own layer. A layer is a folder of the
#: package, or a module right in it.
_BASE = {"items", "urls", "dates", "outlet", "utils", "clock"}
_PURE = {*_BASE, "content_hash", "exceptions", "period", "tdmrep"}
ALLOWED: dict[str, set[str]] = {
    "utils": {"exceptions"},
    "exceptions": set(),
    "dates": {"utils"},
    "outlet": {"utils"},
    "tdmrep": {"exceptions", "utils"},
    "clock": {"dates"},
    "items": {"dates"},
    "period": {"dates"},
    "urls": {"outlet", "utils"},
    "content_hash": {"items", "urls", "utils"},
    "arguments": _PURE,
    "settings": set(),
    "addons": {"components", "utils"},
    "components": {"exceptions"},
    "log_formatter": {"utils"},
    "author_names": {"outlet", "utils"},
    "loaders": {*_PURE, "author_names"},
    "attribution": _BASE,
    "pages": {*_PURE, "author_names", "loaders", "attribution"},
    "page_to_record": {*_PURE, "arguments", "pages"},
    "ledger": _PURE,
    "pipelines": {*_PURE, "ledger"},
    "warc": _PURE,
    "middlewares": {*_PURE, "ledger", "warc"},
    "runs": {*_PURE, "arguments", "ledger"},
    "health": {*_PURE, "ledger", "runs"},
    "watch": {*_PURE, "health", "ledger", "runs", "search"},
    "upkeep": {*_PURE, "ledger", "runs", "warc"},
    "extensions": {*_PURE, "ledger", "runs", "health", "upkeep", "watch"},
    "crawling": {
        *_PURE, "arguments", "extensions", "ledger", "middlewares", "pages", "runs", "warc",
    },
    "spiders": {
        *_PURE, "arguments", "components", "crawling", "ledger", "middlewares",
        "pages", "warc",
    },
    "schemas": {*_PURE, "arguments"},
    "exports": {*_PURE, "ledger", "runs", "schemas", "search"},
    "publishing": {*_PURE, "exports", "ledger", "runs", "schemas"},
    "audit": {*_PURE, "ledger"},
    "history": {*_PURE, "ledger"},
    "search": {*_PURE, "ledger"},
    "browse": {*_PURE, "schemas", "search"},
    "reports": {*_PURE, "ledger", "runs", "schemas", "history"},
    "doctor": {
        *_PURE, "crawling", "ledger", "middlewares", "pages", "runs", "spiders", "warc",
    },
    "commands": {"*"},
    "demo": {"replica"},
    "replica": {"outlet", "utils"},
}  # fmt: skip


_TOP = {path.stem for path in PACKAGE.iterdir()}


def imported(path: Path) -> set[str]:
    """Return the project's top-level modules and folders that *path* imports, lazily too."""
    parts = [name.split(".") for name in imported_names(path)]
    return {part[1] for part in parts if len(part) > 1 and part[1] in _TOP}


@cache
def imported_names(path: Path) -> set[str]:
    """Return the dotted names of the project that *path* imports: modules, and what is in them.

    Not the package itself where only modules of it are imported: ``__init__`` imports lazily.
    """
    names: set[str] = set()
    for node in nodes(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module != PACKAGE.name or {alias.name for alias in node.names} - _TOP:
                names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return {name for name in names if name.startswith(PACKAGE.name)}


def test_imports_run_one_way() -> None:
    found = {}
    for path in modules():
        layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        allowed = ALLOWED.get(layer, set()) | {layer}
        if layer != "__init__" and "*" not in allowed:
            found[str(path.relative_to(PACKAGE))] = imported(path) - allowed
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_each_permission_is_used() -> None:
    """Beside the pure modules, which any layer above them may come to need."""
    used: dict[str, set[str]] = {}
    for path in modules():
        layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        used.setdefault(layer, set()).update(imported(path))
    allowed = {layer: names - {"*"} for layer, names in ALLOWED.items()}
    pure = {
        layer: names - _PURE if layer not in _PURE else names for layer, names in allowed.items()
    }
    unused = {layer: names - used[layer] for layer, names in pure.items()}
    assert {layer: names for layer, names in unused.items() if names} == {}


def test_no_modules_import_each_other_in_a_circle() -> None:
    named = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in modules()
    }
    left = {name: imported_names(path) & (named.keys() - {name}) for name, path in named.items()}
    # What imports nothing that is left is in no circle; take it away until nothing of it is left.
    while free := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in free}
    assert sorted(left) == []


def test_a_class_name_means_one_thing() -> None:
    where: dict[str, list[str]] = {}
    for path in modules():
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(str(path.relative_to(PACKAGE)))
    del where["Command"]  # Scrapy's own convention: one in each module of commands/
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


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
    "trafilatura", "playwright", "scrapy_playwright", "jinja2", "rich", "duckdb", "pandas",
    "vl_convert", "warcio", "aiohttp", "spidermon", "jsonschema", "tldextract",
    "boto3", "botocore", "xlsxwriter", "apprise",
    "mayadeen_crawler.replica",
]  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Return the modules that a new process has once it has run *code*."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_a_command_starts_without_what_it_may_never_need() -> None:
    # Scrapy imports every command whenever one is run.
    imported = loaded_by(
        "from scrapy.utils.misc import walk_modules_iter\n"
        "list(walk_modules_iter('mayadeen_crawler.commands'))"
    )
    assert "mayadeen_crawler.commands.doctor" in imported
    unneeded = {
        *_LARGE,
        "scrapy.core.downloader.tls",
        "mayadeen_crawler.audit.audit",
        "mayadeen_crawler.doctor.findings",
        "mayadeen_crawler.exports.delivery",
        "mayadeen_crawler.ledger.feed_files.rebuild",
        "mayadeen_crawler.runs.past_runs",
    }
    assert imported & unneeded == set()


def test_what_draws_charts_starts_without_scrapy() -> None:
    """Every report starts a process that imports it; Scrapy takes longer than its charts."""
    imported = loaded_by("import mayadeen_crawler.reports.charts.draw_svg")
    assert "vl_convert" in imported
    assert imported & {"scrapy", "twisted", "duckdb"} == set()


def test_a_run_loads_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "import mayadeen_crawler.commands.crawl, mayadeen_crawler.spiders.section\n"
        "import mayadeen_crawler.extensions.progress, mayadeen_crawler.spiders.article\n"
        "import mayadeen_crawler.middlewares.download_handler\n"
        "print(*sys.modules)\n"
        "from scrapy.cmdline import execute\n"
        "try:\n"
        "    execute()\n"
        "finally:\n"
        "    print(*sys.modules)"
    )
    # A listing whose further pages have addresses: a run that needs no browser starts none.
    with ReplicaServer(ReplicaSite(articles=90, page_size=2)) as replica:
        done = subprocess.run(
            [
                sys.executable, "-c", code, "crawl", "section", "-a", f"base_url={replica.url}",
                "-a", "sections=politics", "-a", "max_pages=2", "-s", f"OUTPUT_DIR={tmp_path}",
                "-s", "DOWNLOAD_DELAY=0",
            ],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    assert len(feed(tmp_path)) == 4
    begun, ended = (set(line.split()) for line in done.stdout.splitlines())
    assert "mayadeen_crawler.spiders.article" in begun
    assert begun & {*_LARGE, "mayadeen_crawler.schemas"} == set()
    assert ended & set(_LARGE) == set()


def test_a_built_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    source = tmp_path / "source"  # a build leaves things where it runs
    shutil.copytree(PACKAGE, source / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    # What pip calls to build one.
    code = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("mayadeen_crawler/")}
    files = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == files


def test_what_soak_alone_runs_is_left_to_it_in_tables_too() -> None:
    @each_row("row", [1])
    @pytest.mark.soak
    def costly(row: int) -> None:
        """It may take its time."""

    assert [mark.name for mark in vars(costly)["pytestmark"]] == ["soak"]
