"""A hub below a path of its host: every address in every file has the path, and leads to a file."""

from __future__ import annotations

import json
import re
import shutil
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from gazette.pipeline import Hub
from tests.full_hub import full_hub
from tests.hub import REPOSITORY, built, files

BASE = "/hub/"


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Every file of the sample hub, and of one where every part has something to show, at /hub/."""
    sample = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "content", sample / "content")
    settings = sample / "content/site.toml"
    text, changed = re.subn(
        r'base_url = ".*"', 'base_url = "https://somewhere.example/hub/"', settings.read_text()
    )
    assert changed == 1
    settings.write_text(text)
    full = tmp_path_factory.mktemp("full")
    found = {}
    for root, hub in ((sample, Hub(sample, REPOSITORY / "templates")), (full, full_hub(full))):
        assert built(hub).problems == ()
        found[root.name] = files(root / "site")
    return found


def addresses(data: bytes) -> set[str]:
    """Every address of its own host that a page holds, by whatever attribute."""
    root = html.document_fromstring(data)
    found = set(root.xpath("//@href | //@src | //@action | //@poster | //@data-copy"))
    for several in root.xpath("//@srcset"):
        found |= {part.split()[0] for part in several.split(",")}
    for refresh in root.xpath("//meta[@http-equiv='refresh']/@content"):
        found.add(refresh.partition("url=")[2])
    return {str(address) for address in found if address.startswith("/")}


def leads_to_a_file(address: str, site: dict[str, bytes]) -> bool:
    path = unquote(urlsplit(address).path).removeprefix(BASE)
    return (f"{path}index.html" if not path or path.endswith("/") else path) in site


def test_every_address_of_every_page_has_the_path_and_leads_to_a_file(
    below: dict[str, dict[str, bytes]],
) -> None:
    seen = 0
    for site in below.values():
        for name, data in site.items():
            if not name.endswith(".html"):
                continue
            for address in addresses(data):
                seen += 1
                assert address.startswith(BASE), (name, address)
                assert leads_to_a_file(address, site), (name, address)
    assert seen > 2000


def test_whole_addresses_have_the_path_too(below: dict[str, dict[str, bytes]]) -> None:
    """In feeds, in sitemaps, and in what pages say of themselves to machines."""
    for site, host in zip(
        below.values(), ("https://somewhere.example", "https://anytown.example"), strict=True
    ):
        for name, data in site.items():
            if not name.endswith((".html", ".xml", ".json", ".txt", ".ics", ".webmanifest", ".css")):
                continue
            unfolded = data.replace(b"\r\n ", b"")  # a calendar breaks its lines after 75 bytes
            for found in re.findall(rb"%s[^\s\"'<>\\)]*" % re.escape(host.encode()), unfolded):
                whole = found.decode()
                assert whole.startswith(host + BASE) or whole == host, (name, whole)


def test_the_manifest_begins_at_the_path(below: dict[str, dict[str, bytes]]) -> None:
    for site in below.values():
        manifest = json.loads(site["site.webmanifest"])
        named = [manifest["start_url"], *(icon["src"] for icon in manifest["icons"])]
        assert all(address.startswith(BASE) for address in named)
