"""What is read of a script that holds JSON, or what is nearly JSON."""

from __future__ import annotations

import random
import time
from contextlib import suppress

import pytest

from mayadeen_crawler.pages.extraction.json_values import MAX_SCRIPT, load, plain
from tests.helpers.reading_time import MEGABYTE, longest
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

EMPTY = {"d": True, "e": None}
LISTED = {"a": "undefined, True", "b": [1, 2], "c": "x: , y"}
FERRY = {"name": "Ferry sails", "n": 7}


@each_row(
    "text",
    [
        '{"name": "Ferry sails", "n": 7}',
        '/* Made by a plug-in */ {"name": "Ferry sails", "n": 7}',
        '// [draft] {1}\n{"name": "Ferry sails", "n": 7}\n// end',
        '{"name": /* the {title} */ "Ferry sails", // [1]\r\n "n": 7}',
        '<!--\n{"name": "Ferry sails", "n": 7}\n//-->',
        '<!-- [article] -->{"name": "Ferry sails", "n": 7}',
        '//<![CDATA[\n{"name": "Ferry sails", "n": 7}\n//]]>',
        '// <![CDATA[ {"name": "Ferry sails", "n": 7} // ]]>',
        '/*<![CDATA[*/ {"name": "Ferry sails", "n": 7} /*]]>*/',
        '<!--//--><![CDATA[//><!--\n{"name": "Ferry sails", "n": 7}\n//--><!]]>',
        '{"name": "Ferry sails", "n": 7} ;\n',
        'var metadata = {"name": "Ferry sails", "n": 7};',
        '\ufeff {"name": "Ferry sails", "n": 7}',
        ' \n\ufeff{"name": "Ferry sails", "n": 7,}\ufeff',
        '{"name": "Ferry sails", "n": 7,\n}',
        '{name: "Ferry sails", n: 7}',
        "{'name': 'Ferry sails', 'n': 7}",
        "{&quot;name&quot;: &quot;Ferry sails&quot;, &#34;n&#34;: 7}",
        "{&quot;name&quot;: &quot;Ferry sails&quot;, &#34;n&#34;: 7,}",
        '{"name": "Ferry\\\n sails", n: 7}',
    ],
)
def test_an_object_is_read_whatever_stands_around_it(text: str) -> None:
    assert load(text) == [FERRY]


@each_row(
    ("text", "objects"),
    [
        ('{"n": 1}\n{"name": "Ferry sails", "n": 7}', [{"n": 1}, FERRY]),
        ('{"n": 1}, {"name": "Ferry sails", "n": 7},', [{"n": 1}, FERRY]),
        ('{"n": 1};\n[{"name": "Ferry sails", "n": 7}];', [{"n": 1}, [FERRY]]),
        ('{"n": 1}<!-- and --><![CDATA[{"n": 2}]]>', [{"n": 1}, {"n": 2}]),
        ('{"n": 1} {"n": broken!} {"n": 3}', [{"n": 1}]),
        ('{"n": 1} {"name": "The "old" ferry"}', [{"n": 1}, {"name": 'The "old" ferry'}]),
        ('{"tags": ["ferry", "port",],}', [{"tags": ["ferry", "port"]}]),
        ('{"a": , "b": undefined, "c": None, "d": True, "e": }', [dict.fromkeys("abc") | EMPTY]),
        ('{"a": "undefined, True", "b": [1,, 2], "c": "x: , y",}', [LISTED]),
        ("[]", [[]]),
        ("null", [None]),
    ],
)
def test_several_objects_one_after_another(text: str, objects: list[object]) -> None:
    assert load(text) == objects


@each_row(
    ("written", "text"),
    [
        (r'"The harbour\'s ferry"', "The harbour's ferry"),
        (r'"Caf\xe9 at the quay"', "Café at the quay"),
        (r'"\u \u00e9 \ud83d \q \8"', "u é  q 8"),
        (r'"A ferry \ud83d\ude00",', "A ferry \U0001f600"),
        (r'"C:\\ferry",', "C:\\ferry"),
        ('"The ferry\n\tsails"', "The ferry\n\tsails"),
        ("'The ferry\n\tsails'", "The ferry\u2028\tsails"),
        ('"The "old" ferry, "she" sails", n: 7', 'The "old" ferry, "she" sails'),
        ('"The ferry /* sails */ // now",', "The ferry /* sails */ // now"),
        ('"Ferry &quot;Nadia&quot;",', "Ferry &quot;Nadia&quot;"),
        (r"""'The harbour\'s "ferry"'""", 'The harbour\'s "ferry"'),
    ],
)
def test_a_text_is_what_a_reader_takes_it_for(written: str, text: str) -> None:
    assert load(f'{{"name": {written}}}')[0]["name"] == text  # type: ignore[index]


@each_row(
    "text", ["", "oops", "{", '{"a" "b"}', '{"a": b}', "[" * 50, "{" + " " * (MAX_SCRIPT + 1)]
)
def test_what_is_far_from_json_is_malformed(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(no JSON|script too long)$"):
        load(text)


@each_row(
    ("value", "text"),
    [
        ("&quot;Nadia&quot; <b>sails</b>", '"Nadia"  sails '),
        (f"&#{'9' * 5000}; sails", f"&#{'9' * 5000}; sails"),
        (7, "7"),
        (0.5, "0.5"),
        (True, None),
        (10**30, None),
        (float("nan"), None),
        (float("inf"), None),
        (["Nadia"], None),
    ],
)
def test_a_value_as_text(value: object, text: str | None) -> None:
    assert plain(value) == text


PARTS = [
    "{", "}", "[", "]", '"', "'", ":", ",", "a", "7", "\\", "u", "x", "\n", " ", "/*", "*/", "//",
    "<!--", "-->", "<![CDATA[", "&quot;", "&#", "\ud83d", "\0", "null", "\u2028", "é", "-", "0x",
    '{"a":"b"},',
]  # fmt: skip


def test_anything_is_read_or_malformed() -> None:
    chance = random.Random(7)
    for _ in range(scaled(1_000, 100_000)):
        text = "".join(chance.choices(PARTS, k=chance.randint(1, 30)))
        with suppress(ValueError):
            load(text)


@each_row("part", [*PARTS, "<!--[", '"a" ', "\\ud83d", '{"a":"', '"a"b",'])
@pytest.mark.soak
def test_the_time_grows_with_the_length_only(part: str) -> None:
    text = (part * MEGABYTE)[: scaled(50_000, MAX_SCRIPT - 5)]
    begin = time.process_time()
    for before in ("", '{"a":"'):
        with suppress(ValueError):
            load(before + text)
    assert time.process_time() - begin < longest(2 * len(text))
