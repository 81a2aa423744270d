"""How each peer wants a post: where its file stands in the peer's project, and the text of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus import Post, front_matter, quoted

FOLDERS = {"news": "news", "campaign": "campaigns", "course": "courses", "statement": "statements"}
"""Where posts of each type stand in gazette's project."""

Source = tuple[str, str]


def gazette(post: Post) -> Source:
    """A file in the folder of its type."""
    post = _links(post, lambda slug: f"/{FOLDERS[slug.partition('-')[0]]}/{slug}/", "../photo.png")
    text = front_matter(
        post,
        title=quoted(post.title),
        date=f"{post.date:%Y-%m-%d %H:%M}",
        tags=_listed(post.tags),
        authors=f"[{post.author}]",
        summary=quoted(post.summary),
    )
    return f"content/{FOLDERS[post.type]}/{post.slug}.md", text


def hugo(post: Post) -> Source:
    """The type is a taxonomy of its own beside the tags."""
    return f"content/posts/{post.slug}.md", _flat(
        post,
        types=f"[{post.type}]",
        tags=_listed(post.tags),
        author=quoted(post.author),
        summary=quoted(post.summary),
    )


def zola(post: Post) -> Source:
    """As Hugo's, with fields of one's own in a table of their own."""
    return f"content/posts/{post.slug}.md", _flat(
        post,
        taxonomies=f"{{types: [{post.type}], tags: {_listed(post.tags)}}}",
        description=quoted(post.summary),
        extra=f"{{author: {quoted(post.author)}}}",
    )


def eleventy(post: Post) -> Source:
    """A field is what one makes of it."""
    return f"src/posts/{post.slug}.md", _flat(
        post,
        type=post.type,
        tags=_listed(post.tags),
        author=quoted(post.author),
        summary=quoted(post.summary),
    )


astro = eleventy


def pelican(post: Post) -> Source:
    """No YAML: lines of a name, a colon, and all the rest."""
    head = {
        "Title": post.title,
        "Date": f"{post.date:%Y-%m-%d %H:%M:%S}",
        "Slug": post.slug,
        "Category": post.type,
        "Tags": ", ".join(post.tags),
        "Author": post.author,
        "Summary": post.summary,
    }
    lines = "".join(f"{name}: {value}\n" for name, value in head.items())
    return f"content/posts/{post.slug}.md", f"{lines}\n{_neighbourly(post).body}"


def nikola(post: Post) -> Source:
    """The type is the post's category, of which there is one; the tags are one string."""
    return f"posts/{post.slug}.md", _flat(
        post,
        category=post.type,
        tags=", ".join(post.tags),
        author=quoted(post.author),
        description=quoted(post.summary),
    )


def jekyll(post: Post) -> Source:
    """The day stands in the file's name."""
    return f"_posts/{post.date:%Y-%m-%d}-{post.slug}.md", _flat(
        post,
        categories=f"[{post.type}]",
        tags=_listed(post.tags),
        author=quoted(post.author),
        summary=quoted(post.summary),
    )


def _flat(post: Post, **fields: str) -> str:
    """The text for a site with all posts in one folder: these fields after those that nobody does without."""
    return front_matter(
        _neighbourly(post),
        title=quoted(post.title),
        date=f"{post.date:%Y-%m-%dT%H:%M:%SZ}",
        slug=post.slug,
        **fields,
    )


def _neighbourly(post: Post) -> Post:
    return _links(post, lambda slug: f"/posts/{slug}/", "/photo.png")


def _links(post: Post, address: Callable[[str], str], picture: str) -> Post:
    """The post with the addresses of the site in its links and pictures."""
    body = re.sub(r"\(post:([a-z]+-\d+)\)", lambda found: f"({address(found[1])})", post.body)
    return replace(post, body=body.replace("(picture:)", f"({picture})"))


def _listed(words: tuple[str, ...]) -> str:
    return f"[{', '.join(words)}]"
