"""A drawing made safe: what an SVG may hold when it is printed or stands in a page, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

_SHAPES = """
    svg g defs use symbol path rect circle ellipse line polyline polygon text tspan title desc
    clipPath mask pattern linearGradient radialGradient stop marker
"""
# What a style may set; all of these are attributes too, so that a page needs no inline style.
_STYLES = """
    fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray stroke-
    dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity clip-path clip-rule mask
    font-family font-size font-weight font-style text-anchor dominant-baseline visibility display
    stop-color stop-opacity letter-spacing marker-start marker-mid marker-end color
"""
_OTHERS = """
    id d x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height viewBox transform points offset
    version rotate preserveAspectRatio gradientUnits gradientTransform spreadMethod clipPathUnits
    maskUnits patternUnits patternContentUnits patternTransform markerWidth markerHeight markerUnits
    refX refY orient textLength lengthAdjust
"""
_ELEMENTS = frozenset(_SHAPES.split())
_PROPERTIES = frozenset(_STYLES.split())
_ATTRIBUTES = _PROPERTIES | frozenset(_OTHERS.split())
# Attributes whose values have brackets that are no address.
_CALLS = frozenset(("transform", "gradientTransform", "patternTransform"))
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>")
_LOCAL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")
_FONT = re.compile(r"(?P<size>[\d.]+(?:px|pt|em)?)(?:/\S+)?\s+(?P<family>.+)")

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def clean_svg(svg: str, prefix: str) -> str:
    """Return a drawing with known shapes and texts only: no script, style sheet, event, or address.

    Parameters
    ----------
    prefix : str
        Put before every id, so that drawings in one page do not get in each other's way.

    Raises
    ------
    ValueError
        If it is no SVG, or declares entities.
    """
    # Expat reads no outside file; entities, by which a small file could grow, need a DOCTYPE with brackets.
    text = _DOCTYPE.sub("", svg, count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("SVG with entities")
    try:
        root = ElementTree.fromstring(text.strip())
    except ElementTree.ParseError as error:
        raise ValueError(f"no SVG: {error}") from None
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("no SVG")
    _clean(root, prefix)
    # matplotlib says these two for all shapes by a style sheet.
    root.attrib.setdefault("stroke-linejoin", "round")
    root.attrib.setdefault("stroke-linecap", "butt")
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, prefix: str) -> None:
    element.attrib = dict(_attributes(element, prefix))
    for child in list(element):
        name = child.tag.removeprefix(f"{{{SVG}}}") if isinstance(child.tag, str) else ""
        if name in _ELEMENTS:
            _clean(child, prefix)
        else:
            element.remove(child)


def _attributes(element: ElementTree.Element, prefix: str) -> Iterator[tuple[str, str]]:
    given = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
    for name, value in (given | _styles(element.attrib.get("style", ""))).items():
        if name == "id":
            yield name, prefix + value
        elif "(" not in value or name in _CALLS or _is_local(value):
            yield name, _LOCAL.sub(rf"url(#{prefix}\1)", value)
    target = element.attrib.get("href") or element.attrib.get(f"{{{XLINK}}}href") or ""
    if target.startswith("#"):
        yield f"{{{XLINK}}}href", f"#{prefix}{target[1:]}"


def _is_local(value: str) -> bool:
    return bool(_LOCAL.fullmatch(value)) or value.startswith(("rgb(", "rgba(", "hsl("))


def _styles(style: str) -> dict[str, str]:
    """Return the declarations of an inline style that may stand as attributes."""
    kept: dict[str, str] = {}
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font" and (match := _FONT.search(value)):
            kept |= {"font-size": match["size"], "font-family": match["family"]}
        elif name in _PROPERTIES and "\\" not in value:
            kept[name] = value
    return kept
