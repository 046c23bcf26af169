"""Every regular expression of the package, how it is asked, and the texts that cost it most.

`patterns` finds them in the modules themselves; `attacks` derives from what a pattern repeats the
texts that it could read again and again.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import mayadeen_crawler
from tests.helpers.soak_figures import SOAK, scaled
from tests.helpers.source_code import nodes, parsed

_ROOT = Path(mayadeen_crawler.__file__).parent
#: How a pattern is asked, and what is measured for it.
_WAYS = {
    "fullmatch": "fullmatch", "match": "match", "search": "search", "sub": "sub", "subn": "sub",
    "split": "sub", "findall": "sub", "finditer": "sub",
}  # fmt: skip
#: What stands in a module that asks one.
_ASKS = re.compile(rf"\.(?:{'|'.join(_WAYS)})\(")
#: What is repeated up to so many times at most costs no more than so many times its text.
_FEW = 40
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_SETS = (code.IN, code.ANY, code.NOT_LITERAL)
#: What may stand where the repeats end: nothing, or what the pattern does not expect.
_ENDS = ("", "!", "\n", "a") if SOAK else ("", "!")
_LETTERS = [
    *" a1-(A.<\"'/:=,\n\u0627\u0660!\\[&#_|\u201c\u2022\u061f\u00e9\u0301\u200f\u25b2",
    "\U0001f600",
]
_ALL = [*map(chr, range(32, 127)), *_LETTERS]


class Asked(NamedTuple):
    """A pattern and how the package asks it."""

    module: str
    """Its path below the package, such as ``pages/rss.py``."""
    name: str
    """The variable that holds it, or the line of a call such as ``re.match``."""
    pattern: re.Pattern[Any]
    ways: frozenset[str]


class Attack(NamedTuple):
    """A text that may cost a pattern more than itself."""

    before: str
    unit: str
    after: str

    def of(self, size: int) -> str:
        """Return the text with some *size* characters."""
        return self.before + self.unit * (size // max(1, len(self.unit))) + self.after


@cache
def patterns() -> tuple[Asked, ...]:
    """Return every pattern that a module holds or makes where it is asked."""
    found: dict[tuple[str, str, int], Asked] = {}
    ways, calls = defaultdict[str, set[str]](set), list[Asked]()
    for path in sorted(_ROOT.rglob("*.py")):
        module = str(path.relative_to(_ROOT))
        if not _ASKS.search(path.read_text(encoding="utf-8")):
            continue
        for node in nodes(parsed(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            way, owner = _WAYS.get(node.func.attr), node.func.value
            if way is None:
                continue
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name != "re":
                ways[name if not name.startswith("_") else f"{module}:{name}"].add(way)
            elif isinstance(text := node.args[0], ast.Constant):
                made: re.Pattern[Any] = re.compile(text.value)
                calls.append(Asked(module, f"line {node.lineno}", made, frozenset({way})))
    for one in pkgutil.walk_packages(mayadeen_crawler.__path__, "mayadeen_crawler."):
        module = one.name.partition(".")[2].replace(".", "/")
        module += "/__init__.py" if one.ispkg else ".py"
        for name, value in vars(importlib.import_module(one.name)).items():
            for field, pattern in _inside(value, name):
                known = ways.get(f"{module}:{field}") or ways.get(field)
                asked = Asked(
                    module, name, pattern, frozenset(known or ("fullmatch", "match", "sub"))
                )
                key = (module if known is None else field, str(pattern.pattern), pattern.flags)
                found.setdefault(key, asked)
    return (*found.values(), *calls)


def _inside(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the patterns that a module's variable holds, with the name that each is asked by."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth > 4 or name.startswith("__"):
        return
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from _inside(one, "", depth + 1)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _inside(one, "", depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from _inside(getattr(value, one.name, None), one.name, depth + 1)


def _tree(pattern: re.Pattern[Any]) -> Any:
    if isinstance(pattern.pattern, str):
        return parser.parse(pattern.pattern, pattern.flags)
    return parser.parse(pattern.pattern.decode("latin-1"), pattern.flags & ~re.UNICODE)


def attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Return the texts that may cost *pattern* most: repeats of all that it repeats."""
    tree = _tree(pattern)
    found: dict[Attack, None] = {}
    for before, unit in _repeats(tree, "", {}):
        for after in _ENDS:
            found[Attack(before, unit, after)] = None
        found |= dict.fromkeys((Attack("", before + unit, ""), Attack("", unit, "!")))
    if whole := _sample(tree, {}):
        found |= dict.fromkeys((Attack("", whole, ""), Attack("", f"{whole} ", "")))
    return list(found)


def keeps_pieces(pattern: re.Pattern[Any]) -> bool:
    """Whether *pattern* repeats more than a single character possessively, such as ``(?:ab)*+``."""
    return _keeps_pieces(_tree(pattern))


