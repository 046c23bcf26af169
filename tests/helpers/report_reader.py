"""A report as a reader sees it: sentences, and the tables that say what its charts show."""

from __future__ import annotations

from pathlib import Path

import lxml.html

Row = list[str]


class Report:
    """A written report."""

    def __init__(self, path: Path) -> None:
        self.html = path.read_text(encoding="utf-8")
        self.tree = lxml.html.document_fromstring(self.html)

    def says(self, section: str) -> str:
        """Return the sentence under a section's heading (``en-articles``)."""
        (found,) = self.tree.xpath(f"//section[@id='{section}']//p[@class='takeaway']")
        return _text(found)

    def text(self, section: str) -> str:
        """Return all text of a section."""
        return _text(self.tree.get_element_by_id(section))

    def table(self, section: str, caption: str) -> list[Row]:
        """Return headings and rows of the table of *section* that is called *caption*."""
        (found,) = [
            table
            for table in self.tree.xpath(f"//section[@id='{section}']//table")
            if _text(table.xpath("caption")[0]).partition(" (site's clock")[0] == caption
        ]
        return [[_text(cell) for cell in row.xpath("th|td")] for row in found.xpath(".//tr")]


def _text(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
