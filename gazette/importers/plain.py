"""Plain: tidy HTML cut down to the elements and attributes that a body may hold."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from gazette.allowlist import ATTRIBUTES, TAGS
from gazette.importers.files import Tidied
from gazette.importers.lookup import Lookup

_HOLDERS = ("div", "section", "article", "main", "header", "footer", "aside", "center", "nav", "address")


def plain(soup: BeautifulSoup, body: Tag, lookup: Lookup, made: Tidied) -> None:
    """Leave only elements and attributes that a body may hold."""
    _ranked(body, made)
    for element in body.find_all(["strike", "tt", "acronym", "big"]):
        element.name = {"strike": "s", "tt": "code", "acronym": "abbr", "big": "span"}[element.name]
    for element in list(body.find_all(True)):
        if element.name == "area" and element.get("href"):
            made.note(f"a part of a picture led to {element['href']}: it does not any more")
        if element.name in _HOLDERS or element.name not in TAGS:
            _unwrap(soup, element)
            continue
        _attributes(element, lookup.language, made)
        if element.name == "span" and not element.attrs:
            element.unwrap()
    for element in list(
        body.find_all(["p", "h2", "h3", "h4", "h5", "h6", "figure", "li", "strong", "em", "b", "i"])
    ):
        if not element.get_text().strip("\xa0 \n\t\u200b") and not element.find(
            ["img", "audio", "video", "span", "hr"]
        ):
            element.replace_with(" ") if element.name in ("strong", "em", "b", "i") else element.decompose()
    for figure in body.find_all("figure"):
        if figure.find("figcaption") is None:
            _unwrap(soup, figure)


def _ranked(body: Tag, made: Tidied) -> None:
    """Let the ranks of headings follow one upon the other: the title of the page is the first of them."""
    above: list[int] = []
    skipped = False
    for heading in body.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
        if not heading.get_text().strip():
            continue
        rank = int(heading.name[1])
        while above and above[-1] >= rank:
            above.pop()
        above.append(rank)
        heading.name = f"h{min(len(above) + 1, 6)}"
        skipped = skipped or int(heading.name[1]) != max(rank, 2)
    if skipped:
        made.note("its headings skipped ranks, and do not any more")


def _attributes(element: Tag, language: str, made: Tidied) -> None:
    """Leave the attributes that say something: not how a thing looks, nor what goes without saying."""
    allowed = ATTRIBUTES.get(element.name, set()) | {"lang", "dir", "id", "decorative", "title"}
    kept = {name: str(value) for name, value in element.attrs.items() if name in allowed}
    if kept.get("lang", "").lower().split("-")[0] == language.lower().split("-")[0]:
        del kept["lang"]
    if kept.get("dir", "").lower() in ("ltr", "auto") and element.find_parent(dir=True) is None:
        del kept["dir"]
    if element.name == "blockquote" and (source := kept.pop("cite", "")):
        made.note(f"a quotation named its source, {source}, where no reader sees it: it does not any more")
    if element.name == "ol":
        kept = {n: v for n, v in kept.items() if (n, v) not in (("start", "1"), ("type", "1"))}
    title = " ".join(kept.pop("title", "").split())
    said = (element.get_text(), kept.get("alt", ""), _stem(kept.get("src", "")))
    if title and _folded(title) not in map(_folded, said):
        if element.name in _TITLED:
            kept["title"] = title
        else:
            made.note(f"a tooltip said “{title}”: it was left out")
    element.attrs = dict(kept)


_TITLED = ("a", "abbr", "dfn", "img", "span")


def _stem(address: str) -> str:
    return address.rpartition("/")[2].rpartition(".")[0]


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _unwrap(soup: BeautifulSoup, element: Tag) -> None:
    """Take an element away and leave what is in it; words alone become a paragraph."""
    block = element.name in (*_HOLDERS, "figure")
    loose = [c for c in element.children if not (isinstance(c, Tag) and c.name in _BLOCK)]
    if (
        block
        and any(str(c).strip() for c in loose)
        and element.find_parent(["p", "li", "td", "th", "a"]) is None
    ):
        run: list[Tag | NavigableString] = []
        for child in [*list(element.children), None]:
            if child is not None and not (isinstance(child, Tag) and child.name in _BLOCK):
                run.append(child)  # type: ignore[arg-type]
                continue
            if any(str(one).strip() for one in run):
                paragraph = soup.new_tag("p")
                run[0].insert_before(paragraph)
                for one in run:
                    paragraph.append(one)
            run = []
    elif block:
        element.insert_before(" ")
        element.insert_after(" ")
    element.unwrap()


_BLOCK = frozenset(
    "p div ul ol dl table blockquote pre figure h1 h2 h3 h4 h5 h6 hr details section article aside header"
    " footer main center nav address audio video".split()
)
