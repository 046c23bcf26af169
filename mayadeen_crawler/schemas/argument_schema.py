"""The JSON Schema (2020-12) of each spider's arguments: ``scrapy schema --arguments``.

Made of the declarations that the spiders check their arguments by (``own_arguments`` and
``arguments.COMMON``), which ``scrapy crawl SPIDER --help`` prints, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mayadeen_crawler.arguments import COMMON, Argument
from mayadeen_crawler.schemas.json_schema import DIALECT

Schema = dict[str, Any]


def of_spider(
    name: str, own: Sequence[Argument], *, one_of: Sequence[str] = (), any_of: Sequence[str] = ()
) -> Schema:
    """Return the schema of one spider's arguments as an object; every value is a text.

    *one_of*, *any_of*: names of own arguments of which exactly one, at least one is given.
    """
    found = (*own, *COMMON)
    schema: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:mayadeen-crawler:arguments:{name}",
        "title": name,
        "type": "object",
        "properties": {argument.name: _property(argument) for argument in found},
        "required": [argument.name for argument in found if argument.required],
        "additionalProperties": False,
    }
    if one_of:
        schema["oneOf"] = [{"required": [one]} for one in one_of]
    if any_of:
        schema["anyOf"] = [{"required": [one]} for one in any_of]
    return schema


def _property(argument: Argument) -> Schema:
    schema: Schema = {"type": "string", "description": argument.meaning}
    if argument.default:
        schema["default"] = argument.default
    if argument.choices:
        schema["enum"] = list(argument.choices)
    if argument.pattern:
        schema["pattern"] = f"^(?:{argument.pattern})$"
    return schema
