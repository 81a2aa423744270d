"""What feedgen leaves out or gets wrong, put right in the tree that it made.

A test for each fails once feedgen does it by itself; then the mend goes.
"""

from __future__ import annotations

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Link = dict[str, str]
"""The attributes of a link, `href` and `rel` first."""


def links(parent: etree._Element, wanted: list[Link]) -> None:
    """Writes the links of an Atom entry, in place of those that feedgen wrote.

    Of a link of an entry feedgen keeps the address alone, so that an enclosure becomes a second page.
    """
    written = parent.findall(f"{{{ATOM}}}link")
    at = parent.index(written[0])
    for link in written:
        parent.remove(link)
    for n, attributes in enumerate(wanted):
        parent.insert(at + n, etree.Element(f"{{{ATOM}}}link", attributes))


def channel_links(channel: etree._Element, wanted: list[Link]) -> None:
    """Adds Atom links to an RSS channel behind the one to itself, the only one that feedgen writes."""
    own = channel.find(f"{{{ATOM}}}link")
    assert own is not None
    at = channel.index(own) + 1
    for n, attributes in enumerate(wanted):
        channel.insert(at + n, etree.Element(f"{{{ATOM}}}link", attributes))


def archived(parent: etree._Element, before: str) -> None:
    """Marks a feed as an archive (RFC 5005, section 4), of which feedgen knows nothing."""
    first = parent.find(before)
    mark = etree.Element(f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})
    parent.insert(parent.index(first) if first is not None else len(parent), mark)


def language(entry: etree._Element, code: str) -> None:
    """Gives an Atom entry a language of its own: feedgen has one for the whole feed only."""
    entry.set(LANGUAGE, code)
