"""The form in which a URL is requested, and what a server may take it for."""

from __future__ import annotations

from mayadeen_crawler.outlet import ENGLISH, Site
from mayadeen_crawler.urls.canonical import canonicalize
from mayadeen_crawler.urls.request_form import readings, request_form
from tests.helpers.table_tests import each_row

HOST = "https://english.almayadeen.net"


@each_row(
    ("path", "requested"),
    [
        ("/news/%2e%2e/secret/x", "/secret/x"),
        ("/news/%2E./secret/x?a=/../b#/../c", "/secret/x?a=/../b#/../c"),
        ("/a/./b/../c//d/", "/a/c/d/"),
        ("/../../x", "/x"),
        ("//secret//x", "/secret/x"),
        ("/a/..", "/"),
        ("/a/b/%2e", "/a/b/"),
        ("/...", "/..."),
        ("/a%2eb/.well-known/x.", "/a%2eb/.well-known/x."),
        ("/a%2f..%2fb", "/a%2f..%2fb"),  # one name, by RFC 3986
        ("?q=//", "?q=//"),
        ("", ""),
    ],
)
def test_dot_segments_and_empty_ones_are_resolved(path: str, requested: str) -> None:
    assert request_form(HOST + path) == HOST + requested
    assert request_form(request_form(HOST + path)) == HOST + requested


@each_row("path", ["/news/%2e%2e/secret/x", "//secret//x", "/a/b/%2e/", "/a/./b"])
def test_the_ledger_calls_it_the_same(path: str) -> None:
    site = Site(ENGLISH)
    assert canonicalize(HOST + path, site) == canonicalize(request_form(HOST + path), site)
    assert canonicalize(HOST + path, site) == request_form(HOST + path).rstrip("/")


@each_row("url", ["data:,//../x", "", "mailto:a@b//c", "\x00//..", "http:"])
def test_what_is_no_address_of_the_web_stays(url: str) -> None:
    assert request_form(url) == url
    assert readings(url) == (url,)


@each_row(
    ("path", "others"),
    [
        ("/a%20b", []),
        ("/a%2f..%2Fsecret", ["/secret"]),
        ("/a%5csecret", ["/a/secret"]),
        ("/a\\..\\secret", ["/secret"]),
        ("/cafe%CC%81", ["/caf%C3%A9"]),
        ("/caf%c3%a9", ["/caf%C3%A9"]),
        ("/%ff%2fx", ["/%FF%2Fx", "/%ff/x"]),
    ],
)
def test_other_readings(path: str, others: list[str]) -> None:
    assert readings(HOST + path) == (HOST + path, *(HOST + one for one in others))
