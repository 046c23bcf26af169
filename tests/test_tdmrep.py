"""What sites say of AI and text mining: read off their own words, whatever bytes they are."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mayadeen_crawler.tdmrep import (
    MAX_VALUE,
    TdmStatement,
    in_headers,
    in_html,
    in_robots,
    in_tdm_file,
    reserves,
    statement,
)


def values(found: list[TdmStatement]) -> list[str]:
    return [one.value for one in found]


# --- robots.txt --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: GPTBot\nDisallow: /\n", ["Disallow: / for GPTBot"]),
        # One group of several agents; other lines do not end it, and case says nothing.
        (
            "user-agent: gptbot\n\nUser-Agent: CCBot/2.0\nSitemap: /s\nDISALLOW: /a\nDisallow: /b",
            ["Disallow: /a and 1 more for gptbot, CCBot/2.0"],
        ),
        # Groups with the same rules are told together.
        (
            "User-agent: ClaudeBot\nDisallow: /\n\nUser-agent: Bytespider\nDisallow: /\n",
            ["Disallow: / for ClaudeBot, Bytespider"],
        ),
        ("User-agent: Google-Extended\nDisallow:\n", []),  # that allows everything
        ("User-agent: GPTBot\nAllow: /\n", []),
        ("User-agent: *\nDisallow: /\n", []),  # not for AI's sake
        ("User-agent: SomeGPTBot\nDisallow: /\n", []),
        ("Disallow: /\n", []),
        (
            "User-agent: *\nContent-Signal: search=yes, ai-train=no # a comment\nAllow: /\n",
            ["Content-Signal: search=yes, ai-train=no"],
        ),
        (
            "Content-Usage: train-ai=n\r\nUser-Agent: CCBot\r\nContent-Usage: /ok/ train-ai=y\r\n",
            ["Content-Usage: train-ai=n", "Content-Usage: /ok/ train-ai=y for CCBot"],
        ),
        ("\ufeffUser-agent: omgili\nDisallow: /", ["Disallow: / for omgili"]),
        ("<html><body>User-agent</body></html>", []),
        ("", []),
    ],
)
def test_robots_txt(text: str, expected: list[str]) -> None:
    found = in_robots(text.encode())
    assert values(found) == expected
    assert in_robots(text.removeprefix("\ufeff").encode("utf-16")) == found
    assert {one.source for one in found} <= {"robots.txt"}


# --- The TDM Reservation Protocol ----------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{"location": "/", "tdm-reservation": 1}], ["/ tdm-reservation: 1"]),
        (
            [
                {"location": "/a/", "tdm-reservation": 1, "tdm-policy": "https://a.test/p.json"},
                {"location": "/b/*.jpg", "tdm-reservation": 0, "tdm-policy": "https://a.test/p"},
            ],
            [
                "/a/ tdm-reservation: 1; tdm-policy: https://a.test/p.json",
                "/b/*.jpg tdm-reservation: 0",
            ],
        ),
        # Another value is an error, and as good as none; so is a rule for no place.
        ([{"location": "/", "tdm-reservation": 2}, {"tdm-reservation": 1}, 7, None], []),
        ([{"location": "/", "tdm-policy": "https://a.test/p.json"}], []),
        ([{"location": ["/"], "tdm-reservation": 1}], []),
        ({"location": "/", "tdm-reservation": 1}, []),  # no array
        ("text", []),
    ],
)
def test_tdm_file(rules: object, expected: list[str]) -> None:
    assert values(in_tdm_file(json.dumps(rules).encode())) == expected


def test_a_page_in_the_files_place_says_nothing() -> None:
    assert in_tdm_file(b"<!DOCTYPE html><h1>Nothing here</h1>") == []
    assert in_tdm_file(b"[" * 100_000) == []


def test_headers() -> None:
    found = in_headers(
        {
            "tdm-reservation": ["1"],
            "tdm-policy": ["https://a.test/policy.json"],
            "x-robots-tag": ["noindex, NoAI", "somebot: noimageai"],
            "content-usage": ["train-ai=n"],
        }
    )
    assert values(found) == [
        "tdm-reservation: 1",
        "tdm-policy: https://a.test/policy.json",
        "Content-Usage: train-ai=n",
        "X-Robots-Tag: noai",
        "X-Robots-Tag: noimageai",
    ]
    assert in_headers({"tdm-reservation": ["yes"], "x-robots-tag": ["noindex"]}) == []
    assert values(in_headers({"tdm-reservation": ["0"]})) == ["tdm-reservation: 0"]


def test_meta_elements() -> None:
    page = """<!DOCTYPE html><html><head><title>noai</title>
        <!-- <meta name="tdm-reservation" content="0"> -->
        <META content='1' NAME='TDM-Reservation'>
        <meta name="tdm-policy" content="https://a.test/p?a=1&amp;b=2">
        <meta name="robots" content="max-image-preview:large, noai, noimageai">
        <meta name="description" content="tdm-reservation: 0">
        </head><body><meta name="robots" content="noai"><p>noai</p></body></html>"""
    assert values(in_html(page.encode())) == [
        "tdm-reservation: 1",
        "tdm-policy: https://a.test/p?a=1&b=2",
        "robots: noai",
        "robots: noimageai",
    ]
    assert in_html(b"<head><title>noai</title></head><p>tdm-reservation</p>") == []


def test_a_head_of_very_many_attributes_says_nothing() -> None:
    crowd = " ".join(f"a{n}" for n in range(9_000))
    assert in_html(f"<head><meta name=robots content=noai><p b='>' {crowd}>".encode()) == []


# --- Hostile bytes -------------------------------------------------------------------


def test_values_are_short_and_clean() -> None:
    value = statement("header", "a\x1b[31m\r\nb\u202e" + "x" * 10_000).value
    assert value.startswith("a[31m bx")
    assert (len(value), value[-1]) == (MAX_VALUE, "…")


_WORDS = st.sampled_from(
    [
        b"User-agent: GPTBot", b"Disallow: /", b"Content-Signal:", b"\n", b"\r", b":", b"#",
        b"<meta name=", b'"tdm-reservation"', b" content='1'>", b"robots", b"noai", b"<!--",
        b"-->", b"</head", b"[", b"]", b"{", b'"location": "/",', b'"tdm-reservation": 1', b"}",
        b"\x00", b"\xff",
    ]
)  # fmt: skip
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BYTES = st.binary() | st.lists(_WORDS).map(b"".join)


@given(_BYTES)
def test_no_bytes_are_too_much(body: bytes) -> None:
    text = body.decode("latin-1")
    headers = {"tdm-reservation": [text], "tdm-policy": [], "x-robots-tag": [text, text]}
    for found in (in_robots(body), in_html(body), in_tdm_file(body), in_headers(headers)):
        for one in found:
            assert 0 < len(one.value) <= MAX_VALUE
            assert not _HARMFUL.search(one.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["location", "tdm-reservation", "tdm-policy"]) | st.text(), inner
            )
        ),
    )
)
@pytest.mark.soak
def test_no_json_is_too_much(rules: object) -> None:
    in_tdm_file(json.dumps(rules).encode())


# --- what a statement reserves -----------------------------------------------------


@pytest.mark.parametrize(
    ("source", "value", "path", "expected"),
    [
        ("meta", "tdm-reservation: 1", "/a", True),
        ("header", "tdm-reservation: 0", "/a", False),
        ("header", "tdm-policy: https://replica.test/tdm.json", "/a", False),  # beside the 1
        ("header", "X-Robots-Tag: noai", "/a", True),
        ("meta", "robots: noimageai", "/a", False),  # not the text
        ("header", "Content-Signal: search=yes, AI-Train = no", "/a", True),
        ("header", "Content-Signal: search=no, ai-train=yes", "/a", False),
        ("robots.txt", "Content-Usage: train-ai=n for CCBot", "/a", True),
        ("robots.txt", "Content-Usage: train-ai=y", "/a", False),
        ("robots.txt", "Content-Usage: /News/ train-ai=n", "/news/a", True),
        ("robots.txt", "Content-Usage: /news/ train-ai=n", "/articles/a", False),
        ("robots.txt", "Disallow: / for GPTBot", "/a", True),
        ("robots.txt", "Disallow: /videos for GPTBot, CCBot", "/news/a", False),
        ("robots.txt", "Disallow: /videos and 2 more for GPTBot", "/news/a", True),  # which?
        ("robots.txt", "Disallow: /news/" + "x" * 20 + "…", "/news/" + "x" * 40, True),
        ("tdmrep.json", "/ tdm-reservation: 1", "/a", True),
        ("tdmrep.json", "/ tdm-reservation: 0", "/a", False),
        ("tdmrep.json", "/news/*/live tdm-reservation: 1; tdm-policy: x", "/news/a/live-1", True),
        ("tdmrep.json", "/news/*.pdf$ tdm-reservation: 1", "/news/a.pdf", True),
        ("tdmrep.json", "/news/*.pdf$ tdm-reservation: 1", "/news/a.pdf?b", False),
        ("tdmrep.json", "/news$ tdm-reservation: 1", "/news/a", False),
        ("tdmrep.json", "/a*a$ tdm-reservation: 1", "/a", False),
        ("tdmrep.json", "*/b/*/c tdm-reservation: 1", "/a/b/c", False),
        ("tdmrep.json", "*/b/*/c tdm-reservation: 1", "/b/d/e/c", True),
        ("tdmrep.json", "/أخبار tdm-reservation: 1", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", True),
        # Shortened before it says whether: in doubt it does.
        ("tdmrep.json", "/long…", "/longer", True),
        ("tdmrep.json", "/long…", "/short", False),
    ],
)
def test_what_a_statement_reserves(source: str, value: str, path: str, expected: bool) -> None:
    assert reserves(TdmStatement(source, value), path) is expected


def test_a_rule_of_many_stars_costs_no_time() -> None:
    rule = TdmStatement("tdmrep.json", "/" + "*a" * 5_000 + "b tdm-reservation: 1")
    assert not reserves(rule, "/" + "a" * 20_000)


@given(st.sampled_from(["header", "meta", "robots.txt", "tdmrep.json"]), st.text(), st.text())
def test_no_statement_raises(source: str, value: str, path: str) -> None:
    assert reserves(TdmStatement(source, value), path) in (True, False)
