"""Articles: news, statements, disputes and campaigns; and plain pages."""

from __future__ import annotations

from gazette.kinds.campaign import Campaign
from gazette.kinds.dispute import Dispute
from gazette.kinds.news import News
from gazette.kinds.page import Page
from gazette.kinds.statement import Statement
from gazette.structured.piece import Piece
from gazette.structured.publisher import mention
from gazette.structured.words import Json, language, thing, when
from gazette.verdicts import appearance, changed

_PAGES = {"about": "AboutPage", "contact": "ContactPage"}


def article(piece: Piece) -> Json:
    """What an entry is that is there to be read."""
    entry, zone = piece.entry, piece.zone
    if isinstance(entry, (Page, Campaign)):
        return web_page(piece)
    source = entry.source
    found = {
        **thing("NewsArticle", **_page(piece)),
        "headline": entry.title,
        **_said(
            mainEntityOfPage=piece.url,
            author=_authors(piece),
            articleSection=entry.plural,
            keywords=[*entry.tags, *entry.unions],
            isAccessibleForFree=True,
            isBasedOn=source.url if source else None,
            sourceOrganization=thing("Organization", name=source.publisher)
            if source and source.publisher
            else None,
            correction=[
                thing("CorrectionComment", text=one.text, datePublished=when(one.date, zone))
                for one in entry.corrections
            ],
        ),
    }
    match entry:
        case News() if entry.place:
            found |= _said(contentLocation=thing("Place", name=entry.place), dateline=entry.place)
        case Dispute():
            employer = [thing("Organization", name=entry.employer)] if entry.employer else []
            found |= _said(about=[*employer, *(thing("WorkersUnion", name=one) for one in entry.unions)])
        case Statement():
            found |= _said(
                citation=[
                    thing(
                        "CreativeWork",
                        name=one.title,
                        url=one.url,
                        publisher=thing("Organization", name=one.publisher) if one.publisher else None,
                        datePublished=when(one.date, zone),
                    )
                    for one in entry.references
                ]
            )
        case _:
            pass
    return found


def web_page(piece: Piece) -> Json:
    """A page that is no more than that."""
    entry = piece.entry
    kind = _PAGES.get(entry.slug, "WebPage") if isinstance(entry, Page) else "WebPage"
    withdrawn = "Withdrawn" if entry.status == "withdrawn" else None
    return thing(kind, name=entry.title, **_page(piece), creativeWorkStatus=withdrawn)


def _page(piece: Piece) -> Json:
    entry, zone = piece.entry, piece.zone
    published = appearance(entry)[1]
    return {
        "url": piece.url,
        "description": piece.summary,
        "image": piece.picture,
        "datePublished": when(published, zone),
        "dateModified": when(changed(entry), zone),
        "inLanguage": language(piece),
        "publisher": mention(piece.publisher),
    }


def _authors(piece: Piece) -> list[Json] | Json:
    """Who wrote it; where it does not say, the council did."""
    entry = piece.entry
    source = entry.source.author if entry.source else None
    names = entry.authors or ((source,) if source else ())
    return [thing("Person", name=name) for name in names] or mention(piece.publisher)


def _said(**said: object) -> Json:
    return {name: value for name, value in thing("", **said).items() if name != "@type"}
