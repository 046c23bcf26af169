"""Specifications → SVG to stand in a page: no script, no style, no id, no font of its own."""

from __future__ import annotations

import re
from typing import Any

import vl_convert
from lxml import etree
from markupsafe import Markup

from mayadeen_crawler.reports.rendering.elements import Spec

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = frozenset({"svg", "g", "path", "line", "rect", "text"})
_ATTRIBUTES = frozenset({
    "class", "d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "viewBox",
    "fill", "fill-opacity", "stroke", "stroke-width", "text-anchor", "font-size",
})  # fmt: skip
#: A decimal more than a pixel: nobody sees the others, and they are half of the file.
_LONG = re.compile(r"-?\d+\.\d{2,}")
_NUMBER = re.compile(r"@(\d+)")
_EMPTY = re.compile(r"(M0,0h0v0h0Z)?")
_NOTHING = frozenset({"group", "rule", "text", "symbol"})


def draw(spec: Spec) -> Markup:
    """Return the SVG of *spec*, its marks in groups of the classes ``mark-rect``, ``mark-…``.

    Vega never sees a label (some letters it cannot even measure): it draws numbers in their
    place. What is not on the lists above is left out.
    """
    labels: list[str] = []
    made = vl_convert.vegalite_to_svg(_numbered(spec, labels), allowed_base_urls=[])
    root = etree.fromstring(made.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    _clean(root)
    for text in root.iter(f"{_SVG}text"):
        if found := _NUMBER.fullmatch(text.text or ""):
            text.text = labels[int(found[1])]
    root.set("class", "plot")
    root.set("aria-hidden", "true")  # the figure says what it shows, its table all of it
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - only what _clean left


def _numbered(part: Any, labels: list[str]) -> Any:
    """Return *part* of a specification with a number for each label, which goes to *labels*."""
    if isinstance(part, list):
        return [_numbered(one, labels) for one in part]
    if not isinstance(part, dict):
        return part
    made = {name: _numbered(value, labels) for name, value in part.items() if name != "label"}
    if "label" in part:
        made["label"] = f"@{len(labels)}"
        labels.append(part["label"])
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
    """Keep the class of a group of marks, ``mark-bar`` and the like."""
    marks = [one for one in value.split() if one.startswith("mark-")]
    if marks and "role-mark" in value:
        element.set("class", marks[0])
    else:
        del element.attrib["class"]