def _keeps_pieces(tree: Iterable[Any]) -> bool:
    for kind, value in tree:
        if kind in _REPEATS:
            least, most, body = value
            single = len(body) == 1 and body[0][0] in (*_SETS, code.LITERAL)
            if kind is code.POSSESSIVE_REPEAT and least != most and not single:
                return True
            bodies: Iterable[Any] = [body]
        else:
            bodies = _bodies(kind, value)
        if any(_keeps_pieces(body) for body in bodies):
            return True
    return False


def _repeats(tree: Iterable[Any], before: str, groups: dict[Any, str]) -> Iterator[tuple[str, str]]:
    """Yield each unit that the pattern repeats without a small bound, and what stands before it."""
    for kind, value in tree:
        if kind in _REPEATS:
            least, most, body = value
            unit = _sample(body, groups)
            if most > _FEW:
                yield before, unit
                if len(body) == 1 and body[0][0] in _SETS:
                    yield from ((before, one) for one in _LETTERS if _holds(body, one))
            yield from _repeats(body, before, groups)
            before += unit * max(least, most > 1)
            continue
        for inner in _bodies(kind, value):
            yield from _repeats(inner, before, groups)
        before += _sample([(kind, value)], groups)


def _bodies(kind: Any, value: Any) -> Iterable[Any]:
    if kind is code.SUBPATTERN:
        return [value[3]]
    if kind is code.ATOMIC_GROUP:
        return [value]
    if kind in (code.ASSERT, code.ASSERT_NOT):
        return [value[1]]
    return value[1] if kind is code.BRANCH else []


def _sample(tree: Iterable[Any], groups: dict[Any, str]) -> str:
    """Return a short text that *tree* matches, but for what stands around it."""
    text = ""
    for kind, value in tree:
        if kind is code.LITERAL:
            text += chr(value)
        elif kind in (code.IN, code.ANY, code.NOT_LITERAL):
            text += next((one for one in _ALL if _holds([(kind, value)], one)), "")
        elif kind is code.BRANCH:
            text += _sample(value[1][0], groups)
        elif kind is code.SUBPATTERN:
            groups[value[0]] = inner = _sample(value[3], groups)
            text += inner
        elif kind is code.ATOMIC_GROUP:
            text += _sample(value, groups)
        elif kind in _REPEATS:
            text += _sample(value[2], groups) * max(value[0], value[1] > 1)
        elif kind is code.GROUPREF:
            text += groups.get(value, "")
    return text


def _holds(tree: Iterable[Any], letter: str) -> bool:
    """Whether a single item of a pattern, such as a set, matches *letter*."""
    ((kind, value),) = tree
    if kind is code.ANY:
        return letter != "\n"
    if kind is code.NOT_LITERAL:
        return bool(ord(letter) != value)
    inside = any(_is_of(one, ord(letter)) for one in value)
    return inside is not any(one is code.NEGATE for one, _ in value)


def _is_of(member: tuple[Any, Any], letter: int) -> bool:
    kind, value = member
    if kind is code.LITERAL:
        return bool(letter == value)
    if kind is code.RANGE:
        return bool(value[0] <= letter <= value[1])
    return kind is code.CATEGORY and re.match(_CATEGORIES[value], chr(letter)) is not None


_CATEGORIES = {
    code.CATEGORY_DIGIT: r"\d", code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_WORD: r"\w", code.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip

#: Characters of the texts that are measured, and seconds in which the longest is quick enough.
_SIZES = (500, scaled(2000, 8000))
_QUICK = 0.003
#: Seconds from which on one look is enough.
_SLOW = 0.03
#: What four times the text costs in times of it: four if it grows evenly, sixteen by its square.
_TIMES = 8


def grows(asked: Asked, *, known: bool = False) -> Attack | None:
    """Return the text that costs the pattern more than itself, asked as the package asks it.

    Of one that is *known* to grow it is believed after fewer measurements.
    """
    rounds = (2,) if known else (2, 10)  # of thousands some are disturbed twice
    for attack in attacks(asked.pattern):
        for way in asked.ways:
            if _grows(asked.pattern, attack, way, rounds):
                return attack
    return None


def _grows(pattern: re.Pattern[Any], attack: Attack, way: str, rounds: tuple[int, ...]) -> bool:
    for size in _SIZES:
        took = _seconds(pattern, attack, way, size)
        if took < _QUICK:
            continue
        if took > _SLOW and took > 1.5 * _TIMES * _seconds(pattern, attack, way, size // 4):
            return True
        for times in rounds:
            took = min(_seconds(pattern, attack, way, size) for _ in range(times))
            quarter = min(_seconds(pattern, attack, way, size // 4) for _ in range(times + 1))
            if took < _QUICK or took < _TIMES * quarter:
                return False
        return True
    return False


def _seconds(pattern: re.Pattern[Any], attack: Attack, way: str, size: int) -> float:
    text: Any = attack.of(size)
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8", "replace")
    ask = getattr(pattern, way)
    begin = time.thread_time()
    if way == "sub":
        ask(text[:0], text)
    else:
        ask(text)
    return time.thread_time() - begin
