"""Illustrations: the pictures of a body, offered in every width that they come in.

A feed carries the body as it is, with one plain copy of each picture; a page lets the browser choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape

from gazette.answers import Picture

SIZES = "(min-width: 45rem) 42rem, calc(100vw - 2rem)"
"""How wide a picture of a body is shown: the column of text, or the whole of a narrow screen."""

# nh3 writes every attribute in double quotes and every `<` of the text as `&lt;`.
_PICTURE = re.compile(r'(<p>)?<img((?: [a-z-]+="[^"]*")*)>(</p>)?')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def illustrate(html: str, pictures: Iterable[Picture | None]) -> str:
    """A body with each of its pictures in all its widths.

    A picture that stands alone and has a title (`![…](a.jpg "Photo: Sam")`) shows it below, as a
    caption. All are loaded when they come near, but for one with which the body begins.
    """
    known = {picture.address: picture for picture in pictures if picture}
    if not known:
        return html

    def shown(found: re.Match[str]) -> str:
        opening, closing = found[1] or "", found[3] or ""
        own = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[2])}
        picture = known.get(own.get("src", ""))
        if picture is None:
            return found[0]
        if not ({"width", "height"} & own.keys()):
            own |= {"width": str(picture.width), "height": str(picture.height)}
        own |= {"fetchpriority": "high"} if found.start() == 0 else {"loading": "lazy"}
        if found.start() == 0:
            own.pop("loading", None)
        caption = own.pop("title", "") if opening and closing else ""
        image = f"<img{_written(own)}>"
        if picture.srcset:
            source = {"type": "image/webp", "srcset": picture.srcset, "sizes": SIZES}
            image = f"<picture><source{_written(source)}>{image}</picture>"
        if caption:
            return f"<figure>{image}<figcaption>{escape(caption, quote=False)}</figcaption></figure>"
        return f"{opening}{image}{closing}"

    return _PICTURE.sub(shown, html)


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in sorted(attributes.items()))
