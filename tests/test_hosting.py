"""Hosts: the files that set them up are read by the real programs, and do what they say."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from lxml import html

from gazette import policies
from gazette.pipeline import Hub, build
from gazette.places import Place
from tests.hub import JULY, REPOSITORY, Built
from tests.serving import by_apache, by_nginx

BASE = "https://www.barnettuc.example/"
BELOW = f"{BASE}hub/"


INDEX = tuple(
    part + file
    for part in ("", "2/", "13/")  # a large site has several indexes
    for file in (
        "fragment/en_20df519.pf_fragment",
        "index/en_b4dbbcd.pf_index",
        "pagefind.en_45a7319212.pf_meta",
    )
)
"""Files of the search that have their content in their names."""

UNNAMED = ("pagefind.js", "pagefind-entry.json", "parts.json", "2/pagefind-entry.json", "2/wasm.en.pagefind")
"""Files of the search that keep their names."""


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    data: bytes


class Host(NamedTuple):
    """A server that runs, and how the site of its base URL is asked for."""

    kind: str
    address: str
    path: str

    def get(self, path: str, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", self.path + path, headers={"Accept-Encoding": "gzip", **named})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, found, gzip.decompress(data) if "content-encoding" in found else data)


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample hub for a site that lives below a path."""
    folder = tmp_path_factory.mktemp("below")
    shutil.copytree(REPOSITORY / "content", folder / "content")
    settings = folder / "content/site.toml"
    settings.write_text(settings.read_text().replace(f'"{BASE}"', f'"{BELOW}"'))
    there = Place(folder / "site", folder / "state")
    assert build(Hub(folder, REPOSITORY / "templates"), there, JULY).problems == ()
    return there.out


@pytest.fixture(scope="module", params=["nginx", "nginx below a path", "apache", "apache below a path"])
def host(
    request: pytest.FixtureRequest,
    sites: Built,
    below: Path,
    tool: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Host]:
    """Each kind of host with the site at its root, and with the site below a path."""
    kind, _, path = request.param.partition(" ")
    serve, program = {"nginx": (by_nginx, "nginx"), "apache": (by_apache, "apache2")}[kind]
    site, base = (below, BELOW) if path else (sites[JULY][1], BASE)
    work = tmp_path_factory.mktemp(kind)
    shutil.copytree(site, work / "site")
    (work / "site/search").mkdir(exist_ok=True)
    for archive in ("feed-7.xml", "news/atom-12.xml", "feed-3.json"):
        (work / "site" / archive).write_text("An archive of older entries")
    for part in (*INDEX, *UNNAMED):
        (work / "site/pagefind" / part).parent.mkdir(parents=True, exist_ok=True)
        (work / "site/pagefind" / part).write_bytes(b"A part of the index")
    (work / "site/search/probe.html").write_text("<!doctype html><title>A page that searches</title>")
    with serve(tool(program), work / "site", base, work) as address:
        yield Host(kind, address, urlsplit(base).path)


def test_every_answer_has_the_policy_of_its_place_and_the_other_headers(host: Host) -> None:
    for path in ("", "news/", "feed.xml", "no/such/page/", "favicon.ico", "search/probe.html"):
        headers = host.get(path).headers
        assert headers["content-security-policy"] == policies.sent(path)
        assert headers["cross-origin-opener-policy"] == policies.windows(path) == "same-origin"
        assert {name: headers[name.lower()] for name, _ in policies.HEADERS} == dict(policies.HEADERS)
    assert policies.sent("search/probe.html") != policies.sent("")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html"),
        ("feed.xml", "application/rss+xml"),
        ("news/atom.xml", "application/atom+xml"),
        ("feed.json", "application/feed+json"),
        ("feed-7.xml", "application/rss+xml"),
        ("news/atom-12.xml", "application/atom+xml"),
        ("feed-3.json", "application/feed+json"),
        ("sitemap.xml", "application/xml"),
        ("robots.txt", "text/plain"),
        ("site.webmanifest", "application/manifest+json"),
        ("assets/icon.svg", "image/svg+xml"),
        ("favicon.ico", "image/x-icon"),
    ],
)
def test_every_file_has_its_type(host: Host, path: str, kind: str) -> None:
    answer = host.get(path)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    if kind.startswith("text/"):
        assert answer.headers["content-type"].lower().endswith("; charset=utf-8")


