"""Exports: WXR files for tests, as WordPress writes them, with as much or as little as a test needs."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
<channel>
<title>Old Council</title>
<link>{site}</link>
<description>News</description>
<language>en-GB</language>
<wp:wxr_version>{version}</wp:wxr_version>
<wp:base_site_url>{site}</wp:base_site_url>
<wp:base_blog_url>{site}</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[jo]]></wp:author_login>\
<wp:author_email><![CDATA[jo@old.example]]></wp:author_email>\
<wp:author_display_name><![CDATA[Jo Bloggs]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel>\n</rss>\n"
SITE = "https://old.example"


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(
    number: int, title: str = "A title", html: str = "Some words.", *, sort: str = "post", slug: str | None = None,
    status: str = "publish", date: str = "2017-07-01 10:00:00", gmt: str = "2017-07-01 09:00:00",
    link: str | None = None, categories: Iterable[tuple[str, str, str]] = (), meta: Iterable[tuple[str, str]] = (),
    excerpt: str = "", parent: int = 0, file: str = "", sticky: bool = False, password: str = "",
    comments: str = "", guid: str | None = None, creator: str = "jo",
) -> str:  # fmt: skip
    """One item of an export."""
    slug = f"post-{number}" if slug is None else slug
    link = f"{SITE}/2017/07/{slug}/" if link is None else link
    words = "".join(
        f'<category domain="{sort_}" nicename="{escape(nice)}">{cdata(name)}</category>\n'
        for sort_, nice, name in categories
    )
    fields = "".join(
        f"<wp:postmeta><wp:meta_key>{cdata(k)}</wp:meta_key><wp:meta_value>{cdata(v)}</wp:meta_value></wp:postmeta>\n"
        for k, v in meta
    )
    attachment = f"<wp:attachment_url>{cdata(file)}</wp:attachment_url>\n" if file else ""
    return f"""<item>
<title>{cdata(title)}</title>
<link>{escape(link)}</link>
<pubDate>Sat, 01 Jul 2017 09:00:00 +0000</pubDate>
<dc:creator>{cdata(creator)}</dc:creator>
<guid isPermaLink="false">{escape(f"{SITE}/?p={number}" if guid is None else guid)}</guid>
<description></description>
<content:encoded>{cdata(html)}</content:encoded>
<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id>
<wp:post_date>{cdata(date)}</wp:post_date>
<wp:post_date_gmt>{cdata(gmt)}</wp:post_date_gmt>
<wp:comment_status>{cdata("open")}</wp:comment_status>
<wp:post_name>{cdata(slug)}</wp:post_name>
<wp:status>{cdata(status)}</wp:status>
<wp:post_parent>{parent}</wp:post_parent>
<wp:menu_order>0</wp:menu_order>
<wp:post_type>{cdata(sort)}</wp:post_type>
<wp:post_password>{cdata(password)}</wp:post_password>
<wp:is_sticky>{int(sticky)}</wp:is_sticky>
{attachment}{words}{fields}{comments}</item>
"""


def attachment(
    number: int,
    path: str,
    *,
    parent: int = 0,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    words: str = "",
) -> str:
    """An attachment whose file lies at a path below the folder of uploads."""
    meta = [("_wp_attached_file", path)] + ([("_wp_attachment_image_alt", alt)] if alt else [])
    meta += [("_media_credit", credit)] if credit else []
    name = path.rpartition("/")[2].rpartition(".")[0]
    return item(
        number, name, words, sort="attachment", slug=name, status="inherit", parent=parent, excerpt=caption,
        file=f"{SITE}/wp-content/uploads/{path}", meta=meta, link=f"{SITE}/{name}/",
    )  # fmt: skip


def comment(
    number: int, author: str, text: str, *, approved: str = "1", parent: int = 0, sort: str = "comment"
) -> str:
    """A reader's comment, with what an export says of them."""
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{cdata(author)}</wp:comment_author>
<wp:comment_author_email>{cdata("reader@private.example")}</wp:comment_author_email>
<wp:comment_author_IP>{cdata("192.0.2.77")}</wp:comment_author_IP>
<wp:comment_date>{cdata("2017-07-02 10:00:00")}</wp:comment_date>
<wp:comment_date_gmt>{cdata("2017-07-02 09:00:00")}</wp:comment_date_gmt>
<wp:comment_content>{cdata(text)}</wp:comment_content><wp:comment_approved>{cdata(approved)}</wp:comment_approved>
<wp:comment_type>{cdata(sort)}</wp:comment_type><wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def export(*items: str, version: str = "1.2", site: str = SITE) -> str:
    """A whole export."""
    return HEAD.format(version=version, site=site) + "".join(items) + TAIL
