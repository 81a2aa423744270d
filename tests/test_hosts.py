"""Old addresses on hosts: pages that lead on everywhere, and what nginx, Netlify and Cloudflare add."""

from __future__ import annotations

import http.client
import re
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from email.message import Message
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gazette.pipeline import Hub, Report
from gazette.wordpress import PATTERNS
from tests.hub import SETTINGS, built, files, place, post, small_hub, write
from tests.serving import by_apache, by_nginx
from tests.test_history import move, record

POSTS = {
    "content/site.toml": SETTINGS.replace("https://anytown.example/", "https://unions.example/hub/"),
    "content/news/pay.md": post(
        "Pay & “more”", aliases="[/2017/07/pay/, /pay-now.html, /?p=12, /?page_id=7]"
    ),
    "content/news/café.md": post("Café", date="2017-07-03", aliases="[/caf%C3%A9/]"),
    "content/news/secret.md": post("Secret", "Secret words.\n", date="2017-07-02", aliases="[/?p=13]"),
    "content/campaigns/library.md": post("Library", date="2016-12-31"),
}


def renamed(root: Path) -> Hub:
    """A hub below a path in which everything was published, and then a post and a campaign were renamed
    and one had to go."""
    hub = small_hub(root, POSTS)
    assert not built(hub).problems
    record(hub)
    move(hub, "content/news/pay.md", "content/statements/pay-rise.md")
    move(hub, "content/campaigns/library.md", "content/campaigns/books.md")
    gone = POSTS["content/news/secret.md"].replace(
        "---\nSecret", "gone: {date: 2017-07-14, reason: Why.}\n---\nSecret"
    )
    write(root, {"content/news/secret.md": gone})
    report: Report = built(hub)
    assert not report.problems
    return hub


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hosts")
    return place(renamed(root).root).out


def test_every_old_address_has_a_page_that_leads_on_in_one_hop(site: Path) -> None:
    there = files(site)
    redirects = {
        p: d.decode()
        for p, d in there.items()
        if p.endswith(".html") and b'http-equiv="refresh"' in d and p != "feeds/index.html"
    }
    assert sorted(redirects) == [
        "2017/07/pay/index.html", "café/index.html", "campaigns/library/index.html",
        "campaigns/library/posts/index.html", "news/pay/index.html", "pay-now.html",
    ]  # fmt: skip
    for page in redirects.values():
        (to,) = re.findall(r'content="0; url=/hub/([^"]+)"', page)
        assert f'href="https://unions.example/hub/{to}"' in page
        assert f'<a href="/hub/{to}"' in page
        assert f"{to}index.html" in there.keys() - redirects.keys()


def test_hosts_that_read_it_get_a_file_of_redirects(site: Path) -> None:
    assert (site / "_redirects").read_text() == (
        "# Old addresses, for hosts that read this file.\n"
        "/hub/2017/07/pay/ /hub/statements/pay-rise/ 301\n"
        "/hub/atom-1.xml /hub/atom.xml 301\n"
        "/hub/caf%C3%A9/ /hub/news/cafe/ 301\n"
        "/hub/campaigns/library/atom.xml /hub/campaigns/books/atom.xml 301\n"
        "/hub/campaigns/library/calendar.ics /hub/campaigns/books/calendar.ics 301\n"
        "/hub/campaigns/library/feed.json /hub/campaigns/books/feed.json 301\n"
        "/hub/campaigns/library/feed.xml /hub/campaigns/books/feed.xml 301\n"
        "/hub/campaigns/library/ /hub/campaigns/books/ 301\n"
        "/hub/campaigns/library/posts/ /hub/campaigns/books/posts/ 301\n"
        "/hub/feed-1.json /hub/feed.json 301\n"
        "/hub/feed-1.xml /hub/feed.xml 301\n"
        "/hub/news/pay/ /hub/statements/pay-rise/ 301\n"
        "/hub/pay-now.html /hub/statements/pay-rise/ 301\n"
    )


def test_old_queries_are_followed_by_a_script_of_the_front_page_where_there_are_any(site: Path) -> None:
    (script,) = site.glob("assets/redirect.*.js")
    assert (
        '{"p=12": "/hub/statements/pay-rise/", "p=13": "/hub/news/secret/", "page_id=7": '
        in script.read_text()
    )


