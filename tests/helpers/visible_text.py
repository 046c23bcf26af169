"""A page as a reader sees it: one line a block, pictures by their alternative text."""

from __future__ import annotations

from lxml import html

_BLOCKS = frozenset({
    "div", "p", "li", "ul", "h1", "h2", "h3", "h4", "figure", "figcaption", "blockquote", "main",
    "nav", "header", "footer", "body", "button", "aside", "article",
})  # fmt: skip
_UNSEEN = frozenset({"script", "style", "head", "noscript"})


def lines(page: bytes) -> list[str]:
    """Return the page's visible lines. List items begin with a bullet, as in a text browser."""
    root = html.document_fromstring(page.decode())
    found: list[str] = []
    line: list[str] = []

    def end() -> None:
        text = " ".join("".join(line).split())
        line.clear()
        if text:
            found.append(text)

    def walk(node: html.HtmlElement) -> None:
        if isinstance(node.tag, str) and node.tag not in _UNSEEN:
            block = node.tag in _BLOCKS
            if block:
                end()
            if node.tag == "li":
                line.append("• ")
            if node.tag == "img":
                line.append(str(node.get("alt")))
                end()
            line.append("\n" if node.tag == "br" else node.text or "")
            for child in node:
                walk(child)
            if block:
                end()
        line.append(node.tail or "")

    walk(root)
    end()
    return found
