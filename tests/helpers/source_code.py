"""The package's own source, read and parsed once for all rules on it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import mayadeen_crawler

PACKAGE = Path(mayadeen_crawler.__file__).parent
ROOT = PACKAGE.parent


@cache
def modules() -> tuple[Path, ...]:
    """Return the file of each module of the package, sorted."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of the module at *path*, which is shared: do not change it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return *tree* and all below it: many rules look at each, and a walk takes longer than one."""
    return tuple(ast.walk(tree))
