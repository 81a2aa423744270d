"""The dialect: HTML to Markdown as the hub has it, by a library that is taught the hub's own ways."""

from __future__ import annotations

import re
from html import escape

from bs4.element import Tag
from markdownify import MarkdownConverter

_LINE = re.compile(r"(?m)^(\s*)(#{1,6}|>|[-+*](?=\s)|-{2,}|\d+(?=[.)](?:\s|$)))")
_ENTITY = re.compile(r"^(\s*)([:=~|](?=\s|[:=~|]))", re.M)

BLOCKS = frozenset(
    "p div ul ol dl table blockquote pre figure h2 h3 h4 h5 h6 hr details section audio video".split()
)
"""Elements that stand by themselves."""


class Converter(MarkdownConverter):
    """Markdown in the hub's own dialect, with as few backslashes as will do."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        bs4_options = "lxml"
        autolinks = True
        newline_style = "spaces"

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """The text with a backslash before every sign that Markdown would take for its own."""
        text = re.sub(r"\\(?=[\\`*_{}\[\]()>#+.!|-])", r"\\\\", text)
        text = re.sub(r"([`{])", r"\\\1", text)
        text = re.sub(r"(?<!\s)\*|\*(?!\s)", r"\\*", text)
        text = re.sub(r"(?<!\w)_+|_+(?!\w)", lambda run: r"\_" * len(run[0]), text)
        if re.search(r"\]\s?[(\[:]|\[\^|!\[", text) or text.startswith(("(", "[", ":")):
            text = re.sub(r"([\[\]])", r"\\\1", text)
        text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
        return re.sub(r"<(?=[\w/!?])", "&lt;", text)

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A paragraph, whose lines do not begin as a heading or a list would."""
        if "_inline" not in parent_tags:
            lines = (line.strip(" \t") + "  " * line.endswith("  ") for line in text.strip("\n").split("\n"))
            text = _LINE.sub(_escaped, _ENTITY.sub(lambda m: f"{m[1]}&#{ord(m[2])};", "\n".join(lines)))
        made: str = super().convert_p(el, text, parent_tags)  # type: ignore[misc]
        given = _given(el)
        return f"{made.rstrip()}\n{{:{given}}}\n\n" if given and made.strip() else made

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        """A heading, with the anchor that a link of the text leads to."""
        made: str = super().convert_hN(n, el, text, parent_tags)  # type: ignore[misc]
        given = (f" #{el['id']}" if el.get("id") else "") + _given(el)
        return f"{made.rstrip()} {{{given.strip()}}}\n\n" if given and made.strip() else made

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A place that a link of the text leads to, or words of another language."""
        if el.get("id"):
            text = f'<span id="{el["id"]}"></span>{text}'
        given = _given(el)
        return f"<span{given}>{text}</span>" if given else text

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """An item, what belongs to it four spaces in."""
        parent = el.parent
        if parent is not None and parent.name == "ol":
            start = str(parent.get("start") or "1")
            number = len(list(el.find_previous_siblings("li")))
            mark = f"{int(start) + number if start.isdigit() else number + 1}. "
        else:
            mark = "- "
        words = text.strip() if el.find(BLOCKS) else _LINE.sub(_escaped, text.strip())
        first, *rest = words.split("\n")
        return "\n".join([mark + first, *(f"    {line}" if line.strip() else "" for line in rest)]) + "\n"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture; one without a meaning of its own says so."""
        alt = re.sub(r"([\[\]])", r"\\\1", " ".join(str(el.get("alt") or "").split()))
        source = str(el.get("src") or "")
        title = f' "{_title(str(el["title"]))}"' if el.get("title") else ""
        return f"![{alt}]({_link(source)}{title})" + ("" if alt else "{decorative}")

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link, its address as Markdown can hold it."""
        if el.get("href"):
            el["href"] = _link(str(el["href"]))
        made: str = super().convert_a(el, text, parent_tags)  # type: ignore[misc]
        return made

    def _as_html(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words = text.strip()
        return text.replace(words, f"<{el.name}{_given(el)}>{words}</{el.name}>") if words else text

    convert_abbr = convert_time = convert_dfn = convert_var = convert_samp = convert_bdi = convert_bdo = (
        _as_html
    )
    convert_del = convert_s = convert_ins = convert_u = convert_sub = convert_sup = _as_html
    convert_mark = convert_small = convert_kbd = convert_q = convert_cite = _as_html


def _escaped(found: re.Match[str]) -> str:
    space, sign = found.groups()
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def _given(element: Tag) -> str:
    """The attributes of an element that say something of its words, as they are written."""
    given = {n: v for n, v in element.attrs.items() if n in ("lang", "dir", "title", "cite", "datetime")}
    return "".join(f' {name}="{escape(str(value))}"' for name, value in given.items())


def _title(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())


def _link(address: str) -> str:
    """An address as it can stand in round brackets."""
    return re.sub(r"[\s()<>\"]", lambda sign: f"%{ord(sign[0]):02X}", address)


CONVERTER = Converter()
"""It keeps nothing between two texts."""
