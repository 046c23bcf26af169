from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mayadeen_crawler.outlet import ARABIC, EDITIONS, ENGLISH, Site
from mayadeen_crawler.urls.canonical import (
    article_id,
    canonicalize,
    is_article_url,
    is_on_site,
    list_kind_at,
    path_rule,
    rehost,
    without_loose_query,
    without_query,
)
from tests.helpers.real_records import needs_real_records, real_records
from tests.helpers.soak_figures import scaled
from tests.helpers.table_tests import each_row

LIVE = Site(ENGLISH)
MIRROR = Site(ENGLISH, "http://127.0.0.1:8000")
ARABIC_SITE = Site(ARABIC)

HOST = "https://english.almayadeen.net"
PAGE = f"{HOST}/news/politics/a-made-up-story"


@each_row(
    "variant",
    [
        PAGE,
        PAGE + "/",
        PAGE + "//",
        PAGE + "#comments",
        PAGE + "?",
        PAGE + "?utm_source=a&utm_medium=b&fbclid=c",
        PAGE + "?UTM_Campaign=x&ref=home#top",
        PAGE + "?gbraid=a&gad_source=1&gad_campaignid=2&srsltid=b",
        PAGE + "?mibextid=a&fb_comment_id=1&sfnsn=mo",
        PAGE + "?_hsenc=a&_hsmi=2&mkt_tok=3&__twitter_impression=true",
        PAGE + "?mtm_campaign=a&pk_kwd=b&WT.mc_id=c",
        PAGE + "?amp;utm_source=b",
        PAGE + "?utm_source=a&amp;utm_medium=b&amp;amp;utm_term=c",
        PAGE + "?amp=1",
        PAGE + "%20",
        PAGE + "%E2%80%8E",
        PAGE + "/\u200f?utm_source=a",
        PAGE + "/amp",
        PAGE + "/amp/?lite",
        PAGE + "/AMP",
        f"  {PAGE}\n",
        "http://english.almayadeen.net/news/politics/a-made-up-story",
        "HTTPS://English.AlMayadeen.NET/news/politics/a-made-up-story",
        "https://english.almayadeen.net./news/politics/a-made-up-story",
        "https://english.almayadeen.net:443/news/politics/a-made-up-story",
        "http://english.almayadeen.net:80/news/politics/a-made-up-story",
        "https://english.almayadeen.net//news///politics/a-made-up-story",
        f"{HOST}/amp/news/politics/a-made-up-story",
        f"{HOST}/lite/news/politics/a-made-up-story/",
        f"{HOST}/news/politics/a%2Dmade%2dup-story",
        f"{HOST}/news/sports/../politics/./a-made-up-story",
        f"{HOST}/news/sports/%2e%2E/politics/%2e/a-made-up-story",
    ],
)
def test_variants_of_one_page(variant: str) -> None:
    assert canonicalize(variant, LIVE) == PAGE
    assert canonicalize(variant, MIRROR) == "http://127.0.0.1:8000/news/politics/a-made-up-story"
    assert is_on_site(variant, LIVE)
    assert is_article_url(variant, LIVE)


