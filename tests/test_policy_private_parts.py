"""Other libraries' private parts are used in one module a library, where an upgrade is checked."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from itemloaders import ItemLoader

from tests.helpers.source_code import PACKAGE, ROOT, modules, nodes, parsed

#: Where private parts may be used: Scrapy's, scrapy-playwright's and Playwright's; warcio's.
INTERNALS = {"utils/scrapy_internals.py", "warc/reader.py"}
#: Private names that their library documents: named tuples' method, the way to end a process
#: at once, and the type of an element of lxml, which has no other name.
DOCUMENTED = {"_replace", "_exit", "_Element"}
#: Parts of Scrapy's engine with public names that its documentation does not mention.
ENGINE = {"slot", "scraper", "scheduler", "downloader"}


def outside() -> list[Path]:
    """Return the modules that may not use private parts."""
    return [path for path in modules() if path.relative_to(PACKAGE).as_posix() not in INTERNALS]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def is_own(owner: ast.expr) -> bool:
    """Whether an attribute of *owner* is one of the object or class itself."""
    return isinstance(owner, ast.Name) and owner.id in ("self", "cls")


def private_uses(tree: ast.Module) -> Iterator[str]:
    """Yield accesses to private attributes of what is not this module's own."""
    own = {
        node.attr for node in nodes(tree) if isinstance(node, ast.Attribute) and is_own(node.value)
    }
    own |= {
        node.name
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            owner = ast.unparse(node.value)
            ours = owner in ("self", "cls") or (node.attr in own and owner != "super()")
            if not ours and node.attr not in DOCUMENTED:
                yield f"line {node.lineno}: {owner}.{node.attr}"
        if isinstance(node, ast.Attribute) and node.attr in ENGINE:
            owner = ast.unparse(node.value)
            if owner == "engine" or owner.endswith(".engine"):
                yield f"line {node.lineno}: {owner}.{node.attr}"


def private_imports(tree: ast.Module) -> Iterator[str]:
    for node in nodes(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            private = any(is_private(part) for part in parts) and parts[0] != "_typeshed"
            if private or name.startswith("scrapy.core."):
                yield f"line {node.lineno}: {name}"


def names_of(tree: ast.AST) -> set[str]:
    """Return the private names that a class defines, or uses of itself."""
    names = {
        node.attr for node in nodes(tree) if isinstance(node, ast.Attribute) and is_own(node.value)
    }
    names |= {
        node.name
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {name for name in names if is_private(name)}


@cache
def _names_in_source(cls: type) -> set[str]:
    with suppress(TypeError):  # a compiled class has no source
        source = inspect.getsourcefile(cls)
        defined = nodes(parsed(Path(source))) if source else ()
        for node in defined:
            if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
                return names_of(node)
    return set()


def foreign_names(cls: type) -> set[str]:
    """Return the private names of the classes of other libraries that *cls* is made from."""
    names: set[str] = set()
    for base in cls.__mro__[1:]:
        if not base.__module__.startswith((PACKAGE.name, "builtins", "typing")):
            names |= {name for name in vars(base) if is_private(name)}
            names |= _names_in_source(base)
    return names


def test_private_parts_are_used_in_one_module() -> None:
    found = {}
    for path in outside():
        found[path] = [*private_uses(parsed(path)), *private_imports(parsed(path))]
    assert {path: uses for path, uses in found.items() if uses} == {}


def test_private_parts_of_a_base_class_are_left_to_it() -> None:
    wrong = {}
    for path in outside():
        found = [node for node in nodes(parsed(path)) if isinstance(node, ast.ClassDef)]
        if not any(node.bases for node in found):
            continue
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(dotted.removesuffix(".__init__"))
        for node in found:
            cls = getattr(module, node.name, None)
            if isinstance(cls, type):
                wrong[f"{dotted}: {node.name}"] = names_of(node) & foreign_names(cls)
    assert {name: names for name, names in wrong.items() if names} == {}


def test_the_rule_sees_what_it_forbids() -> None:
    code = """
class Mine(Theirs):
    def _parse(self):
        return super()._parse()

def of(crawler):
    return crawler.engine._slot, crawler.engine.scraper
"""
    assert len(list(private_uses(ast.parse(code)))) == 3
    assert list(private_imports(ast.parse("from playwright._impl import errors")))
    # The class has a method of the one name; its objects' attribute stands in its source alone.
    assert {"_add_value", "_local_item"} <= foreign_names(type("Mine", (ItemLoader,), {}))
