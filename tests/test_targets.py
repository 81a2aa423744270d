"""Targets: every way in which a body can write a link, and where each leads."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazette.links import Target
from gazette.pipeline import read, site_at
from gazette.problems import Problem
from gazette.site import Site
from gazette.targets import place_of, target
from tests.hub import NOON, SETTINGS, post, small_hub

HERE = "content/news/pay.md"

FILES: dict[str, str | bytes] = {
    HERE: post("Pay", "![A](photo.jpg) [B](my%20flyer.pdf) [C](../pages/map.svg)\n"),
    "content/news/photo.jpg": b"x",
    "content/news/my flyer.pdf": b"x",
    "content/news/it's (new).pdf": b"x",
    "content/news/draft.md": post("Draft", status="draft"),
    "content/news/soon.md": post("Soon", publish_at="2017-07-20"),
    "content/news/old.md": post("Old", expires="2017-07-02"),
    "content/news/broken.md": "no front matter",
    "content/pages/join.md": "---\ntitle: Join\nslug: join-us\n---\nJoin.\n",
    "content/pages/map.svg": "<svg/>",
    "content/funds/hardship.md": "---\nname: Hardship\nonline_url: https://example.org/\n---\n",
    "content/funds/secret.md": "---\nname: Secret\nstatus: draft\nonline_url: https://example.org/\n---\n",
}


def site_of(
    root: Path, base: str = "https://anytown.example/", files: dict[str, str | bytes] = FILES
) -> Site:
    settings = SETTINGS.replace("https://anytown.example/", base)
    hub = small_hub(root, {**files, "content/site.toml": settings})
    site = site_at(hub, read(hub), NOON)
    assert site is not None
    return site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(tmp_path_factory.mktemp("below"), "https://unions.example/hub/")


LEADING = [
    ("../pages/join.md", "/join-us/", ""),
    ("../pages/join.md#fees", "/join-us/#fees", ""),
    ("../pages/join.md?from=pay#fees", "/join-us/?from=pay#fees", ""),
    ("../pages/./join.md", "/join-us/", ""),
    ("../../content/pages/join.md", "/join-us/", ""),
    ("pay.md", "/news/pay/", ""),
    ("./pay.md", "/news/pay/", ""),
    ("%70ay.md", "/news/pay/", ""),
    ("old.md", "/news/old/", ""),
    ("broken.md", "/", ""),
    ("photo.jpg", "/news/photo.jpg", "content/news/photo.jpg"),
    ("my%20flyer.pdf", "/news/my-flyer.pdf", "content/news/my flyer.pdf"),
    ("my flyer.pdf#page=2", "/news/my-flyer.pdf#page=2", "content/news/my flyer.pdf"),
    ("../pages/map.svg", "/pages/map.svg", "content/pages/map.svg"),
    ("/", "/", ""),
    ("/about/", "/about/", ""),
    ("/about us/#who?", "/about%20us/#who?", ""),
    ("/caf%C3%A9/?a=b&c=d", "/caf%C3%A9/?a=b&c=d", ""),
]


@pytest.mark.parametrize(("link", "address", "file"), LEADING)
def test_a_link_to_the_site_has_an_address(site: Site, link: str, address: str, file: str) -> None:
    assert target(site, HERE, link) == Target(address, file)


@pytest.mark.parametrize(("link", "address", "file"), LEADING)
def test_below_a_path_every_address_has_the_path(below: Site, link: str, address: str, file: str) -> None:
    assert target(below, HERE, link) == Target("/hub" + address, file)


@pytest.mark.parametrize(
    "link",
    [
        "#fees", "https://www.tuc.org.uk/a?b=c#d", "http://example.org", "mailto:a@b.example",
        "tel:+442079460000", "sms:+447700900000", "webcal://example.org/a.ics", "geo:51.5,-0.1",
        "HTTPS://EXAMPLE.ORG/",
    ],
)  # fmt: skip
def test_a_link_out_or_down_the_page_stays_as_it_is_written(below: Site, link: str) -> None:
    assert target(below, HERE, link) == Target(link)


MISSING = "a file of content/, as it is reached from this one"
PUBLISH = ("a post that readers can see", "publish that post first, or take the link out")
OUTWARD = ("https://, mailto:, tel: or a file of this site", "mend the link, or take it out")


@pytest.mark.parametrize(
    ("link", "code", "message", "wanted", "hint"),
    [
                ("javascript:alert(1)", "link-scheme", "A link may not begin with javascript:.", *OUTWARD),
        ("JavaScript:alert(1)", "link-scheme", "A link may not begin with javascript:.", *OUTWARD),
        ("data:text/html,x", "link-scheme", "A link may not begin with data:.", *OUTWARD),
        ("file:///etc/passwd", "link-scheme", "A link may not begin with file:.", *OUTWARD),
        ("C:\\flyer.pdf", "link-scheme", "A link may not begin with c:.", *OUTWARD),
        ("//cdn.example/x.js", "link-scheme", "An address begins with https://.", "",
         "write https://cdn.example/x.js"),
        ("draft.md", "link-unpublished",
         "A link leads to content/news/draft.md, which has no page now: it is draft (status is draft).",
         *PUBLISH),
        ("soon.md#x", "link-unpublished",
         "A link leads to content/news/soon.md, which has no page now: it is scheduled "
         "(publish_at is 2017-07-20).", *PUBLISH),
        ("../funds/hardship.md", "link-unpublished",
         "A link leads to content/funds/hardship.md, which has no page now: it is a fund.", *PUBLISH),
        ("../funds/secret.md", "link-unpublished",
         "A link leads to content/funds/secret.md, which has no page now: it is draft (status is draft).",
         *PUBLISH),
        ("../pages/jion.md", "link-missing",
         "A link leads to content/pages/jion.md, and there is no such file.", MISSING,
         "did you mean ../pages/join.md?"),
        ("join.md", "link-missing", "A link leads to content/news/join.md, and there is no such file.",
         MISSING, "did you mean ../pages/join.md?"),
        ("../pages/JOIN.md#fees", "link-missing",
         "A link leads to content/pages/JOIN.md, and there is no such file.", MISSING,
         "did you mean ../pages/join.md?"),
        ("xyzzy.zip", "link-missing", "A link leads to content/news/xyzzy.zip, and there is no such file.",
         MISSING, "mend the link, or add the file"),
        ("../../templates/base.html", "link-outside", "A link leads out of the folder content/.",
         "a file of content/", "copy the file beside the post"),
        ("../../../../etc/passwd", "link-outside", "A link leads out of the folder content/.",
         "a file of content/", "copy the file beside the post"),
        (" /etc/passwd", "link-outside", "A link leads out of the folder content/.",
         "a file of content/", "copy the file beside the post"),
    ],
)  # fmt: skip
def test_a_link_that_leads_nowhere_says_why_and_what_to_do(
    site: Site, link: str, code: str, message: str, wanted: str, hint: str
) -> None:
    found = target(site, HERE, link)
    assert found == Target(problem=Problem(code, message, read=link.strip(), wanted=wanted, hint=hint))


@pytest.mark.parametrize(
    "link", [" //[broken", "foo\t//[x", "\x00", "%00", "?", "%", "a%ZZ", "\\\\host\\x", "http://["]
)
def test_no_link_however_it_is_written_is_a_crash(site: Site, link: str) -> None:
    assert isinstance(target(site, HERE, link), Target)


def test_a_link_that_no_browser_could_follow_is_a_problem(site: Site) -> None:
    found = target(site, HERE, "http://[broken")
    assert (found.address, found.problem and found.problem.read) == ("", "http://[broken")


def test_a_file_that_is_named_in_a_way_that_cannot_be_followed_is_told(site: Site) -> None:
    wanted, name = "the file's name as it is, without spaces", "content/news/it's (new).pdf"
    assert target(site, HERE, "it%27s%20%28new%29.pdf").problem == Problem(
        "link-hidden", f"A link leads to {name} in a way that cannot be followed.",
        read="it%27s%20%28new%29.pdf", wanted=wanted,
        hint="rename the file with hyphens in place of spaces, and write its name here",
    )  # fmt: skip


def test_a_preview_leads_to_drafts_too(tmp_path: Path) -> None:
    from dataclasses import replace

    hub = replace(small_hub(tmp_path, FILES), preview=True)
    site = site_at(hub, read(hub), NOON)
    assert site is not None
    assert target(site, HERE, "draft.md") == Target("/news/draft/")


WRITTEN = """\
Words.

[inline](/gone/) <https://anytown.example/auto/> [angle](</gone two/>)
<a href='/raw/'>x</a>
![picture](/p.png)
[by name][ref] [self](#deep)

[ref]: /named/#x "Title"
"""


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("gone/index.html", (7, 10)), ("auto/index.html", (7, 19)), ("raw/index.html", (8, 10)), ("p.png", (9,
         12)),
        ("named/index.html#x", (12, 8)), ("news/links/index.html#deep", (10, 23)),
        ("nowhere/index.html", None),
        ("gone two/index.html", (7, 59)),
    ],
)  # fmt: skip
def test_the_place_of_a_link_is_found_however_it_is_written(
    tmp_path: Path, wanted: str, place: tuple[int, int] | None
) -> None:
    site = site_of(tmp_path, files={"content/news/links.md": post("Links", WRITTEN)})
    assert place_of(site, "content/news/links.md", wanted) == place


@pytest.mark.parametrize("link", ["", "  "])
def test_an_empty_link_is_a_problem(site: Site, link: str) -> None:
    found = target(site, HERE, link).problem
    assert found is not None
    assert (found.code, found.message, found.read) == ("link-empty", "A link leads nowhere.", "()")
