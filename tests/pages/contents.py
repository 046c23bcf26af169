"""Kinds of content that pages and files are made of, each to be repeated up to any size.

A kind is what comes before, what is repeated (``{n}`` in it is a number that counts up), and what
comes after.
"""

from __future__ import annotations

from typing import NamedTuple

HEAD = (
    "<html><body><h1>A title of made-up text</h1>"
    "<ul><li>By Nila Reed</li><li>3 Feb 2022 08:46</li></ul>"
)
HTML, XML, JSON, TEXT = "text/html", "application/xml", "application/json", "text/plain"


class Content(NamedTuple):
    """A kind of content."""

    unit: str
    before: str = HEAD
    after: str = ""

    def of(self, size: int) -> bytes:
        """Return some *size* bytes of it."""
        if "{n}" in self.unit:
            count = size // len(self.unit.encode())
            repeated = "".join(self.unit.replace("{n}", str(n)) for n in range(count))
        else:
            repeated = self.unit * (size // len(self.unit.encode()))
        return (self.before + repeated + self.after).encode()


_IN_TEXT = {
    "paragraphs": "<p>a",
    "headlines": "<h1>A title of it</h1>",
    "h2": "<h2>A b</h2>",
    "h3 links": "<h3><a href='/news/politics/a-story-{n}'>A story {n}</a></h3>",
    "cards": (
        "<div><h3><a href='/news/politics/a-story-{n}'>A story of {n}</a></h3>"
        "<span>Politics</span><span>3 Feb 2022</span></div>"
    ),
    "bare article links": "<a href=/news/politics/a-b-c-{n}>x</a>",
    "article links one addr": "<a href=/news/politics/a-b-c>x</a>",
    "long link texts": "<a href=/news/politics/a-b-{n}>Some words of it that are many</a>",
    "links nested divs": "<div><a href=/news/politics/a-b-{n}>x</a>",
    "links in spans unclosed": "<span><a href=/news/politics/a-b-{n}>x</a>",
    "menu links": "<li><a href=/news/s{n}>S{n}</a></li>",
    "menus": (
        "<nav><a href=/news/a>A</a><a href=/news/b>B</a><a href=/news/c>C</a>"
        "<a href=/news/d>D</a></nav>"
    ),
    "menus in the text": (
        "<ul>"
        + "<li><a href=/videos/a-{n}>Video</a></li>" * 150
        + "</ul><p>Some words go on. And on."
    ),
    "section links": "<a href=/news/politics>Politics</a> ",
    "tag links": "<a href=/tags/t{n}>T{n}</a> ",
    "author links": "<a href=/authors/t{n}>Nila Reed</a> ",
    "page links": "<a href='?page={n}'>{n}</a> ",
    "page links next": "<a rel=next href='/news/politics?page={n}'>Next</a>",
    "page links arrows": "<a href='/news/politics/{n}'>»</a>",
    "load more": "<button>Load more</button>",
    "load more data": "<button data-url='/ajax?page={n}' class=load-more>Load more</button>",
    "load more links": "<a class=load-more href='/ajax?page={n}'>Load more</a>",
    "most read": "<h3>Most Read</h3>",
    "most read lists": "<h3>Most Read</h3><ul><li><a href=/news/politics/a-b-{n}>x</a></li></ul>",
    "most read tabs": (
        "<ul><li><a href='#x{n}'>Most Read</a></li><li><a href='#y'>Latest</a></li>"
        "</ul><div id=x{n}></div>"
    ),
    "read next": "<div>Read Next</div><a href='/news/politics/a-story-of-{n}'>x</a>",
    "ticker": "<div>BREAKING</div>",
    "ticker class": "<div class=news-ticker>x</div>",
    "ticker lines": (
        "<div class=news-ticker><ul><li>08:46 Somebody: a line of it {n}</li></ul></div>"
    ),
    "ticker items": "<li class=ticker-item>08:46 Somebody: a line of it {n}</li>",
    "bullets": "• ",
    "pipes": "a | ",
    "times text": "08:46 ",
    "dates text": "3 Feb 2022 ",
    "cells": "<table><tr><td>a</td></tr></table>",
    "rows": "<tr><td>a<td>b",
    "pictures": "<p>Text.</p><img src='/a.jpg' alt='b'>",
    "pictures n": "<img src='/a{n}.jpg' alt='b{n}'>",
    "figures": "<figure><img src='/a{n}.jpg'><figcaption>A caption of {n}</figcaption></figure>",
    "figcaptions": "<figcaption>A",
    "srcset": "<img srcset='/a 1w, /b 2w, /c 3w'>",
    "iframes": "<iframe src='//a.example/{n}'></iframe>",
    "videos": "<video><source src=/a{n}.mp4></video>",
    "tweets": (
        "<blockquote class=twitter-tweet><a href=https://twitter.com/a/status/{n}>x"
        "</a></blockquote>"
    ),
    "scripts": "<script>a</script>",
    "jsonld": (
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"A"}</script>'
    ),
    "tawsiyat": '<script id=tawsiyat-metadata type=\'text/tawsiyat\'>{"title":"A"}</script>',
    "comments": "<!-- -->",
    "style": "<style>a</style>",
    "metas": "<meta property=og:title content=a>",
    "links head": "<link rel=canonical href=/a{n}>",
    "titles": "<title>A</title>",
    "rss links": "<link rel=alternate type='application/rss+xml' href=/rss{n}>",
    "time el": "<time datetime=2022-02-03T08:46>3 Feb</time>",
    "time el bad": "<time datetime=2022-13-03T08:46>3 Feb 22 ago</time>",
    "emails": "a{n}@b.example ",
    "urls text": "https://a.example/{n} ",
    "mailto": "<a href=mailto:a@b{n}.example>a</a>",
    "words": "word ",
    "longword": "a",
    "arabic": "ا",
    "tatweel": "ـ",
    "marks": "é́",
    "combining": "́",
    "bidi": "\u200f",
    "zwj": "\u200d",
    "spaces": " ",
    "nbsp": "\xa0",
    "tabs nl": "\t\n",
    "entities": "&amp;",
    "entities num": "&#1234;",
    "entities bad": "&x",
    "amps": "&",
    "lt": "< ",
    "gt": ">",
    "quotes": '"',
    "dots": ". ",
    "ellipsis": "...",
    "colons": ": ",
    "commas": ", ",
    "dashes": "- ",
    "brackets": "(",
    "brackets2": "[a] ",
    "digits": "1",
    "digits sp": "1 ",
    "percent": "50% ",
    "slashes": "/",
    "plus": "+1 ",
    "price": "▲ 1.5 ",
    "divs nested": "<div>",
    "spans nested": "<span>",
    "b nested": "<b>",
    "ul nested": "<ul><li>",
    "table nested": "<table><tr><td>",
    "font": "<font>",
    "a nested": "<a href=/a>",
    "p a nested": "<p><a href=/tags/a>",
    "form": "<form>",
    "select": "<select><option>a",
    "button": "<button>x</button>",
    "blockquote": "<blockquote>a",
    "svg": "<svg><path d=a></svg>",
    "noscript": "<noscript><img src=/a{n}.jpg></noscript>",
    "br": "<br>",
    "br text": "a<br>",
    "br2 text": "a b<br><br>",
    "hr": "<hr>",
    "dl": "<dt>a<dd>b",
    "ul items": "<ul><li>a</li></ul>",
    "ol": "<ol><li>a b</li></ol>",
    "li": "<li>Source: A",
    "by": "<p>By Nila Reed</p>",
    "by li": "<li>By Nila Reed, Al Bo and C D",
    "source": "<p>Source: A, B",
    "shares": "<li>5 Shares",
    "minutes": "<li>2 Min Read",
    "by long": "By A and B, ",
    "tags label": "<p>Tags</p><a href=/tags/{n}>x</a>",
    "tags li": "<li><a href=/tags/t{n}>T{n}</a></li>",
    "classes": "<div class='a b c d e f g h'>x</div>",
    "classes uniq": "<div class=c{n}>x</div>",
    "ids": "<div id=i{n}>x</div>",
    "body class": "<div class=p-content><p>a</p></div>",
    "summary class": "<p class='lg_para summary'>a</p>",
    "inset": "<div class=dual-related><a href=/news/politics/a-{n}>x</a></div>",
    "white": "<div class=details-white-box>x</div>",
    "hidden": "<div style='display:none'>a</div>",
    "readmore": "<div class=more style='display:none'>Some words.</div><button>Read more</button>",
    "sentences": "<p>Some words of a sentence end.</p>",
    "sent same": "Some words of a sentence end. ",
    "sent n": "<p>Some {n} words of a sentence number {n}.</p>",
    "poll": "<form><input type=radio>Yes<button>Vote</button></form>",
    "comment box": "<h3>Comments</h3><p>Nila: a</p>",
    "player": "<audio src=/a></audio>Listen 3:20",
    "custom": "<news-card>a</news-card>",
    "article els": "<article><h2>A</h2></article>",
    "main els": "<main>a</main>",
    "aside": "<aside>a</aside>",
    "header": "<header><a href=/news/politics/x-{n}>a</a></header>",
    "footer": "<footer>a</footer>",
    "sections": "<section><h2>Politics</h2></section>",
    "header nested": "<header>",
    "nav nested": "<nav>",
    "form nested": "<form><div>",
    "attr many": "<p a b c d e f>",
    "data attrs": "<p data-a{n}=1>x",
    "base": "<base href=/a{n}>",
    "text pre": "<pre>a</pre>",
    "labels arabic": "<p>اقرأ أيضاً</p>",
    "h3 empty": "<h3></h3>",
    "h3 label uniq": "<h3>Read also {n}</h3>",
    "p long label": "<p><b>Read also:</b> <a href=/news/politics/x-{n}>A title of it</a></p>",
    "inline mix": "<i>a</i> <b>b</b>",
    "sup": "<sup>1</sup>",
    "ins": "<ins class=adsbygoogle></ins>",
}