@each_row(
    ("url", "canonical"),
    [
        (HOST, f"{HOST}/"),
        (f"{HOST}/", f"{HOST}/"),
        (f"{HOST}?utm_source=x", f"{HOST}/"),
        (f"{HOST}/amp", f"{HOST}/"),
        (f"{HOST}/../..", f"{HOST}/"),
        (f"{HOST}/news/Economy/", f"{HOST}/news/Economy"),
        (f"{HOST}/news/Art%26Culture", f"{HOST}/news/Art&Culture"),
        (f"{HOST}/press/a%3a-b", f"{HOST}/press/a:-b"),
        (f"{HOST}/خبر", f"{HOST}/%D8%AE%D8%A8%D8%B1"),
        (f"{HOST}/%d8%ae%D8%a8ر", f"{HOST}/%D8%AE%D8%A8%D8%B1"),
        (f"{HOST}/caf\u00e9", f"{HOST}/caf%C3%A9"),
        (f"{HOST}/cafe\u0301", f"{HOST}/caf%C3%A9"),
        (f"{HOST}/cafe%CC%81", f"{HOST}/caf%C3%A9"),
        (f"{HOST}/two words", f"{HOST}/two%20words"),
        (f"{HOST}/a%2fb", f"{HOST}/a%2Fb"),
        (f"{HOST}/a%3fb%23c%25d", f"{HOST}/a%3Fb%23c%25d"),
        (f"{HOST}/a%252Fb", f"{HOST}/a%252Fb"),
        (f"{HOST}/100%", f"{HOST}/100%25"),
        (f"{HOST}/a%zzb", f"{HOST}/a%25zzb"),
        (f"{HOST}/%ff%fe-é", f"{HOST}/%FF%FE-%C3%A9"),
        (f"{HOST}/a%00b\x7f", f"{HOST}/a%00b%7F"),
        (f"{HOST}/a\\b", f"{HOST}/a%5Cb"),
        (f"{HOST}/ne\tws\n/x", f"{HOST}/news/x"),
        (f"{HOST}/a%20/b%C2%A0%0A", f"{HOST}/a%20/b"),
        (f"{HOST}/a%E2%80%8Fb", f"{HOST}/a%E2%80%8Fb"),
        (f"{HOST}/a-b%D8%9C", f"{HOST}/a-b%D8%9C"),
        (f"{HOST}/news?b=2&amp;a=1", f"{HOST}/news?a=1&b=2"),
        (f"{HOST}/-a--b", f"{HOST}/-a--b"),
        (f"{HOST}/tags/amp", f"{HOST}/tags/amp"),
        (f"{HOST}/news?b=2&a=1&utm_id=3&a=0", f"{HOST}/news?a=0&a=1&b=2"),
        (f"{HOST}/news?q=%d8%AEx+y&&z", f"{HOST}/news?q=%D8%AEx%20y&z"),
        (f"{HOST}/news?q=a%26b%3Dc%2B", f"{HOST}/news?q=a%26b%3Dc%2B"),
        (f"{HOST}/news?sourced=1", f"{HOST}/news?sourced=1"),
        ("HTTP://Example.ORG:80/A/?x=1#y", "http://example.org/A?x=1"),
        ("https://example.org:8443/a/amp", "https://example.org:8443/a/amp"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("http://[::1]:8000/x/", "http://[::1]:8000/x"),
        ("http://[0:0:0:0:0:0:0:1]/x", "http://[::1]/x"),
    ],
)
def test_canonical_form(url: str, canonical: str) -> None:
    assert canonicalize(url, LIVE) == canonical
    assert canonicalize(canonical, LIVE) == canonical


HOPELESS = [
    "", " ", "/news/x", "//english.almayadeen.net/news/x", "news", "http:", "http://", "https:///x",
    "http:news/x", "javascript:alert(1)", "mailto:a@b.example", "tel:+1", "data:text/html,x",
    "ftp://english.almayadeen.net/x", "file:///etc/passwd",
    "http://user:pw@english.almayadeen.net/news/politics/x",
    "http://english.almayadeen.net@evil.example/news/politics/x",
    "http://evil.example\\@english.almayadeen.net/news/politics/x",
    "http://english.almayadeen.net:99999/x", "http://english.almayadeen.net:port/x",
    "http://[::1/x", "http://[x]/", "http://::1/x", "http://[fe80::1%25eth0]/x",
    "http://a..b/x", "http://.example/x", f"http://{'a' * 64}.example/x", f"http://{'a.' * 200}b/x",
    "http://exa mple.org/x", "http://exa%6Dple.org/x", "http://a\u2100b/x", "http://\ud800/x",
    "http://english.almayadeen.net/\ud800", "http://<script>/x",
    f"{HOST}/" + "a" * 10_000, f"{HOST}/" + "é" * 4000, "http://" * 200_000,
]  # fmt: skip


@each_row("url", HOPELESS)
def test_hopeless(url: str) -> None:
    with pytest.raises(ValueError):
        canonicalize(url, LIVE)
    assert not is_article_url(url, LIVE)
    path_rule(url, LIVE)
    assert rehost(url, LIVE) == url or is_on_site(url, LIVE)


def test_on_site() -> None:
    assert is_on_site("https://almayadeen.net/x", ARABIC_SITE)
    assert is_on_site("http://127.0.0.1:8000/x", MIRROR)
    assert is_on_site("https://127.0.0.1:8000/x", MIRROR)
    assert is_on_site(PAGE, MIRROR)
    for url, site in (
        ("http://127.0.0.1:8001/x", MIRROR),
        ("http://127.0.0.1/x", MIRROR),
        ("http://127.0.0.1:8000/x", LIVE),
        ("https://www.almayadeen.net/x", LIVE),
        ("https://english.almayadeen.net:8443/x", LIVE),
        ("https://english.almayadeen.net.evil.example/x", LIVE),
        ("https://evil-english.almayadeen.net/x", LIVE),
        *((url, LIVE) for url in HOPELESS if not url.startswith((f"{HOST}/", "http://english"))),
    ):
        assert not is_on_site(url, site), url


def test_rehost() -> None:
    assert rehost(f"{PAGE}?utm_source=x#y", MIRROR) == (
        "http://127.0.0.1:8000/news/politics/a-made-up-story?utm_source=x#y"
    )
    assert rehost(HOST, MIRROR) == "http://127.0.0.1:8000"
    assert rehost("http://almayadeen.net/a%2fb", ARABIC_SITE) == "https://www.almayadeen.net/a%2fb"
    for url in ("https://example.org/x", "https://english.almayadeen.net:8443/x", "/news", "", "["):
        assert rehost(url, MIRROR) == url


def test_without_query() -> None:
    assert without_query("https://m.example/a.jpg?v=3&width=1000#x") == "https://m.example/a.jpg"
    assert without_query("/a.jpg#x?y") == "/a.jpg"
    assert without_query("/a.jpg") == "/a.jpg"


@each_row(
    ("query", "kept"),
    [
        ("", ""),
        ("?place=7", ""),
        ("?id=7", "?id=7"),
        ("?ID=7&place=3&post=8", "?ID=7&post=8"),
        ("?id=&post&place=3", ""),
    ],
)
def test_without_loose_query(query: str, kept: str) -> None:
    assert without_loose_query(PAGE + query) == PAGE + kept


def test_article_id() -> None:
    digest = "ud36ed4bbf7798818"  # printf /news/politics/a-made-up-story | sha256sum
    assert article_id("en", "1804828", PAGE) == "en:1804828"
    assert article_id("en", None, PAGE) == f"en:{digest}"
    assert article_id("ar", None, canonicalize(PAGE, MIRROR)) == f"ar:{digest}"
    assert article_id("en", None, PAGE + "?x=1") != f"en:{digest}"
    for none in ("", "0", "00", "-1", " 12", "12\n", "u12", "١٢", "1" * 21):
        assert article_id("en", none, PAGE) == f"en:{digest}"


@each_row(
    ("path", "section", "content_type"),
    [
        ("/news/politics/x-y", "politics", "news"),
        ("/news/Economy/x-y", "economy", "news"),
        ("/news/economic/x-y", "economy", "news"),
        ("/news/Art&Culture/x-y", "arts-culture", "news"),
        ("/news/Art%26Culture/x-y", "arts-culture", "news"),
        ("/amp/news/sports/x-y", "sports", "news"),
        ("/news/x-y", "news", "news"),
        ("/news/Far%20Away/x-y", "far-away", "news"),
        ("/news/2023/x-y", "news", "news"),
        ("/news/2023/10/x-y", "news", "news"),
        ("/articles/features/x-y", "features", "article"),
        ("/articles/x-y", "articles", "article"),
        ("/articles/other/x-y", "articles", "article"),
        ("/newscast/2023/10/28/x-y", "newscast", "newscast"),
        ("/video/x-y", "videos", "video"),
        ("/podcasts/x-y", "podcasts", "podcast"),
        ("/africa/x-y", "africa", "other"),
        ("/US-Canada/x-y", "us-canada", "other"),
        ("/africa", "africa", "other"),
        ("/news", "news", "news"),
        ("/2023/10/x-y", None, "other"),
        ("/x-y", None, "other"),
        ("/--/x-y", None, "other"),
        ("/news%2Fpolitics/x-y", "news-politics", "other"),
        ("/", None, "other"),
    ],
)
def test_path_rule(path: str, section: str | None, content_type: str) -> None:
    rule = path_rule(HOST + path, LIVE)
    assert (rule.section, rule.content_type) == (section, content_type)


@each_row(
    "path",
    [
        "/news/politics/a-story",
        "/news/politics/story",
        "/news/Economy/a-story/",
        "/news/Art&Culture/a-story",
        "/news/politics/early:-a-slug",
        "/news/health/100-days",
        "/news/a-story",
        "/articles/a-story",
        "/articles/features/a-story",
        "/articles/incomprehensibility",
        "/newscast/2023/10/28/نشرة-الأخبار",
        "/video/-كلمة--أخرى",
        "/video/كلمة",
        "/africa/a-story",
        "/unknown/a-story",
        "/topics/politics/a-story",
        "/news/politics/version-2.0-is-here",
        "/news/politics/a-story?page=2",
    ],
)
def test_article_urls(path: str) -> None:
    assert is_article_url(HOST + path, LIVE)


@each_row(
    "path",
    [
        "",
        "/",
        "/?x=a-b",
        "/news",
        "/NEWS/",
        "/news/politics",
        "/News/Politics/",
        "/news/economy",
        "/news/Art&Culture",
        "/news/Art%26Culture/amp",
        "/news/culture",
        "/news/region/us-canada",
        "/news/asia-pacific",
        "/articles/opinion",
        "/videos/video-features",
        "/in-pictures",
        "/asia-pacific",
        "/africa",
        "/about-us",
        "/some-page",
        "/tags/a-tag",
        "/tag/a-tag",
        "/topics/a-tag",
        "/etiquetas/a-tag",
        "/search/a-b",
        "/sitemaps/all/sitemap-2023-1.xml",
        "/newscast/2023/10/28",
        "/news/politics/2",
        "/news/politics/--",
        "/news/politics/rss",
        "/news/politics/feed.xml",
        "/news/politics/a-picture.jpg",
        "/news/politics/a-picture.JPG?v=2",
        "/static/app-main.js",
        "/unknown/word",
        "/unknown/12-34",
    ],
)
def test_not_article_urls(path: str) -> None:
    assert not is_article_url(HOST + path, LIVE)


def test_no_article_elsewhere() -> None:
    assert not is_article_url(PAGE.replace("english", "www"), LIVE)
    assert is_article_url(PAGE.replace("english", "www"), ARABIC_SITE)


def test_no_section_is_an_article() -> None:
    for edition in EDITIONS.values():
        for section in edition.sections:
            assert not is_article_url(edition.base_url + section.path, Site(edition))


SITES = st.sampled_from([LIVE, MIRROR, ARABIC_SITE])
PREFIXES = st.sampled_from(
    ["", "http://", f"{HOST}/", f"{HOST}?", "http://127.0.0.1:8000/", "https://www.almayadeen.net/"]
)
PIECES = st.lists(
    st.sampled_from(["/", "%", "%2F", "%2e", ".", "..", "?", "#", "&", "=", "+", "%25", "%ff", "é",
                     "e\u0301", "amp", "lite", "tags", "utm_x", ":", "@", "[", "]", "\\", "a", "A",
                     "ا", " ", "\t", "\u212a", ";"]) | st.text(max_size=3),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=scaled(30, 400))
@given(PREFIXES, PIECES, SITES)
@example(f"{HOST}/", "amp/tags/amp", LIVE)
@example("http://", "ß.example", LIVE)
def test_canonicalize_is_idempotent_and_nothing_raises(prefix: str, rest: str, site: Site) -> None:
    url = prefix + rest
    is_on_site(url, site)
    is_article_url(url, site)
    path_rule(url, site)
    rehost(url, site)
    without_query(url)
    try:
        canonical = canonicalize(url, site)
    except ValueError:
        return
    assert canonicalize(canonical, site) == canonical
    assert canonical.isascii()
    assert not set(canonical) & set(' "<>\\^`{|}\t\r\n#')
    assert is_on_site(canonical, site) == is_on_site(url, site)
    assert is_article_url(canonical, site) == is_article_url(url, site)
    assert path_rule(canonical, site) == path_rule(url, site)


def _escaped(text: str, draw: st.DrawFn) -> str:
    """Write each character raw or as escapes of either case."""
    forms = (str, lambda c: quote(c, safe=""), lambda c: "".join(f"%{b:02x}" for b in c.encode()))
    return "".join(draw(st.sampled_from(forms))(c) for c in text)


LETTERS = st.characters(categories=("Ll", "Lu", "Lo", "Mn", "Nd")) | st.sampled_from("-:&'،-")
SLUGS = st.text(LETTERS, min_size=1, max_size=60).map(lambda s: f"a-{s}-z")


@st.composite
def article_and_variant(draw: st.DrawFn) -> tuple[str, str]:
    segments = ["news", draw(st.sampled_from(["politics", "Art&Culture", "صحة"])), draw(SLUGS)]
    form = draw(st.sampled_from(["NFC", "NFD"]))
    written = [
        _escaped(unicodedata.normalize("NFD" if form == "NFD" else "NFC", s), draw)
        for s in segments
    ]
    light = draw(st.sampled_from([[], ["amp"], ["lite"]]))
    path = [*light, *written] if draw(st.booleans()) else [*written, *light]
    slash = st.sampled_from(["/", "//"])
    scheme, port = draw(
        st.sampled_from([("http", ""), ("HTTPS", ""), ("http", ":80"), ("https", ":443")])
    )
    host = draw(st.sampled_from(["english.almayadeen.net", "English.AlMayadeen.NET"]))
    variant = f"{scheme}://{host}{port}" + "".join(draw(slash) + part for part in path)
    variant += draw(st.sampled_from(["", "/", "//"]))
    variant += draw(st.sampled_from(["", "?utm_source=x", "?fbclid=1&ref=2", "?amp", "?"]))
    variant += draw(st.sampled_from(["", "#", "#top"]))
    return f"{HOST}/" + "/".join(segments), variant


@given(article_and_variant())
def test_every_variant_of_an_article_has_one_identity(pair: tuple[str, str]) -> None:
    url, variant = pair
    canonical = canonicalize(url, LIVE)
    assert canonicalize(variant, LIVE) == canonical
    mirrored = canonicalize(rehost(variant, MIRROR), MIRROR)
    assert mirrored == canonicalize(variant, MIRROR)
    assert article_id("en", None, mirrored) == article_id("en", None, canonical)
    # The canonical form still names the same page.
    assert unquote(urlsplit(canonical).path) == unicodedata.normalize("NFC", urlsplit(url).path)


@given(st.lists(st.binary(min_size=1), min_size=1, max_size=4))
def test_the_meaning_of_a_path_survives(segments: list[bytes]) -> None:
    """Different bytes stay different, but for NFC, dot segments and the light form."""
    path = "/".join(quote(s, safe="") for s in segments)
    again = canonicalize(f"https://example.org/{path}", LIVE)
    if not any(s in (b".", b"..") for s in segments):
        assert again.count("/") == 3 + len(segments) - 1


@needs_real_records
def test_the_real_records() -> None:
    by_id: dict[str, set[str]] = {}
    for record in real_records():
        raw = record["url"]
        escaped = quote(raw, safe="/:")
        lower = "".join(c if c.isascii() else quote(c).lower() for c in raw)
        decomposed = unicodedata.normalize("NFD", raw)
        forms = {canonicalize(url, ARABIC_SITE) for url in (raw, escaped, lower, decomposed)}
        assert len(forms) == 1
        (canonical,) = forms
        assert unquote(canonical) == raw
        is_list = "/coverage/" in raw or "/authors/" in raw
        assert is_article_url(raw, ARABIC_SITE) is not is_list
        assert path_rule(raw, ARABIC_SITE).content_type != "other" or is_list
        by_id.setdefault(article_id("ar", record["postid"], canonical), set()).add(canonical)
    assert len(real_records()) == 399
    assert len(by_id) == 396
    # An address is as good an identity where the post id is missing.
    canonicals = set().union(*by_id.values())
    assert len(canonicals) == len({article_id("ar", None, url) for url in canonicals}) == 396


@pytest.mark.parametrize("edition", ["en", "ar", "es"])
@pytest.mark.parametrize(
    "path", ["/authors/irren-vasko", "/author/irren-vasko", "/coverage/in-five"]
)
def test_pages_of_authors_and_coverages_are_no_articles(edition: str, path: str) -> None:
    site = Site(EDITIONS[edition])
    assert not is_article_url(site.base_url + path, site)
    assert list_kind_at(site.base_url + path, site) == (
        "coverage" if "coverage" in path else "author"
    )
    folder = site.base_url + path.rpartition("/")[0]
    assert not is_article_url(folder, site)
    assert list_kind_at(folder, site) is None
