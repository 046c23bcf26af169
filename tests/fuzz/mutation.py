"""Sound input → broken input: `mutated`. Works on bytes, on markup and on JSON values."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

#: Bytes of the largest input.
LARGEST = 1_000_000

#: What breaks readers: ends of ranges, odd encodings, unclosed and nested constructs.
ODD = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "", "\0", "\ufeff", "\u202e", "\u200f", "\ud800", "\U0010ffff", "e" + "\u0301\u0323" * 300,
        "&#x110000;", "&#0;", "&nbsp", "&" * 50, "<!--", "-->", "<![CDATA[", "]]>", "<plaintext>",
        "<svg>", "<math>", "<template>", "<noscript>", "<frameset>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "<base href='http://[bad'>", "<meta charset=zlib>", "<meta charset=utf-7>",
        '<meta http-equiv="Content-Type" content="text/html; charset=rot13">',
        '<link rel=canonical href="//[::1">', "javascript:alert(1)", "http://[", "http://a:99999/",
        "//", "?" * 30, "%00", "%ff%fe", "%2e%2e/", "\\..\\", "data:,x", "mailto:a@b", "tel:1",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30", "24:00", "1e999",
        "99999999999999999999", "-1", "NaN", "32 Feb 2022 25:61",
        "30 \u0634\u0628\u0627\u0637 2022",
        "\u0665\u0660", "12 \u0627\u0628", "0000", "=1+1", "@SUM(A1)", "\t=cmd", "\r\n\r\n",
        "\x1b[31m",
        "null", "[]", "{}", '"', "\\u0000", "\\ud800", "[" * 500, '{"a":' * 300, "<div>" * 400,
        "<a href=x>" * 200, "<b><i>" * 200, "</div>" * 200, "a" * 5000, "\n" * 2000, ", ." * 700,
    )
)  # fmt: skip

#: What takes the place of a value within JSON.
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1e308, 2**70, "", " ", "x" * 3000, "\ud800",
    "0001-01-01T00:00:00+14:00", "http://[", "//", [], {}, [[]], [None], {"": ""},
    {"@type": "NewsArticle"}, [{"@type": ["x", 1]}],
    {"@id": {"@id": []}}, ["a", 1, None, {}], "<p>a</p>", "&amp;amp;lt;", "PT99999999999H",
)  # fmt: skip

_TAG = re.compile(rb"<[^<>]{0,300}>")
_VALUE = re.compile(rb"=\s*\"[^\"<>]{0,300}\"")
_JSON = re.compile(rb"(?s)(<script[^>]{0,200}json[^>]{0,200}>)(.{2,200000}?)(</script>)")

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def mutated(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Return *data* after one to six mutations drawn by *chance*; *others*: more sound inputs."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(MUTATIONS)(data, chance, others)
    return data[:LARGEST]


def _flip(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Change some bytes."""
    changed = bytearray(data)
    for _number in range(chance.choice((1, 3, 30)) if data else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Drop a part, often the end."""
    start, end = _part(data, chance)
    return data[:start] + (b"" if chance.random() < 0.3 else data[end:])


def _insert(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Insert something odd, at any place."""
    place = chance.randint(0, len(data))
    return data[:place] + chance.choice(ODD) + data[place:]


def _repeat(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Repeat a part, up to the largest size."""
    start, end = _part(data, chance)
    part = data[start:end][:20_000]
    room = max(0, LARGEST - len(data)) // max(1, len(part))
    return data[:end] + part * min(room, chance.choice((1, 2, 10, 100, 5000))) + data[end:]


def _move(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Put a part elsewhere."""
    start, end = _part(data, chance)
    rest = data[:start] + data[end:]
    place = chance.randint(0, len(rest))
    return rest[:place] + data[start:end] + rest[place:]


def _splice(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Put a part of another input in."""
    other = chance.choice(others)
    start, end = _part(other, chance)
    place = chance.randint(0, len(data))
    return data[:place] + other[start:end] + data[place:]


def _recode(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Write it in another encoding than it says."""
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-32-le", "cp1256", "latin-1")), "replace")


def _tags(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Drop, double or replace one tag."""
    if not (tags := [*_TAG.finditer(data)]):
        return data
    tag = chance.choice(tags)
    instead = chance.choice((b"", tag[0] * 2, chance.choice(tags)[0], chance.choice(ODD)))
    return data[: tag.start()] + instead + data[tag.end() :]


def _attributes(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Replace the value of one attribute."""
    if not (values := [*_VALUE.finditer(data)]):
        return data
    value = chance.choice(values)
    odd = chance.choice(ODD).replace(b'"', b"")
    return data[: value.start()] + b'="' + odd + b'"' + data[value.end() :]


def _json(data: bytes, chance: random.Random, _: Sequence[bytes]) -> bytes:
    """Replace a value within JSON: the whole input, a line of it, or a script of the page."""
    if scripts := [*_JSON.finditer(data)]:
        script = chance.choice(scripts)
        return data[: script.start(2)] + _json_changed(script[2], chance) + data[script.end(2) :]
    lines = data.split(b"\n")
    number = chance.randrange(len(lines))
    lines[number] = _json_changed(lines[number], chance)
    return b"\n".join(lines)


def _json_changed(data: bytes, chance: random.Random) -> bytes:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if not (holders := _holders(value)):
        return data
    holder, key = chance.choice(holders)
    action = chance.randrange(4)
    if action == 0:
        del holder[key]
    elif action == 1:
        holder[key] = [holder[key]] * chance.choice((1, 2, 300))
    elif action == 2:
        holder[key] = {"@graph": holder[key]}
    else:
        holder[key] = chance.choice(ODD_VALUES)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _holders(value: Any) -> list[tuple[Any, Any]]:
    """Return every place within *value* at which there is a value: its holder and key."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            keys = holder if isinstance(holder, dict) else range(len(holder))
            found += [(holder, key) for key in keys]
            waiting += [holder[key] for key in keys]
    return found


def _part(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 10, 100, 2000, 50_000)))


MUTATIONS: tuple[Mutation, ...] = (
    _flip, _cut, _insert, _insert, _repeat, _move, _splice, _recode, _tags, _tags, _attributes,
    _json, _json,
)  # fmt: skip
