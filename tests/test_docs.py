"""The pages of docs/ against the tree: what they name is there, and nothing links nowhere."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mayadeen_crawler.pages.strategy_files import ARTICLE_FILES, TICKER_FILES
from tests.helpers.source_code import PACKAGE, ROOT, parsed

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

#: What a maintainer may come with; each is a row of the table *Fault → file*.
FAULTS = [
    "summary missing after a redesign",
    "Arabic date a month off",
    "story written twice",
    "tag page not found",
    "load more stops after page 2",
    "a chart is empty",
    "a good run called unhealthy",
    "picture credit as author",
    "related box in the text",
    "a column lost in an export",
    "a challenge not recognised",
    "an edit not seen",
    "a listing stops too early",
    "a time off by hours",
    "a removal that was none",
    "the browser does not start",
    "robots misread",
    "a run refuses to start",
    "the replay finds nothing",
    "a wrong speaker on the ticker",
]


def section(title: str) -> str:
    return ARCHITECTURE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Return the cells of the section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def names(path: Path) -> set[str]:
    """Return what *path* defines: functions, classes, ``Class.method`` and constants."""
    found: set[str] = set()
    for node in parsed(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            inner = (
                one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
            )
            found.update(f"{node.name}.{one.name}" for one in inner)
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        found.update(target.id for target in targets if isinstance(target, ast.Name))
    return found


@pytest.mark.parametrize("row", rows("Fault → file"), ids=lambda row: row[0])
def test_each_fault_names_a_file_and_a_function_that_are_there(row: list[str]) -> None:
    _, file, functions = row
    path = PACKAGE / file.strip("`")
    assert path.is_file()
    wanted = re.findall(r"`([^`]+)`", functions)
    assert wanted
    assert set(wanted) <= names(path)


def test_the_table_of_faults_has_what_a_maintainer_may_come_with() -> None:
    listed = [row[0] for row in rows("Fault → file")]
    assert len(listed) == len(set(listed)) >= 25
    assert set(FAULTS) <= set(listed)


def test_each_folder_is_explained_and_each_that_is_explained_is_there() -> None:
    told = {
        name.rstrip("/")
        for row in rows("What each folder answers")
        for name in re.findall(r"`([^`]+)`", row[0])
    }
    folders = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*/")
        if (path / "__init__.py").exists()
    }
    assert folders <= told
    assert {name for name in told if not (PACKAGE / name).exists()} == set()


def test_the_glossary_is_in_order_and_long_enough() -> None:
    terms = [row[0].lower() for row in rows("Glossary")]
    assert len(terms) >= 25
    assert terms == sorted(terms)


@pytest.mark.parametrize(
    "path", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda path: path.name
)
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http://", "https://"))]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_threat_model_names_guards_and_tests_that_are_there() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    cells = [line.split("|")[2:4] for line in text.splitlines() if line.startswith("| ")]
    rows = [(guard, shown) for guard, shown in cells if shown != " shown by "]
    tests = [name for _, shown in rows for name in re.findall(r"`([\w/]+\.py)::(\w+)`", shown)]
    assert len(tests) > 20
    for file, name in tests:
        assert f"def {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), name
    guards = [path for guard, _ in rows for path in re.findall(r"`(\w+/[\w/.]*|\w+\.py)`", guard)]
    assert [path for path in guards if not (PACKAGE / path).exists()] == []
    assert [guard for guard, shown in rows if "::" not in shown] == []


def test_mending_names_the_files_that_drift_lines_name() -> None:
    said = (ROOT / "docs" / "mending.md").read_text(encoding="utf-8").partition("\n1. ")[0]
    files = {*ARTICLE_FILES.values(), *TICKER_FILES.values()}
    assert {file for file in files if f"`{file}`" not in said} == set()


def test_the_pages_build_as_a_site_that_asks_nobody_for_anything(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    command = [
        str(Path(sys.executable).with_name("zensical")),
        "build",
        "-f",
        "mkdocs.yml",
        "--strict",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    pages = list((tmp_path / "site").glob("*.html"))
    assert {path.stem for path in pages} >= {path.stem for path in ROOT.glob("docs/*.md")}
    for path in pages:
        loaded = re.findall(
            r'<(?:script|link|img)[^>]+(?:src|href)="(https?:[^"]+)', path.read_text()
        )
        assert loaded == []