def test_what_has_its_content_in_its_name_is_kept_and_the_rest_asked_for_again(host: Host) -> None:
    root = html.document_fromstring(host.get("").data)
    style = str(root.xpath("string(//link[@rel='stylesheet']/@href)")).removeprefix(host.path)
    assert host.get(style).headers["cache-control"] == "public, max-age=31536000, immutable"
    for part in INDEX:
        assert host.get(f"pagefind/{part}").headers["cache-control"] == "public, max-age=31536000, immutable"
    for file in UNNAMED:
        assert host.get(f"pagefind/{file}").headers["cache-control"] == "no-cache"
    assert host.get("assets/icon.svg").headers["cache-control"] == "public, max-age=86400"
    first = host.get("")
    assert first.headers["cache-control"] == "no-cache"
    for path in ("feed.xml", "feed-7.xml", "feed-3.json", "calendar.ics"):
        assert host.get(path).headers["cache-control"] == "no-cache"
    assert host.get("", If_None_Match=first.headers["etag"]).status == 304


def test_text_is_compressed(host: Host) -> None:
    root = html.document_fromstring(host.get("").data)
    style = str(root.xpath("string(//link[@rel='stylesheet']/@href)")).removeprefix(host.path)
    for path in ("", "feed.xml", "sitemap.xml", style):
        assert host.get(path).headers["content-encoding"] == "gzip", path
    assert "content-encoding" not in host.get("assets/icon-512.png").headers


def test_nginx_takes_the_copy_that_was_compressed_beforehand(
    sites: Built, tool: Callable[[str], str], tmp_path: Path
) -> None:
    site = Path(shutil.copytree(sites[JULY][1], tmp_path / "site"))
    (site / "index.html.gz").write_bytes(gzip.compress(b"Compressed beforehand"))
    with by_nginx(tool("nginx"), site, BASE, tmp_path) as address:
        host = Host("nginx", address, "/")
        first, plain = host.get(""), host.get("", Accept_Encoding="identity")
        assert (first.data, first.headers["vary"]) == (b"Compressed beforehand", "Accept-Encoding")
        assert first.headers["content-type"] == "text/html; charset=utf-8"
        assert first.headers["content-security-policy"] == policies.sent("")
        assert b"Barnet" in plain.data
        assert host.get("", If_None_Match=first.headers["etag"]).status == 304


@pytest.mark.parametrize("path", ["nothing", "no/such/page/", "news/nothing.html"])
def test_what_is_not_there_is_the_page_that_says_so(host: Host, path: str) -> None:
    answer = host.get(path)
    assert answer.status == 404
    root = html.document_fromstring(answer.data)
    assert "We cannot find that page" in root.xpath("string(//h1)")
    links = root.xpath("//link[@rel='stylesheet']/@href | //a[starts-with(@href, '/')]/@href")
    assert all(str(link).startswith(host.path) for link in links)
    assert all(host.get(str(link).removeprefix(host.path)).status == 200 for link in links)


@pytest.mark.parametrize("path", ["_headers", "_redirects", "nginx-redirects.conf", ".gazette-files"])
def test_what_is_there_for_hosts_is_not_given_out(host: Host, path: str) -> None:
    assert host.get(path).status in (403, 404)


def test_an_old_address_leads_on(host: Host) -> None:
    answer = host.get("2017/07/mixed-fleet-strike/")
    if host.kind == "nginx":
        assert (answer.status, answer.headers["location"]) == (
            301,
            f"{host.path}disputes/mixed-fleet-strike/",
        )
    else:  # a page that sends on
        assert answer.status == 200
        assert f'url={host.path}disputes/mixed-fleet-strike/"' in answer.data.decode()


# --- _headers and the pages themselves ---------------------------------------------------------