_BOXES = "<div>" * 28 + "<a href=/news/politics/a-b-{n}>A {n}</a>"
_ENDS = "</div>" * 28
_NAMED = "<a href=/news/politics/a-b-c>Politics</a>"

_IN_PLACES = {
    "cards in boxes of labels": Content(_BOXES + "Ab {n}<br>" * 99 + _ENDS),
    "cards in boxes of days": Content(_BOXES + "3 {n}<br>" * 99 + _ENDS),
    "cards in boxes of headings": Content(_BOXES + "<h3>A</h3>" * 99 + _ENDS),
    "cards in boxes of pictures": Content(_BOXES + "<img src=/{n}.jpg>" * 99 + _ENDS),
    "links in one box": Content(_NAMED, HEAD + "<div>"),
    "links in one box beside a heading": Content(
        _NAMED, HEAD + "<div><h3>" + "Politics " * 999 + "</h3>"
    ),
    "links and texts in one box": Content(_NAMED + "Politics<br>", HEAD + "<div>"),
    "blanks in the boxes of one card": Content(
        "<b></b> ", HEAD + "<div>" * 28 + "<a href=/news/politics/a-b>A</a>" * 8
    ),
    "blanks in the boxes of cards": Content(
        "<div>" * 28 + "<a href=/news/politics/a-b-{n}>A</a>" * 8 + "<b></b> " * 299 + _ENDS
    ),
    "texts after one card": Content(
        "<p>ab {n}</p>", HEAD + "<div>" * 28 + "<a href=/news/politics/a-b>A</a>" * 8
    ),
    "labels before one list": Content(
        "<div class=a><a href=/news/politics/a-b-{n}>x</a></div>",
        HEAD + "<span>Most Read</span>" * 60,
    ),
    "labels after each other": Content(
        "<h3>Most Read</h3><div class=a><a href=/news/politics/a-b-{n}>x</a></div>"
    ),
    "headers around headers": Content("<header><a href=/news/politics/x-{n}>a</a>"),
    "tabs of no list": Content(
        "<ul><li><a href='#x{n}'>Most Read</a><li><a>Latest</a></ul>", HEAD, "<div id=zz></div>"
    ),
    "lists of terms": Content("<table><tr><td>" + "<li>Source: A" * 300),
    "one list of terms, then controls": Content(
        "<button>Share</button><p>Share</p>", HEAD + "<p>A text.</p><ul>" + "<li>Term b" * 400
    ),
    "ticker lists": Content("<h3>Breaking</h3><ul><li>08:46 a {n}</li></ul>"),
    "in one attribute": Content("a", HEAD + "<p title='", "'>a</p>"),
    "in one address": Content("a/", HEAD + "<a href='/", "'>a</a>"),
    "in one query": Content("a=b&", HEAD + "<a href='/news/politics?", "'>a</a>"),
    "in one class": Content("a-b ", HEAD + "<p class='", "'>a</p>"),
    "in one class of a ticker": Content("x-ticker-", HEAD + "<p class='", "'>a</p>"),
    "in one style": Content("background: a;", HEAD + "<p style='", "'>a</p>"),
    "in one style's address": Content("background:url( ", HEAD + "<p style='", "'>a</p>"),
    "in one srcset": Content("/a.jpg 1w, ", HEAD + "<p>a</p><img srcset='", "'>"),
    "in one data attribute": Content("/a?b ", HEAD + "<button data-url='", "'>Load more</button>"),
    "attributes of one tag": Content(" a{n}", HEAD + "<p", ">a</p>"),
    "attributes of one tag after an end in quotes": Content(" a{n}", HEAD + "<p a='>'", ">a</p>"),
    "hundreds of attributes of each tag": Content(
        f"<p {' '.join(f'a{n}' for n in range(490))}>", HEAD
    ),
    "in one alt": Content("a ", HEAD + "<p>a</p><img src='/a.jpg' alt='", "'>"),
    "in one headline": Content("A b ", "<html><body><h1>", "</h1><p>By A</p><p>a</p>"),
    "marks in one headline": Content("\u0301\u0316", "<html><body><h1>A", "</h1><p>a</p>"),
    "in one title": Content("A - ", "<html><head><title>", "</title></head><body><h1>A</h1>"),
    "in one time": Content("3 Feb ", HEAD + "<time datetime='", "'>3</time>"),
    "in one list": Content("<li>a", HEAD + "<ul>", "</ul>"),
    "in one menu": Content("<a href='/news/s{n}'>S</a>", "<html><body><nav>", "</nav>"),
    "in one table": Content("<tr><td>a<td>b", HEAD + "<table>", "</table>"),
    "in one select": Content("<option>a", HEAD + "<select>", "</select>"),
    "in one comment": Content("- ", HEAD + "<!--", "--><p>a</p>"),
    "in one script": Content("var a = '<';", HEAD + "<script>", "</script>"),
    "in one style sheet": Content("p { a: b }", HEAD + "<style>", "</style>"),
    "in one byline": Content("A B, ", HEAD + "<p>By ", "</p>"),
    "in one source": Content("A, ", HEAD + "<p>Source: ", "</p>"),
    "in one row of tags": Content("A, ", HEAD + "<p>Tags: ", "</p>"),
    "in one caption": Content("a ", HEAD + "<figure><img src='/a.jpg'><figcaption>"),
    "in one ticker line": Content("A: b ", HEAD + "<div class='news-ticker'><ul><li>"),
    "in one link": Content("a ", HEAD + "<a href='/news/politics/a-b-c'>"),
    "spans in one link": Content("<i>a</i>", HEAD + "<a href='/news/politics/a-b-c'>"),
    "open boxes": Content("<div class='a'><p>a", HEAD),
    "open boxes with links": Content("<div><a href='/news/politics/a-b-{n}'>A b</a>", HEAD),
    "in a hidden box": Content("<p>Some words.</p>", HEAD + "<div style='display:none'>"),
    "in the head": Content("<meta name='author' content='A{n}'>", "<html><head>", HEAD),
    "times in the head": Content(
        "<meta property='article:published_time' content='2022-02-0{n}'>", "<html><head>", HEAD
    ),
    "bases": Content("<base href='/{n}/'>", "<html><head>", HEAD),
    "doctypes": Content("<!DOCTYPE html>", "", HEAD),
    "htmls": Content("<html><body>", "", HEAD),
}
_LD = HEAD + "<script type='application/ld+json'>"
_SAID = HEAD + "<script type='text/tawsiyat'>"
_IN_JSON = {
    "nodes": Content('{"@type": "NewsArticle", "headline": "A{n}"},', _LD + "[", "{}]</script>"),
    "a graph": Content(
        '{"@type": "Person", "@id": "#{n}"},', _LD + '{"@graph": [', "{}]}</script>"
    ),
    "authors": Content(
        '{"name": "A{n}"},', _LD + '{"@type": "NewsArticle", "author": [', "{}]}</script>"
    ),
    "images": Content(
        '"/a{n}.jpg",', _LD + '{"@type": "NewsArticle", "image": [', '"/b.jpg"]}</script>'
    ),
    "a body": Content(
        "A word of it. ", _LD + '{"@type": "NewsArticle", "articleBody": "', '"}</script>'
    ),
    "a body of tags": Content(
        "<p>a", _LD + '{"@type": "NewsArticle", "articleBody": "', '"}</script>'
    ),
    "lists in lists": Content("[", _LD, "</script>"),
    "members in members": Content('{"a":', _LD, "</script>"),
    "open strings": Content('"a', _LD + "{", "</script>"),
    "escapes": Content('\\"', _LD + '{"a": "', '"}</script>'),
    "members": Content('"a{n}": 1,', _LD + "{", '"b": 1}</script>'),
    "bare commas": Content(",", _LD + "[", "]</script>"),
    "digits": Content("1", _LD + '{"a": ', "}</script>"),
    "white space": Content(" ", _LD + "{", '"a" 1}</script>'),
    "said keywords": Content("A{n},", _SAID + '{"title": "A", "keywords": "', '"}</script>'),
    "said members": Content('"a{n}": "b",', _SAID + "{", '"title": "A"}</script>'),
    "said lists": Content("[", _SAID + '{"title": ', "</script>"),
}

