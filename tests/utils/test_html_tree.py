"""The tree of a page whose elements or attributes are more than any page has."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref

import pytest

from mayadeen_crawler.exceptions import TooCostly
from mayadeen_crawler.utils import html_tree as module
from mayadeen_crawler.utils.html_tree import html_tree
from tests.helpers.soak_figures import scaled


def test_no_more_tags_are_parsed_than_a_page_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TAGS", 6)
    root = html_tree(b"<html><body><p>one</p><p>two</p><p>three</p></body></html>")
    assert [(one.tag, one.text) for one in root.iter("p")] == [("p", "one"), ("p", "two")]


def test_a_page_with_as_many_tags_as_it_may_have_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TAGS", 6)
    assert html_tree(b"<html><body><p>one</p></body></html>").xpath("//p/text()") == ["one"]


@pytest.mark.parametrize("before", ["", " a='>'", ' a="<p>"', "/a='>'/", "\na = '>'"])
@pytest.mark.sampled(5)
def test_a_tag_of_very_many_attributes_is_too_costly_wherever_it_seems_to_end(before: str) -> None:
    # In a tree 200,000 of them would take minutes: their cost grows with the square.
    page = f"<p>One.</p><div{before}" + "".join(f" a{n}" for n in range(200_000)) + ">two"
    with pytest.raises(TooCostly, match="500 attributes"):
        html_tree(page.encode())


@pytest.mark.parametrize("value", ["", "='>'", '="<p>"', "=a"])
def test_a_crowd_is_noticed_by_its_beginning(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setattr(module, "FIRST_LOOK", 40_000)
    # Without its end a tag has no attributes: it is none for a parser.
    crowd = "<p>One.</p><div" + "".join(f" a{n}{value}" for n in range(10_000))
    assert len(html_tree(crowd[:39_000].encode()).findall(".//div")) == 0
    with pytest.raises(TooCostly):
        html_tree(crowd.encode())


def test_a_page_that_is_looked_at_in_parts_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_LOOK", 1)
    monkeypatch.setattr(module, "MAX_UNCOUNTED", 0)
    monkeypatch.setattr(module, "MAX_OF_ONE", 3)  # where a part ends one more may seem to be
    page = b"<html><body><!-- < --><p a='1' b=\"2\">one<script>'<p a b c d>'</script></body></html>"
    for size in range(1, len(page)):  # its parts end after 1, 2, 4 … times as many bytes
        monkeypatch.setattr(module, "FIRST_LOOK", size)
        assert html_tree(page).xpath("//p/@a | //p/@b") == ["1", "2"]


def test_so_are_many_tags_of_many_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ATTRIBUTES", 20_000)
    tag = f"<p {' '.join(f'a{n}' for n in range(500))}>".encode()
    assert len(html_tree(tag * 40).findall(".//p")) == 40
    with pytest.raises(TooCostly, match="20000 on the page"):
        html_tree(tag * 41)


def test_each_page_has_its_own_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNCOUNTED", 0)
    monkeypatch.setattr(module, "MAX_ATTRIBUTES", 121)
    crowd = b" ".join(b"a%d" % number for number in range(120))  # fewer are not counted
    for _ in range(3):
        assert len(html_tree(b"<html><body><p " + crowd + b"><p c>x").findall(".//p")) == 2
        with pytest.raises(TooCostly):
            html_tree(b"<html><body><p " + crowd + b"><p c d>x")


def test_a_large_page_of_any_letters_is_counted_and_read() -> None:
    odd = "<p é='1' a:b=2 \N{GREEK SMALL LETTER ALPHA} \"x <=y '>one</p>"
    root = html_tree((odd * 2000).encode())
    assert len(root.findall(".//p")) == 2000


#: In a process of its own: what other tests freed there may be taken again, or given back.
_MADE_UP_NAMES = """
import resource, sys
from pathlib import Path
from mayadeen_crawler.utils import html_tree as module

module.MOST_IN_THREAD = 1 << 20
used = []
for number in range(int(sys.argv[1])):
    names = "".join(f"<p {'y' * 80}-{number}-{n}=1>t</p>" for n in range(10_000))
    root = module.html_tree(f"<html><body>{names}</body></html>".encode())
    assert len(root.findall(".//p")) == 10_000
    used.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
print(used[-1] - used[5])
"""


@pytest.mark.soak
def test_names_that_pages_make_up_do_not_stay_in_memory() -> None:
    command = [sys.executable, "-c", _MADE_UP_NAMES, str(scaled(16, 200))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(done.stdout) < 8_000_000  # over a megabyte for each page, if they stayed


def test_a_page_that_is_too_costly_does_not_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IN_THREAD", 0)
    gc.disable()  # a crawl collects rarely
    try:
        with pytest.raises(TooCostly) as raised:
            html_tree(("<p" + "".join(f" a{n}=1" for n in range(20_000)) + ">").encode())
        error = weakref.ref(raised.value)
        del raised
        assert error() is None
    finally:
        gc.enable()


def test_a_page_is_read_where_no_thread_can_be_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(module, "MOST_IN_THREAD", 0)
    monkeypatch.setattr(threading.Thread, "start", start)
    assert html_tree(b"<p>a").findtext(".//p") == "a"


def test_what_a_thread_of_its_own_finds_too_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IN_THREAD", 0)
    assert html_tree(b"<p>a").findtext(".//p") == "a"
    crowd = "".join(f" a{n}=1" for n in range(20_000))
    with pytest.raises(TooCostly):
        html_tree(f"<p{crowd}>".encode())
