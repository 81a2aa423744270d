"""The publisher: a workers' union, and the site that it publishes."""

from __future__ import annotations

from gazette.structured.piece import Publisher
from gazette.structured.words import Json, thing


def publisher(who: Publisher) -> Json:
    """Who publishes the site, in full."""
    organisation = who.organisation
    return {
        **thing("WorkersUnion", **{"@id": _identity(who)}, name=who.name, url=who.url),
        **_known(
            alternateName=who.title if who.title != who.name else None,
            description=who.description,
            logo=who.logo,
            address=organisation.address,
            email=organisation.email,
            telephone=organisation.phone,
            contactPoint=[
                thing(
                    "ContactPoint",
                    name=one.name,
                    contactType=one.role or one.name,
                    email=one.email,
                    telephone=one.phone,
                )
                for one in who.contacts
                if one.email or one.phone
            ],
        ),
    }


def mention(who: Publisher) -> Json:
    """Who publishes the site, in as few words as let a reader of one page know them again."""
    return thing("WorkersUnion", **{"@id": _identity(who)}, name=who.name, url=who.url, logo=who.logo)


def website(who: Publisher) -> Json:
    """The site."""
    return thing(
        "WebSite",
        **{"@id": f"{who.url}#site"},
        name=who.title,
        url=who.url,
        description=who.description,
        inLanguage=who.language,
        publisher={"@id": _identity(who)},
    )


def _identity(who: Publisher) -> str:
    return f"{who.url}#publisher"


def _known(**said: object) -> Json:
    return {name: value for name, value in thing("", **said).items() if name != "@type"}