def ask(base: str, path: str, **headers: str) -> tuple[int, Message, bytes]:
    """The status, headers and body of an answer; nothing is followed."""
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=10)
    with closing(connection):
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def test_nginx_sends_on_with_301_answers_410_and_not_modified(
    site: Path, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    with by_nginx(tool("nginx"), site, "https://unions.example/hub/", tmp_path) as base:
        for old, new in {
            "/hub/news/pay/": "/hub/statements/pay-rise/",
            "/hub/2017/07/pay/": "/hub/statements/pay-rise/",
            "/hub/pay-now.html": "/hub/statements/pay-rise/",
            "/hub/caf%C3%A9/": "/hub/news/cafe/",
            "/hub/campaigns/library/feed.xml": "/hub/campaigns/books/feed.xml",
            "/hub/?p=12": "/hub/statements/pay-rise/",
            "/hub/?utm_source=x&p=12": "/hub/statements/pay-rise/",
            "/hub/index.php?page_id=7": "/hub/statements/pay-rise/",
            "/hub/?p=13": "/hub/news/secret/",
        }.items():
            status, sent, _ = ask(base, old)
            assert (old, status, sent["Location"]) == (old, 301, new)
        status, _, page = ask(base, "/hub/news/secret/")
        assert (status, b"Why." in page) == (410, True)
        for path in ("/hub/", "/hub/?p=99", "/hub/statements/pay-rise/"):
            assert ask(base, path)[0] == 200
        for path in ("/hub/news/never/", "/hub/.gazette-files"):
            assert ask(base, path)[0] == 404
        for name, kind in {
            "feed.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "feed.json": "application/feed+json",
        }.items():  # fmt: skip
            status, sent, _ = ask(base, f"/hub/{name}")
            assert (status, sent["Content-Type"]) == (200, f"{kind}; charset=utf-8")
            assert ask(base, f"/hub/{name}", If_None_Match=sent["ETag"])[0] == 304


def test_a_site_that_was_made_with_wordpress_keeps_its_addresses(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path,
        {
            "content/site.toml": SETTINGS.replace("[lists]", "wordpress_until = 2017-07-02\n[lists]"),
            "content/news/pay.md": post("Pay", tags="[R&D, news]", unions="[Unite]"),
            "content/news/later.md": post("Later", date="2017-07-02", aliases="[/2017/07/]"),
            "content/pages/about.md": "---\ntitle: About\ndate: 2017-06-01\n---\nWords.\n",
        },
    )
    assert not built(hub).problems
    out = place(tmp_path).out
    lines = (out / "_redirects").read_text().splitlines()[1:]
    told = {old: new for old, new, _ in (line.split() for line in lines)}
    kinds = ("campaigns", "courses", "disputes", "events", "news", "statements")
    lists = [("category", kind, kind) for kind in kinds]
    lists += [
        (word, key, f"tags/{key}") for word, key in (("tag", "news"), ("tag", "r-d"), ("category", "r-d"))
    ]
    lists += [(word, "unite", "unions/unite") for word in ("tag", "category")]
    assert told == {
        "/feed/": "/feed.xml", "/feed/rss/": "/feed.xml", "/feed/rss2/": "/feed.xml", "/feed/rdf/": "/feed.xml",
        "/comments/feed/": "/feed.xml", "/comments/feed/rss2/": "/feed.xml",
        "/feed/atom/": "/atom.xml", "/comments/feed/atom/": "/atom.xml",
        **{
            f"/{word}/{key}/{old}": f"/{folder}/{new}"
            for word, key, folder in lists
            for old, new in {"": "", "feed/": "feed.xml", "feed/rss2/": "feed.xml", "feed/atom/": "atom.xml"}.items()
        },
        **{f"/{old}": f"/{new}" for old, new in PATTERNS.items()},
        "/2017/": "/archive/2017/", "/2017/07/": "/news/later/", "/2017/07/pay/": "/news/pay/",
    }  # fmt: skip
    page = (out / "category/r-d/feed/index.html").read_text()
    assert 'content="0; url=/tags/r-d/"' in page
    assert '<link rel="alternate" type="application/rss+xml" href="/tags/r-d/feed.xml">' in page
    # What was promised once is kept when the setting goes.
    record(hub)
    write(tmp_path, {"content/site.toml": SETTINGS})
    assert not built(hub).problems
    assert 'content="0; url=/news/pay/"' in (out / "2017/07/pay/index.html").read_text()


WORDPRESS = {
    "/?feed=rss2": "/hub/feed.xml", "/index.php?feed=rss": "/hub/feed.xml", "/?paged=1&feed=atom": "/hub/atom.xml",
    "/?feed=comments-rss2": "/hub/feed.xml", "/feed/": "/hub/feed.xml", "/feed/atom/": "/hub/atom.xml",
    "/comments/feed/": "/hub/feed.xml", "/category/news/feed/atom/": "/hub/news/atom.xml",
    "/tag/pay/feed/": "/hub/tags/pay/feed.xml", "/tag/pay/page/3/": "/hub/tag/pay/",
    "/2017/07/p1/": "/hub/news/p1/", "/2017/07/p1/feed/": "/hub/2017/07/p1/", "/page/2/": "/hub/archive/",
    "/page/99/": "/hub/archive/", "/author/jo/": "/hub/", "/author/jo/feed/": "/hub/feed.xml",
}  # fmt: skip
"""Addresses of a site that was made with WordPress, and where nginx sends those who ask for them."""


def wordpress_hub(root: Path) -> Path:
    settings = SETTINGS.replace("https://anytown.example/", "https://unions.example/hub/")
    posts = {
        f"content/news/p{n}.md": post(f"P{n}", tags="[Pay]", date=f"2017-07-{n:02}") for n in range(1, 13)
    }
    left = settings.replace("[lists]", "wordpress_until = 2017-07-13\n[lists]")
    hub = small_hub(root, {"content/site.toml": left, **posts})
    assert not built(hub).problems
    return place(root).out


def test_nginx_sends_every_address_of_a_wordpress_site_on(tmp_path: Path, tool: Callable[[str], str]) -> None:
    site = wordpress_hub(tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    with by_nginx(tool("nginx"), site, "https://unions.example/hub/", work) as base:
        for old, new in WORDPRESS.items():
            status, sent, _ = ask(base, f"/hub{old}")
            assert (old, status, sent["Location"]) == (old, 301, new)
        # What the site has of its own is at none of them.
        for path in ("/hub/news/page/2/", "/hub/tags/pay/page/2/", "/hub/tags/pay/feed.xml"):
            assert ask(base, path)[0] == 200


def test_apache_knows_the_feeds_that_were_queries(tmp_path: Path, tool: Callable[[str], str]) -> None:
    site = wordpress_hub(tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    with by_apache(tool("apache2"), site, "https://unions.example/hub/", work) as base:
        for old, new in WORDPRESS.items():
            if "feed=" in old:
                status, sent, _ = ask(base, f"/hub{old}")
                assert (old, status, urlsplit(sent["Location"])[2:4]) == (old, 301, (new, ""))
        for path in ("/hub/", "/hub/?feeds=rss", "/hub/?utm_source=feed"):
            assert ask(base, path)[0] == 200


def test_a_host_that_knows_nothing_has_pages_and_a_script_that_send_people_on(tmp_path: Path) -> None:
    site = wordpress_hub(tmp_path)
    for old in WORDPRESS:
        page = site / old.strip("/") / "index.html"
        if "?" in old or "/page/99" in old or "/author" in old or old.endswith(("p1/feed/", "pay/page/3/")):
            assert not page.exists()  # which nobody can know of, or which a file cannot answer
        else:
            assert (old, page.is_file()) == (old, True)
    (script,) = site.glob("assets/redirect.*.js")
    assert '"feed=rss2": "/hub/follow/"' in script.read_text()  # people are shown what a feed is
    assert 'content="0; url=/hub/archive/"' in (site / "page/2/index.html").read_text()
    assert not (site / "?feed=rss2").exists()


class Quiet(SimpleHTTPRequestHandler):
    """A host that knows nothing but the files."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_the_script_of_the_front_page_follows_an_old_query(tmp_path: Path, chromium: str) -> None:
    hub = small_hub(tmp_path, {"content/news/pay.md": post("Pay", aliases="[/?p=12]")})
    home = "{% if site.query_script() %}<script src='{{ site.query_script() }}'></script>{% endif %}"
    write(tmp_path, {"templates/home.html": f"<!doctype html><title>Home</title>{home}"})
    assert not built(hub).problems
    handler = partial(Quiet, directory=str(place(tmp_path).out))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        for query, title in {"?p=12": "Pay", "?x=1&p=12": "Pay", "?p=1": "Home", "?toString": "Home"}.items():
            shown = subprocess.run(
                [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000",
                 "--dump-dom", f"{base}/{query}"],
                capture_output=True, text=True, check=True, timeout=60,
            ).stdout  # fmt: skip
            assert f"<title>{title}</title>" in shown, query
        server.shutdown()