def rules(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The file _headers: each pattern with its lines; a name alone takes a header off."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found[-1][1].append((name, value))
        elif line:
            found.append((line, []))
    return found


def fits(pattern: str, path: str, placeholder: str) -> bool:
    """Whether an address fits a pattern, of which a star is any text and a placeholder a piece without slashes."""
    pieces = re.split(rf"(\*|{placeholder})", pattern)
    return bool(
        re.fullmatch("".join({"*": ".*", ":": "[^/]+"}.get(p[:1], re.escape(p)) for p in pieces), path)
    )


def cloudflare(text: str, path: str) -> dict[str, list[str]]:
    """The headers of an address as Cloudflare Pages adds them up; a placeholder may stand within a name."""
    headers: dict[str, list[str]] = {}
    for pattern, lines in rules(text):
        if fits(pattern, path, r":[A-Za-z]\w*"):
            for name, value in lines:
                if name.startswith("! "):
                    headers.pop(name[2:], None)
                else:
                    headers.setdefault(name, []).append(value)
    return headers


def netlify(text: str, path: str) -> dict[str, list[str]]:
    """The headers of an address as Netlify has them: the later rule wins, and `!` means nothing.

    What begins with a colon stands for a whole folder or file, whatever follows the colon.
    """
    headers: dict[str, list[str]] = {}
    for pattern, lines in rules(text):
        if fits(pattern, path, r"(?<=/):[^/]+"):
            headers |= {name: [value] for name, value in lines if not name.startswith("! ")}
    return headers


@pytest.mark.parametrize("reader", [cloudflare, netlify])
@pytest.mark.parametrize("path", ["", "hub/"])
def test_hosts_that_read_headers_send_each_page_one_policy_of_its_own(
    sites: Built, below: Path, reader: Callable[[str, str], dict[str, list[str]]], path: str
) -> None:
    out = below if path else sites[JULY][1]
    text = (out / "_headers").read_text()
    for page in ("index.html", "news/index.html", "search/index.html", "feed.xml"):
        headers = reader(text, f"/{path}{page}")
        assert headers["Content-Security-Policy"] == [policies.sent(page)]
        assert headers["X-Content-Type-Options"] == ["nosniff"]
    [style] = (out / "assets").glob("style.*.css")
    kept = reader(text, f"/{path}assets/{style.name}")["Cache-Control"]
    assert kept == ["public, max-age=31536000, immutable"]
    for part in INDEX:
        known = reader is cloudflare or not part.endswith(".pf_meta")
        found = reader(text, f"/{path}pagefind/{part}").get("Cache-Control")
        assert found == (["public, max-age=31536000, immutable"] if known else None), part
    for page in ("index.html", *(f"pagefind/{file}" for file in UNNAMED)):
        assert "Cache-Control" not in reader(text, f"/{path}{page}"), page
    assert len(rules(text)) < 100  # as many as Cloudflare reads


def test_every_page_carries_the_policy_of_its_place(sites: Built) -> None:
    for _, out in sites.values():
        for page in out.rglob("*.html"):
            root = html.document_fromstring(page.read_bytes())
            [found] = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
            assert found == policies.policy(page.relative_to(out).as_posix())


def test_a_policy_lets_nothing_inline_and_nothing_from_elsewhere() -> None:
    for place in ("", *policies.special()):
        assert not re.search(
            r"unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|\*|https?:|data:", policies.sent(place)
        )
        assert policies.sent(place).startswith("default-src 'none'; ")


# --- in a browser ------------------------------------------------------------------------------

_LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.mark.browser
def test_a_site_below_a_path_works_in_full(
    below: Path, browser: Any, tool: Callable[[str], str], tmp_path: Path
) -> None:
    """Every page is looked at: nothing is missing, refused, or asked of somebody else."""
    with by_nginx(tool("nginx"), below, BELOW, tmp_path) as address:
        page = browser.new_page()
        page.add_init_script(_LISTEN)
        asked: list[tuple[str, int]] = []
        said: list[str] = []
        page.on("response", lambda answer: asked.append((answer.url, answer.status)))
        # Going on to the next page breaks off what the browser still wanted of this one, such as its icon.
        broken_off = "net::ERR_ABORTED"
        page.on("requestfailed", lambda r: r.failure == broken_off or asked.append((r.url, 0)))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        links: set[str] = set()
        for file in sorted(below.rglob("*.html")):
            path = file.relative_to(below).as_posix().removesuffix("index.html")
            if sends_on := re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', file.read_text()):
                links.add(f"{address}{sends_on[1]}")  # where it leads is looked at; there is no time here
                continue
            page.goto(f"{address}/hub/{path}", wait_until="load")
            assert page.evaluate("window.refused") == [], path
            links |= set(page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"))
        page.close()
    assert [(url, status) for url, status in asked if status not in (200, 206, 301, 304)] == []
    assert {url for url, _ in asked if not url.startswith(f"{address}/hub/")} == set()
    assert said == []
    inside = {link.partition("#")[0] for link in links if link.startswith(address)}
    assert all(link.startswith(f"{address}/hub/") for link in inside)
    paths = {link.removeprefix(f"{address}/hub/") for link in inside}
    files = {path + "index.html" if path.endswith("/") or not path else path for path in paths}
    assert {file for file in files if not (below / file).is_file()} == set()
    assert len(files) > 80


@pytest.mark.browser
def test_the_browser_would_tell_of_what_the_policy_refuses(
    sites: Built, browser: Any, tool: Callable[[str], str], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(sites[JULY][1], site)
    text = (site / "index.html").read_text()
    (site / "index.html").write_text(text.replace("</body>", "<script>window.ran = true</script></body>"))
    work = tmp_path / "work"
    work.mkdir()
    with by_nginx(tool("nginx"), site, BASE, work) as address:
        page = browser.new_page()
        page.add_init_script(_LISTEN)
        page.goto(address, wait_until="load")
        refused, ran = page.evaluate("[window.refused, window.ran ?? false]")
        page.close()
    assert (set(refused), ran) == ({"script-src-elem inline"}, False)
