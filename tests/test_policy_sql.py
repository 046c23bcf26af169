"""SQL on the ledger's tables is in ``ledger/`` only: elsewhere its functions are called."""

from __future__ import annotations

import ast
import re
import sqlite3
from pathlib import Path

from mayadeen_crawler.ledger.database.migrate import migrate
from tests.helpers.source_code import PACKAGE, modules, nodes, parsed

#: Folders whose SQL is DuckDB's, on tables that are made of the feeds. Some of these tables have
#: the name of one of the ledger's (``articles``, ``revisions``).
OTHER_TABLES = ("reports", "schemas", "exports/formats.py")
#: What a connection to SQLite is called outside of ``ledger/``.
CONNECTION = "sqlite3.Connection"
#: What has a SQLite database of its own: the search index, which an export writes and a browser is
#: shown, and a replay's list of captures.
OWN_DATABASES = ("search", "browse", "exports/database.py", "crawling/replay/capture_list.py")


def ledger_tables() -> set[str]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db, Path())
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    db.close()
    return {name for (name,) in rows}


def outside() -> list[Path]:
    others = ("ledger/", *OWN_DATABASES)
    return [
        path for path in modules() if not path.relative_to(PACKAGE).as_posix().startswith(others)
    ]


def has_other_tables(path: Path) -> bool:
    return path.relative_to(PACKAGE).as_posix().startswith(OTHER_TABLES)


def texts(tree: ast.AST) -> list[str]:
    """Return every text in the code, without docstrings; of an f-string its parts together."""
    docstrings = {
        id(node.body[0].value)
        for node in nodes(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []
    for node in nodes(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (one.value if isinstance(one, ast.Constant) else "x" for one in node.values)
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and id(node) not in docstrings:
            found.append(str(node.value))
    return found


def sqlite_connections(tree: ast.AST) -> set[str]:
    """Return the names of arguments and attributes that are declared as SQLite connections."""
    return {
        node.arg
        for node in nodes(tree)
        if isinstance(node, ast.arg)
        and node.annotation is not None
        and ast.unparse(node.annotation) == CONNECTION
    }


def executed_on(tree: ast.AST) -> set[str]:
    """Return the last names of what ``execute`` and its like are called on: ``self._db`` is db."""
    return {
        ast.unparse(node.func.value).rpartition(".")[2].lstrip("_")
        for node in nodes(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("execute", "executemany", "executescript")
    }


def test_no_sql_on_the_ledger_outside_of_it() -> None:
    names = "|".join(sorted(ledger_tables()))
    statement = re.compile(rf"\b(FROM|INTO|UPDATE|JOIN|TABLE)\s+({names})\b")
    for path in outside():
        tree = parsed(path)
        executed = executed_on(tree)
        assert not executed or executed & sqlite_connections(tree) == set(), path
        if not has_other_tables(path):
            assert executed == set(), path
            assert [text for text in texts(tree) if statement.search(text)] == [], path


def test_the_test_finds_what_it_forbids() -> None:
    tree = ast.parse(
        "class A:\n    def __init__(self, db: sqlite3.Connection): self._db = db\n"
        '    def f(self): return self._db.execute(f"SELECT * FROM articles WHERE {x}")\n'
    )
    assert executed_on(tree) & sqlite_connections(tree) == {"db"}
    assert texts(tree) == ["SELECT * FROM articles WHERE x", "SELECT * FROM articles WHERE "]
    assert {"articles", "addresses", "feeds", "appends", "ticker_lines"} <= ledger_tables()
