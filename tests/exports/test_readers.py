"""Feed documents: valid by their standards, the newest first, and harmless whatever a page says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from lxml import etree

from mayadeen_crawler.exports.delivery import export
from mayadeen_crawler.exports.entries import address
from mayadeen_crawler.exports.selection import Selection
from mayadeen_crawler.items.parts import Author, BodyBlock, Image
from tests.helpers.article_visits import Site, set_clock

HERE = Path(__file__).parent
ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
GRAMMAR = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
SCHEMA = jsonschema_rs.Draft202012Validator(
    json.loads((HERE / "json_feed.schema.json").read_text(encoding="utf-8")), validate_formats=True
)


def atom(folder: Path, tmp: Path, **wish: Any) -> etree._Element:
    """Return the root of a document that RFC 4287 allows."""
    target = tmp / "news.atom"
    export(folder, Selection(**{"newest": 100, **wish}), "atom", target)
    tree = etree.parse(target)
    GRAMMAR.assertValid(tree)
    root = tree.getroot()
    # What the grammar cannot say: each entry has an author, and a link or content.
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}author") is not None
        assert entry.find(f"{ATOM}link") is not None
    return root


def json_feed(folder: Path, tmp: Path, **wish: Any) -> dict[str, Any]:
    """Return a feed that JSON Feed 1.1 allows."""
    target = tmp / "news.feed.json"
    export(folder, Selection(**{"newest": 100, **wish}), "jsonfeed", target)
    feed: dict[str, Any] = json.loads(target.read_bytes())
    SCHEMA.validate(feed)
    return feed


def texts(root: etree._Element, name: str) -> list[str | None]:
    return [entry.findtext(f"{ATOM}{name}") for entry in root.findall(f"{ATOM}entry")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three English articles, the oldest with a second revision, in two days' files."""
    folder = tmp_path_factory.mktemp("prepared") / "output"
    with pytest.MonkeyPatch.context() as patch:
        site = Site(folder)
        set_clock(patch, "05 00:00")
        site.look(
            1, "01 11:00", published_at="2026-03-01T10:00:00Z", tags=["Harbours", "Tea & milk"]
        )
        site.look(
            2, "02 12:00", published_at="2026-03-02T10:00:00Z", modified_at="2026-03-02T11:30:00Z",
            summary="In short", authors=[Author("Rim Saad", "https://english.test/authors/rim")],
            section="economy",
        )  # fmt: skip
        set_clock(patch, "06 00:00")
        site.look(1, "03 09:00", published_at="2026-03-01T10:00:00Z", headline="Told anew")
        site.look(
            3, "03 12:00", published_at=None, published_date="2026-03-03", published_raw="3rd"
        )
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is prepared, for one test, whose clock stands at its end."""
    set_clock(monkeypatch, "06 00:00")
    return Path(shutil.copytree(prepared, tmp_path / "output"))


def test_atom_has_the_newest_first(folder: Path, tmp_path: Path) -> None:
    root = atom(folder, tmp_path)
    assert (root.findtext(f"{ATOM}title"), root.get(f"{XML}lang")) == ("Al Mayadeen English", "en")
    link = root.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://english.almayadeen.net/"
    assert root.findtext(f"{ATOM}updated") == "2026-03-03T12:00:00Z"
    assert texts(root, "title") == ["Made-up story 3", "Made-up story 2", "Told anew"]
    assert texts(root, "published") == [None, "2026-03-02T10:00:00Z", "2026-03-01T10:00:00Z"]
    # A first revision is as new as the site says, or as its reading; a later one as its reading.
    assert texts(root, "updated") == [
        "2026-03-03T12:00:00Z", "2026-03-02T11:30:00Z", "2026-03-03T09:00:00Z",
    ]  # fmt: skip
    _, second, third = root.findall(f"{ATOM}entry")
    assert second.findtext(f"{ATOM}summary") == "In short"
    assert second.findtext(f"{ATOM}author/{ATOM}name") == "Rim Saad"
    assert second.findtext(f"{ATOM}author/{ATOM}uri") == "https://english.test/authors/rim"
    assert third.findtext(f"{ATOM}author/{ATOM}name") == "Al Mayadeen English"
    assert second.get(f"{XML}base") == "http://replica.test/news/politics/made-up-story-2"
    content = second.find(f"{ATOM}content")
    assert content is not None
    assert (content.get("type"), content.text) == (
        "html",
        '<div lang="en" dir="ltr"><p>First paragraph of 2.</p><p>Second paragraph.</p></div>',
    )


def test_a_json_feed_has_the_same(folder: Path, tmp_path: Path) -> None:
    feed = json_feed(folder, tmp_path)
    assert (feed["title"], feed["language"], feed["home_page_url"]) == (
        "Al Mayadeen English", "en", "https://english.almayadeen.net/",
    )  # fmt: skip
    third, second, first = feed["items"]
    assert [one["id"] for one in feed["items"]] == ["en:1003", "en:1002", "en:1001"]
    assert (first["title"], first["date_published"], first["date_modified"]) == (
        "Told anew", "2026-03-01T10:00:00Z", "2026-03-03T09:00:00Z",
    )  # fmt: skip
    assert second["authors"] == [{"name": "Rim Saad", "url": "https://english.test/authors/rim"}]
    assert second["url"] == "http://replica.test/news/politics/made-up-story-2"
    assert "date_published" not in third
    assert "content_text" not in third


def test_an_entry_keeps_its_id_whatever_changes(folder: Path, tmp_path: Path) -> None:
    def ids() -> dict[str | None, str | None]:
        root = atom(folder, tmp_path, newest=0)
        return dict(zip(texts(root, "title"), texts(root, "id"), strict=True))

    before = ids()
    document = atom(folder, tmp_path).findtext(f"{ATOM}id")
    url = "http://replica.test/news/economy/elsewhere"
    Site(folder).look(
        2, "04 12:00", headline="Moved", url=url, canonical_url=url, summary="In short",
        section="economy", published_at="2026-03-02T10:00:00Z",
        authors=[Author("Rim Saad", "https://english.test/authors/rim")],
    )  # fmt: skip
    after = ids()
    assert after["Moved"] == before["Made-up story 2"]
    assert len(set(after.values())) == 3
    assert atom(folder, tmp_path).findtext(f"{ATOM}id") == document
    assert atom(folder, tmp_path, sections=("economy",)).findtext(f"{ATOM}id") != document


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ({"newest": 2}, ["en:1003", "en:1002"]),
        ({"newest": 1, "sections": ("economy",)}, ["en:1002"]),
        ({"newest": 1, "tags": ("tea   MILK",)}, []),  # the newest revision has no tags
        ({"newest": 0}, ["en:1003", "en:1002", "en:1001"]),
        ({"edition": "ar"}, []),
    ],
)
def test_what_is_in_it(
    folder: Path, tmp_path: Path, wish: dict[str, Any], expected: list[str]
) -> None:
    assert [one["id"] for one in json_feed(folder, tmp_path, **wish)["items"]] == expected
    assert len(texts(atom(folder, tmp_path, **wish), "id")) == len(expected)


def test_without_bodies_there_are_summaries(folder: Path, tmp_path: Path) -> None:
    root = atom(folder, tmp_path, body=False)
    assert texts(root, "content") == [None, None, None]
    assert texts(root, "summary") == [None, "In short", None]
    items = json_feed(folder, tmp_path, body=False)["items"]
    assert [one["content_text"] for one in items] == ["Made-up story 3", "In short", "Told anew"]


def test_right_to_left_and_several_editions(folder: Path, tmp_path: Path) -> None:
    Site(folder).look(
        4, "04 12:00", id="ar:4", edition="ar", language="ar", publisher="الميادين", headline="خبر",
        body_text="نص قصير", published_at="2026-03-04T10:00:00Z",
    )  # fmt: skip
    root = atom(folder, tmp_path)
    assert (root.findtext(f"{ATOM}title"), root.get(f"{XML}lang")) == ("Al Mayadeen", None)
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.get(f"{XML}lang") == "ar"
    assert entry.findtext(f"{ATOM}title") == "خبر"
    assert entry.findtext(f"{ATOM}content") == '<div lang="ar" dir="rtl"><p>نص قصير</p></div>'
    only = atom(folder, tmp_path, edition="ar")
    assert only.get(f"{XML}lang") == "ar"
    feed = json_feed(folder, tmp_path)
    assert "language" not in feed
    assert [one["language"] for one in feed["items"]] == ["ar", "en", "en", "en"]


def test_blocks_are_plain_html(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    blocks = [
        BodyBlock("heading", "The quay"), BodyBlock("list", "tea"), BodyBlock("list", "milk"),
        BodyBlock("quote", "So be it"), BodyBlock("image", None, "https://img.test/a.jpg"),
        BodyBlock("embed", None, "https://video.test/?a=1&b=2"),
    ]  # fmt: skip
    picture = Image("https://img.test/a.jpg", 'A "boat"', "At sea", "R. Saad", "cover")
    Site(folder).look(1, "01 11:00", body_blocks=blocks, images=[picture])
    (item,) = json_feed(folder, tmp_path)["items"]
    assert item["image"] == "https://img.test/a.jpg"
    assert item["content_html"] == (
        '<div lang="en" dir="ltr"><h2>The quay</h2><ul><li>tea</li><li>milk</li></ul>'
        "<blockquote><p>So be it</p></blockquote>"
        '<figure><img src="https://img.test/a.jpg" alt="A &quot;boat&quot;">'
        "<figcaption>At sea R. Saad</figcaption></figure>"
        '<p><a href="https://video.test/?a=1&amp;b=2">https://video.test/?a=1&amp;b=2</a></p></div>'
    )


@pytest.mark.no_records("text that no loader lets through")
def test_hostile_text_is_text(tmp_path: Path) -> None:
    folder, evil = tmp_path / "output", "]]><script>alert(1)</script>&\x00\x0b\ufffe\x1b[31m"
    shown = "]]><script>alert(1)</script>&[31m"
    Site(folder).look(
        1, "01 11:00", headline=evil, summary=evil, body_text=evil, tags=[evil],
        authors=[Author(evil, "javascript:alert(1)")],
        images=[Image('https://img.test/"onerror="x', evil, evil, None, "cover")],
    )  # fmt: skip
    root = atom(folder, tmp_path)
    (entry,) = root.findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) == (shown, shown)
    category = entry.find(f"{ATOM}category")
    assert category is not None
    assert category.get("term") == shown
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") is None
    assert entry.findtext(f"{ATOM}content") == (
        '<div lang="en" dir="ltr"><p>]]&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;[31m</p></div>'
    )
    (item,) = json_feed(folder, tmp_path)["items"]
    assert (item["title"], item["tags"]) == (shown, [shown])
    assert item["image"] == "https://img.test/%22onerror=%22x"
    assert item["authors"] == [{"name": shown}]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.test/b?c=d&e=%20f", "https://a.test/b?c=d&e=%20f"),
        ("HTTP://a.test/خبر", "HTTP://a.test/خبر"),
        ("https://a.test/100%/<b>|\u202ec", "https://a.test/100%25/%3Cb%3E%7C%E2%80%AEc"),
        ("https://a.test/\ud800", "https://a.test/%3F"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("//a.test/b", None),
        (None, None),
    ],
)
def test_an_address_is_the_webs_or_none(url: str | None, expected: str | None) -> None:
    assert address(url) == expected


def test_an_empty_folder_gives_an_empty_document(folder: Path, tmp_path: Path) -> None:
    root = atom(folder, tmp_path, tags=("nobody",))
    assert root.findall(f"{ATOM}entry") == []
    assert json_feed(folder, tmp_path, tags=("nobody",))["items"] == []
