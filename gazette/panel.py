"""The panel: what the preview shows of its own: what is wrong, and each entry in all its shapes.

It is made from what was built and is sent only by the preview; nothing of it is ever in a site.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from gazette.addresses import INDEX, absolute, address, base_path
from gazette.gallery import poster
from gazette.live import Told, in_words, page_of
from gazette.site import Site

PANEL = "/-gazette/"
"""The address of the panel; below it are `entry?path=content/…` and `card?path=content/…`."""

Read = Callable[[str], bytes | None]
"""Gives a file of what was built."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the panel's links to sources lead: a folder, and an address with `{path}` and `{line}` in it.

    Nowhere if the address is empty, as for somebody on another machine.
    """

    root: Path
    editor: str = ""

    def link(self, place: str) -> str:
        """A place (`path:line:column`) as HTML, leading to the file in the editor."""
        path, _, rest = place.partition(":")
        line = rest.partition(":")[0] or "1"
        file = self.root / path
        if not self.editor or not path.startswith(("content/", "templates/")):
            return f"<code>{escape(place)}</code>"
        url = self.editor.replace("{path}", quote(file.as_posix().lstrip("/"))).replace("{line}", line)
        return f'<a href="{escape(url)}"><code>{escape(place)}</code></a>'


def overview(site: Site | None, problems: Sequence[Told], desk: Desk) -> bytes:
    """What is wrong with the site, and a list of all entries."""
    count = len(problems)
    heading = "Nothing is wrong" if not count else "1 problem" if count == 1 else f"{count} problems"
    wrong = "".join(f"<li>{_problem(problem, desk)}</li>" for problem in problems)
    return page_of("The site", f"<h2>{heading}</h2><ol>{wrong}</ol>{''.join(_entries(site, desk))}")


def _problem(problem: Told, desk: Desk) -> str:
    return f"<p>{problem['severity']}: {desk.link(problem['place'])}</p>{in_words(problem)}"


def _entries(site: Site | None, desk: Desk) -> Iterator[str]:
    if site is None:
        return
    folder = ""
    for path, entry in sorted(site.entries.items()):
        if entry.folder != folder:
            yield f"{'</ul>' if folder else ''}<h2>{escape(entry.plural)}</h2><ul>"
            folder = entry.folder
        title = escape(entry.title)
        if path in site.pages:
            title = f'<a href="{PANEL}entry?path={quote(path)}">{title}</a>'
        yield f"<li>{title}, {site.verdicts[path].name} {desk.link(path)}</li>"
    if folder:
        yield "</ul>"


def beside(site: Site, path: str, read: Read, desk: Desk) -> bytes | None:
    """An entry's page, its card in a list, how a feed reader shows it, and its social card, side by side."""
    entry, page = site.entries.get(path), site.pages.get(path)
    if entry is None or page is None:
        return None
    where = address(page, site.settings.base_url)
    title = escape(entry.title)
    card, item = _card(site, entry.folder, where, read), _item(site, entry.folder, where, read)
    shapes = (
        ("The page", f'<iframe src="{escape(where)}" title="The page"></iframe>'),
        ("In a list", _framed("In a list", card) if card else "<p>It is in no list.</p>"),
        ("In a feed reader", _framed("In a feed reader", item) if item else "<p>It is in no feed.</p>"),
        (
            "Where its link is shared",
            f'<img src="{PANEL}card?path={quote(path)}" alt="The social card" width="1200" height="630">',
        ),
    )
    shown = "".join(f"<section><h2>{name}</h2>{html}</section>" for name, html in shapes)
    said = f'<p><a href="{PANEL}">All entries</a> {desk.link(path)}</p>'
    return page_of(title, f'{said}<div class="shapes">{shown}</div>', wide=True)


def social_card(site: Site, path: str) -> bytes | None:
    """The picture of an entry's title that other sites show beside a link to it."""
    from gazette.posters import draw

    return draw(poster(site, path)) if path in site.pages else None


def _framed(title: str, document: str) -> str:
    # It is of this server, so that it may have the site's style; it runs no script.
    return f'<iframe sandbox="allow-same-origin" srcdoc="{escape(document)}" title="{title}"></iframe>'


def _card(site: Site, folder: str, where: str, read: Read) -> str:
    """The document of the list's item for an address, in the site's own style; nothing if no list has it."""
    from lxml import etree
    from lxml import html as parser

    for number in range(1, site.page_count(len(site.entries)) + 1):
        data = read(f"{folder}/page/{number}/{INDEX}" if number > 1 else f"{folder}/{INDEX}")
        if data is None:
            break
        root = parser.document_fromstring(data, parser=parser.HTMLParser(encoding="utf-8"))
        for item in root.iter("li"):
            if any(link.get("href") == where for link in item.iter("a")) and _in_cards(item):
                style = "".join(
                    etree.tostring(link, encoding="unicode")
                    for link in root.iter("link")
                    if link.get("rel") == "stylesheet"
                )
                card = etree.tostring(item, encoding="unicode", method="html", with_tail=False)
                style += "<style>body{padding:1rem}</style>"
                return f'<!doctype html><meta charset="utf-8">{style}<ul class="list cards">{card}</ul>'
    return ""


def _in_cards(item: object) -> bool:
    parent = item.getparent()  # type: ignore[attr-defined]
    return parent is not None and "cards" in (parent.get("class") or "").split()


def _item(site: Site, folder: str, where: str, read: Read) -> str:
    """The document of the feed's item for an address, in no style of ours; nothing if no feed has it."""
    base = site.settings.base_url
    url = absolute(where, base)
    for name in (f"{folder}/feed.json", "feed.json"):
        feed = json.loads(read(name) or b'{"items": []}')
        for item in feed["items"]:
            if item.get("url") == url:
                content = item.get("content_html", "").replace(base, base_path(base))
                return (
                    '<!doctype html><meta charset="utf-8"><style>img{max-width:100%;height:auto}'
                    f"body{{font:1rem/1.5 sans-serif}}</style><h1>{escape(item['title'])}</h1>{content}"
                )
    return ""
