"""Drawings: SVG cut down to shapes, gradients and text.

A browser that is sent to an SVG runs its scripts and follows its links, so what is not known to be
harmless is left out: an allow-list of elements, no event attributes, nothing from elsewhere. The
size is written on the drawing itself, so that a page can keep its place before it has come.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from gazette.problems import Problem

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"

ELEMENTS = frozenset(
    SVG + name
    for name in (
        "circle clipPath defs desc ellipse feBlend feColorMatrix feComposite feFlood feGaussianBlur"
        " feMerge feMergeNode feOffset filter g line linearGradient marker mask path pattern polygon"
        " polyline radialGradient rect stop svg symbol text textPath title tspan use"
    ).split()
)
"""The elements that a drawing may have; `style` is left out because it reaches other places."""

_REACHES_OUT = re.compile(r"url\s*\(\s*[\"']?\s*[^#\"'\s]|\\|script\s*:|@|//|image", re.I)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(px)?\s*$")


def measure(path: str, data: bytes) -> tuple[int, int] | Problem:
    """The width and height of a drawing in pixels."""
    root = _parse(data)
    if root is None:
        return _unreadable(path)
    return _size(root) or _sizeless(path)


def copy(path: str, data: bytes) -> bytes | Problem:
    """The bytes of the drawing that readers get."""
    root = _parse(data)
    if root is None:
        return _unreadable(path)
    size = _size(root)
    if size is None:
        return _sizeless(path)
    for element in list(root.iter()):
        if element.tag not in ELEMENTS:
            _drop(element)
            continue
        for name, value in element.attrib.items():
            if not _harmless(str(name), str(value)):
                del element.attrib[name]
    root.set("width", str(size[0]))
    root.set("height", str(size[1]))
    etree.cleanup_namespaces(root)
    text: bytes = etree.tostring(root, encoding="utf-8")
    return text


def _parse(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    dtd: Any = root.getroottree().docinfo.internalDTD
    if root.tag != SVG + "svg" or (dtd is not None and any(dtd.iterentities())):
        return None
    return root


def _harmless(name: str, value: str) -> bool:
    if name in ("href", XLINK):
        return value.strip().startswith("#")
    if name.startswith("{") or name.lower().startswith("on"):
        return False
    return not _REACHES_OUT.search(value)


def _drop(element: etree._Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _size(root: etree._Element) -> tuple[int, int] | None:
    width, height = (_LENGTH.match(root.get(name, "")) for name in ("width", "height"))
    if width and height:
        numbers = [float(width[1]), float(height[1])]
    else:
        box = root.get("viewBox", "").replace(",", " ").split()
        try:
            numbers = [float(box[2]), float(box[3])]
        except (IndexError, ValueError):
            return None
    sizes = [round(number) for number in numbers if 0 < number < 100_000]
    return (max(1, sizes[0]), max(1, sizes[1])) if len(sizes) == 2 else None


def _unreadable(path: str) -> Problem:
    return Problem(
        "picture-unreadable",
        "The drawing cannot be read as SVG.",
        path,
        wanted="SVG without a DOCTYPE that declares entities",
        hint="open it in a drawing program and save it again as plain SVG",
    )


def _sizeless(path: str) -> Problem:
    return Problem(
        "picture-sizeless",
        "The drawing does not say how large it is.",
        path,
        wanted="width and height, or a viewBox, on its first element",
        hint='write <svg … viewBox="0 0 1200 675">',
    )