#: What all readers of a page read.
PAGES = {
    **{name: Content(unit) for name, unit in _IN_TEXT.items()},
    **_IN_PLACES,
    **{f"JSON: {name}": content for name, content in _IN_JSON.items()},
}

#: What a load-more address may answer.
ANSWERS = {
    "cards": Content('{"title": "A b", "url": "/news/politics/a-b-{n}"},', "[", "{}]"),
    "markup": Content("<a href='/news/politics/a-b-{n}'>A</a>", '{"html": "', '"}'),
    "lists in lists": Content("[", ""),
    "members": Content('"a{n}": {"url": "/a-b"},', "{", '"b": 1}'),
    "texts": Content('"<p>",', "[", "1]"),
    "one text": Content("<", '"', '"'),
}

_SET = "<?xml version='1.0'?><urlset>"
_URL = "https://english.almayadeen.net/news/politics/a-b"
SITEMAPS = {
    "entries": Content(f"<url><loc>{_URL}-{{n}}</loc><lastmod>2024-03-05</lastmod></url>", _SET),
    "files": Content(
        "<sitemap><loc>/a{n}.xml</loc></sitemap>", "<?xml version='1.0'?><sitemapindex>"
    ),
    "empty entries": Content("<url/>", _SET),
    "elements in elements": Content("<url>", _SET),
    "one address": Content("a", _SET + "<url><loc>"),
    "one address of references": Content("&amp;", _SET + "<url><loc>"),
    "numbers": Content("&#65;", _SET + "<url><loc>"),
    "high numbers": Content("&#65536;", _SET + "<url><loc>"),
    "ampersands": Content("&", _SET + "<url><loc>"),
    "half references": Content("&#x", _SET + "<url><loc>"),
    "comments": Content("<!-- -->", _SET),
    "open comment": Content("- ", _SET + "<!--"),
    "sections": Content("<![CDATA[a]]>", _SET + "<url><loc>"),
    "instructions": Content("<?a b?>", _SET),
    "attributes": Content(" a{n}='b'", "<?xml version='1.0'?><urlset"),
    "one attribute": Content("a", "<?xml version='1.0'?><urlset a='"),
    "spaces of names": Content("<url xmlns:a{n}='b{n}'/>", _SET),
    "entities": Content(
        "<!ENTITY a{n} 'b'>", "<?xml version='1.0'?><!DOCTYPE urlset [", f"]>{_SET[21:]}"
    ),
    "lines": Content(f"{_URL}-{{n}}\n", ""),
    "short lines": Content("http://\n", ""),
    "one line": Content("a", "http://"),
    "line ends": Content("\r", "http://a.example/\n"),
    "declaration": Content(" encoding", "<?xml"),
    "nothing": Content(" ", ""),
    "pictures": Content("<image:image><image:loc>a</image:loc></image:image>", _SET + "<url>"),
}
_FEED = "<?xml version='1.0'?><rss><channel>"
FEEDS = {
    "items": Content(f"<item><title>A</title><link>{_URL}-{{n}}</link></item>", _FEED),
    "items in items": Content("<item>", _FEED),
    "categories": Content("<category>A{n}</category>", f"{_FEED}<item><link>{_URL}</link>"),
    "one title": Content("a &amp; ", f"{_FEED}<item><link>{_URL}</link><title>"),
    "ampersands": Content("&", f"{_FEED}<item><title>"),
    "declaration": Content(" encoding ", "<?xml"),
    "space": Content(" ", "", "<?xml encoding"),
    "sections": Content("<![CDATA[a]]>", f"{_FEED}<item><title>"),
    "attributes": Content(" a{n}='b'", "<?xml version='1.0'?><rss"),
    "entities": Content("<!ENTITY a{n} 'b'>", "<?xml version='1.0'?><!DOCTYPE rss [", "]><rss/>"),
    "dates": Content("<pubDate>Mon, 01 Jan 2024</pubDate>", f"{_FEED}<item><link>{_URL}</link>"),
}
_ALL = "User-agent: *\n"
ROBOTS = {
    "rules": Content("Disallow: /a{n}\n", _ALL),
    "stars": Content("*a", _ALL + "Disallow: /", "$\n"),
    "stars alone": Content("*", _ALL + "Disallow: /", "x\n"),
    "rules of stars": Content("Disallow: /*n*e*w*s*s*s*s*\n", _ALL),
    "agents": Content("User-agent: a{n}\n", "", "Disallow: /\n"),
    "groups": Content("User-agent: a{n}\nDisallow: /\n", ""),
    "groups for all": Content(_ALL + "Disallow: /a{n}\n", ""),
    "sitemaps": Content("Sitemap: /a{n}.xml\n", _ALL),
    "one sitemap": Content("a", "Sitemap: /"),
    "space": Content(" ", _ALL + "Disallow", ": /\n"),
    "space before a sitemap": Content(" \t", "", "sitemap"),
    "agents of space": Content(" \t", "User-agent", "x\n"),
    "marks": Content(":", "User-agent", "\nDisallow: /\n"),
    "comments": Content("#", _ALL),
    "delays": Content("Crawl-delay: {n}\n", _ALL),
    "percents": Content("%41", _ALL + "Disallow: /", "\n"),
    "empty lines": Content("\n", _ALL),
}
