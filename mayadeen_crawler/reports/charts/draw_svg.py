"""Draw a Vega-Lite specification as SVG for a page, without script, style, id or font.

`drawing_process` calls this in a process of its own, which imports no more than it needs for it.
"""

from __future__ import annotations

import re
from typing import Any

import vl_convert
from lxml import etree
from markupsafe import Markup

from mayadeen_crawler.reports.rendering.elements import Mark, Spec
from mayadeen_crawler.reports.wording import Wording

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = frozenset({"svg", "g", "path", "line", "rect", "text"})
_ATTRIBUTES = frozenset({
    "class", "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox",
    "fill", "fill-opacity", "stroke", "stroke-width", "text-anchor", "font-size",
})  # fmt: skip
#: Numbers with two decimals or more: cut to one, which makes the file half as large.
_LONG = re.compile(r"-?\d+\.\d{2,}")
_NUMBER = re.compile(r"@(\d+)")
#: Where Vega writes what a mark is.
_DESCRIPTION = "aria-label"
_EMPTY = re.compile(r"(M0,0h0v0h0Z)?")
_NOTHING = frozenset({"group", "rule", "text", "symbol"})


def draw(spec: Spec, words: Wording) -> Markup:
    """Return the SVG of *spec*, its marks in groups of the classes ``mark-rect``, ``mark-…``.

    Vega draws a number in the place of each label (it cannot measure some scripts, and no text of
    a web page gets into it), and the labels are put in afterwards; so are the title and the link
    of each `Mark`. Elements and attributes that are not in the lists above are removed. Only the
    first link is on the way of the tab key: the page's script leads from mark to mark by arrows.
    """
    labels: list[str] = []
    marks: list[Mark] = []
    made = vl_convert.vegalite_to_svg(
        _numbered(spec, labels, marks), allowed_base_urls=[], time_format_locale=_locale(words)
    )
    root = etree.fromstring(made.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    found = {path: at[1] for path in root.iter(f"{_SVG}path")
             if (at := _NUMBER.fullmatch(path.get(_DESCRIPTION, "")))}  # fmt: skip
    _clean(root)
    for text in root.iter(f"{_SVG}text"):
        if label := _NUMBER.fullmatch(text.text or ""):
            text.text = labels[int(label[1])]
    is_first = True
    for path, place in found.items():
        parent = path.getparent()
        if parent is None:  # removed: it has no size
            continue
        _name_mark(parent, path, marks[int(place)], on_tab=is_first)
        is_first = False
    root.set("class", "plot")
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - only what _clean left


def _name_mark(parent: etree._Element, path: etree._Element, mark: Mark, *, on_tab: bool) -> None:
    """Give *path* its title, and put it into a link where its mark leads anywhere."""
    named = path
    if mark.anchor:
        named = etree.Element(f"{_SVG}a", href=f"#{mark.anchor}")
        if mark.filters:
            named.set("data-filter", mark.filters)
        if not on_tab:
            named.set("tabindex", "-1")
        parent.replace(path, named)
        named.append(path)
    title = etree.Element(f"{_SVG}title")
    title.text = mark.title
    named.insert(0, title)


def _locale(words: Wording) -> dict[str, Any]:
    """Return names of days and months as d3-time-format takes them: weeks begin on Sunday."""
    days = [words.weekdays()[-1], *words.weekdays()[:-1]]
    return {
        "dateTime": "%x %X", "date": "%Y-%m-%d", "time": "%H:%M", "periods": ["", ""],
        "days": days, "shortDays": days,
        "months": [*words.months()], "shortMonths": [*words.months()],
    }  # fmt: skip


def _numbered(part: Any, labels: list[str], marks: list[Mark]) -> Any:
    """Return *part* of a specification with ``@0``, ``@1``, … for labels and marks.

    They are added to *labels* and *marks*.
    """
    if isinstance(part, list):
        return [_numbered(one, labels, marks) for one in part]
    if not isinstance(part, dict):
        return part
    made = {
        name: _numbered(value, labels, marks)
        for name, value in part.items()
        if name not in ("label", "mark") or isinstance(value, dict)
    }
    if "label" in part:
        made["label"] = f"@{len(labels)}"
        labels.append(part["label"])
    if isinstance(part.get("mark"), Mark):
        made["mark"] = f"@{len(marks)}"
        marks.append(part["mark"])
    return made


def _clean(element: etree._Element) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag.removeprefix(_SVG) not in _KEPT:
            element.remove(child)
            continue
        _clean(child)
        d = child.get("d")
        if (child.tag == f"{_SVG}path" and _EMPTY.fullmatch(d or "")) or (
            child.tag == f"{_SVG}g" and not len(child)
        ):
            element.remove(child)
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES or value == "none":
            del element.attrib[name]
        elif name == "class":
            _name(element, value)
        elif name in ("d", "transform"):
            element.set(name, _LONG.sub(lambda found: f"{float(found[0]):.1f}", value))


def _name(element: etree._Element, value: str) -> None:
    """Keep only the class that names a group of marks, as ``mark-rect``."""
    marks = [one for one in value.split() if one.startswith("mark-")]
    if marks and "role-mark" in value:
        element.set("class", marks[0])
    else:
        del element.attrib["class"]
