"""The CMS: there only where the settings ask for it, with the forms of the kinds and a policy of its own."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from lxml import html

from gazette import backends, cms, packages, pipeline, policies
from gazette.cli import main
from gazette.forms import form_of
from gazette.frontmatter import parse, plain
from gazette.hub import Hub
from gazette.kinds import KINDS, Entry
from gazette.packages import Package, Unpacked
from gazette.problems import Problem
from gazette.sections import Cms
from tests.full_entries import POSTS
from tests.full_programmes import MORE
from tests.hub import (
    CMS,
    NOON,
    REPOSITORY,
    SETTINGS,
    built,
    clean_files,
    files,
    post,
    small_hub,
    write,
)
from tests.test_hosting import cloudflare, netlify

GITHUB = Cms(repository="anytown/hub", sign_in="https://sign-in.example.org/oauth/begin")
GITLAB = Cms(repository="anytown/web/hub", service="gitlab", host="https://git.example.org/", app="1f")
FORGEJO = Cms(repository="anytown/hub", service="forgejo", app="2e", branch="live", review=False)

ON = SETTINGS + '[cms]\nrepository = "anytown/hub"\nservice = "forgejo"\napp = "2e"\n'


def told(one: Cms, local: bool = False) -> dict[str, Any]:
    """The configuration as the program reads it."""
    text = cms.configuration(one, "https://anytown.example/", "Europe/London", local)
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return found


def fields_in(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every field, and every field within it."""
    for one in fields:
        yield one
        yield from fields_in(one.get("fields", []))
        yield from fields_in([one["field"]] if "field" in one else [])
        yield from fields_in(one.get("types", []))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_collection_has_every_field_of_its_kind_and_the_text(kind: type[Entry]) -> None:
    made = cms.collection(kind, "Europe/London")
    names = [blank.name for blank in form_of(kind).blanks]
    assert (made["folder"], made["create"], made["delete"]) == (f"content/{kind.folder}", True, False)
    assert sorted(one["name"] for one in made["fields"]) == sorted([*names, "body"])
    assert made["order"] == names
    required = {blank.name for blank in form_of(kind).blanks if blank.required}
    assert {one["name"] for one in made["fields"] if one.get("required")} == required
    first = [one["name"] for one in made["fields"]][: len(required)]
    assert set(first) == required  # what must be there stands first
    hidden = {one["name"] for one in made["fields"] if one["widget"] == "hidden"}
    assert hidden == {"id", "extra"} & set(names)


def test_a_form_has_the_hints_choices_references_and_pictures_of_the_kinds() -> None:
    made = {
        one["name"]: {field["name"]: field for field in one["fields"]} for one in told(GITHUB)["collections"]
    }
    dispute, course = made["disputes"], made["courses"]
    assert dispute["status"] == {
        "name": "status",
        "label": "Status",
        "widget": "select",
        "options": ["draft", "published", "withdrawn"],
        "required": False,
        "hint": "Drafts are only shown in the preview. If left empty: published.",
    }
    assert {name: dispute["fund"][name] for name in ("widget", "collection", "value_field", "display_fields")} == {
        "widget": "relation", "collection": "funds", "value_field": "{{slug}}", "display_fields": ["name"],
    }  # fmt: skip
    assert (dispute["campaigns"]["widget"], dispute["campaigns"]["multiple"]) == ("relation", True)
    action = {field["name"]: field for field in dispute["action"]["fields"]}
    assert (action["kind"]["options"], action["kind"]["required"]) == (
        ["strike", "overtime ban", "work to rule"], True,
    )  # fmt: skip
    assert (action["from"]["widget"], dispute["outcome"]["fields"][0]["widget"]) == ("moment", "day")
    assert "max" not in dispute["action"]
    picture = dispute["image"]["fields"][0]
    assert dispute["image"]["max"] == 1
    assert (picture["widget"], picture["media_folder"], picture["required"]) == ("image", "", True)
    assert [one["name"] for one in course["sessions"]["types"]] == ["weekly", "session"]
    assert (dispute["date"]["default"], dispute["date"]["zone"]) == ("today", "Europe/London")


def patterned(fields: list[dict[str, Any]], values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every pattern with every value that is to be like it."""
    for field in fields:
        given = values.get(field["name"], [])
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, dict):
                inner = field.get("fields") or [
                    one for kind in field.get("types", ()) for one in kind["fields"]
                ]
                yield from patterned(inner, value)
            elif pattern := field.get("pattern") or field.get("field", {}).get("pattern"):
                yield pattern[0], value


def test_every_pattern_takes_what_a_build_takes() -> None:
    """The patterns are JavaScript's; what is in them means the same to Python."""
    checked = []
    for kind, (text, _) in {**POSTS, **MORE}.items():
        document, _ = parse(f"content/{kind.folder}/x.md", f"---\n{text.strip()}\n---\n".encode())
        assert document is not None
        checked += patterned(cms.collection(kind, "Europe/London")["fields"], plain(document.fields))
    assert [(pattern, value) for pattern, value in checked if not re.search(pattern, value)] == []
    assert len({pattern for pattern, _ in checked}) > 8


def test_names_of_collections_that_fields_refer_to_are_there() -> None:
    made = told(GITHUB)["collections"]
    named = {
        field["collection"] for one in made for field in fields_in(one["fields"]) if "collection" in field
    }
    assert named == {"campaigns", "funds", "statements"}
    assert named < {one["name"] for one in made}


@pytest.mark.parametrize(
    ("one", "said", "mode", "asked"),
    [
        (
            GITHUB,
            {"name": "github", "repo": "anytown/hub", "branch": "main", "base_url": "https://sign-in.example.org",
             "auth_endpoint": "oauth/begin"},
            "editorial_workflow",
            "'self' blob: https://api.github.com https://www.githubstatus.com",
        ),
        (
            GITLAB,
            {"name": "gitlab", "repo": "anytown/web/hub", "branch": "main", "auth_type": "pkce", "app_id": "1f",
             "base_url": "https://git.example.org", "api_root": "https://git.example.org/api/v4"},
            "editorial_workflow",
            "'self' blob: https://git.example.org",
        ),
        (
            FORGEJO,
            {"name": "forgejo", "repo": "anytown/hub", "branch": "live", "auth_type": "pkce", "app_id": "2e",
             "base_url": "https://codeberg.org", "api_root": "https://codeberg.org/api/v1"},
            "simple",
            "'self' blob: https://codeberg.org",
        ),
    ],
    ids=["github", "gitlab", "forgejo"],
)  # fmt: skip
def test_each_service_is_named_as_the_program_wants_it_and_nothing_else_may_be_asked(
    one: Cms, said: dict[str, str], mode: str, asked: str
) -> None:
    made = told(one)
    assert (made["backend"], made["publish_mode"], "local_backend" in made) == (said, mode, False)
    [(folder, wider)] = backends.places(one, local=False)
    assert (folder, dict(wider)["connect-src"]) == ("admin/", asked)
    assert dict(wider)["script-src"] == "'self' 'unsafe-eval'"
    here = dict(backends.places(one, local=True)[0][1])["connect-src"]
    assert here == f"{asked} http://localhost:8081 http://127.0.0.1:8081"
    assert told(one, local=True)["local_backend"] is True


def test_without_a_repository_only_the_preview_has_it() -> None:
    assert [backends.is_shown(Cms(), local) for local in (False, True)] == [False, True]
    assert [backends.is_shown(None, local) for local in (False, True)] == [False, False]
    assert backends.places(Cms(), local=False) == ()
    assert told(Cms(), local=True)["publish_mode"] == "simple"


@pytest.fixture(scope="module")
def toggled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """A hub in which the CMS was turned on, and its site before and after."""
    hub = small_hub(tmp_path_factory.mktemp("cms"), {"content/news/a.md": post("A"), **CMS})
    assert built(hub).problems == ()
    before = files(hub.root / "site")
    write(hub.root, {"content/site.toml": ON})
    assert built(hub).problems == ()
    after = files(hub.root / "site")
    assert after == clean_files(hub, NOON)[1] | {".gazette-files": after[".gazette-files"]}
    write(hub.root, {"content/site.toml": SETTINGS})
    assert built(hub).problems == ()
    assert files(hub.root / "site") == before
    return hub.root, before, after


Toggled = tuple[Path, dict[str, bytes], dict[str, bytes]]


def test_it_comes_and_goes_with_its_setting_and_changes_nothing_for_readers(toggled: Toggled) -> None:
    _, before, after = toggled
    assert not any(path.startswith("admin/") for path in before)
    new = {path for path in after if path not in before}
    assert new == {
        "admin/index.html", "admin/config.yml", "admin/posts.js", "admin/decap-cms.js",
        "admin/12.decap-cms.js", "admin/js-yaml.umd.min.js",
    }  # fmt: skip
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"robots.txt", "_headers", ".gazette-files"}
    assert b"Disallow: /admin/\n" in after["robots.txt"]
    for path in ("sitemap.xml", "ledger.json", "_redirects", "sitemap/index.html"):
        assert b"admin" not in after[path]


def test_its_page_has_a_policy_of_its_own_and_so_do_the_hosts(toggled: Toggled) -> None:
    _, _, after = toggled
    places = backends.places(Cms(repository="anytown/hub", service="forgejo", app="2e"), local=False)
    page = html.document_fromstring(after["admin/index.html"])
    [found] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert found == policies.policy("admin/index.html", places)
    assert "'unsafe-eval'" in found
    for reader in (cloudflare, netlify):
        for path in ("admin/index.html", "admin/12.decap-cms.js", "index.html", "search/index.html"):
            headers = reader(after["_headers"].decode(), f"/{path}")
            assert headers["Content-Security-Policy"] == [policies.sent(path, places)]
            assert headers["Cross-Origin-Opener-Policy"] == [policies.windows(path, places)]
    assert policies.windows("admin/", places) == "same-origin-allow-popups"
    assert "unsafe" not in policies.policy("index.html", places)


@pytest.mark.parametrize("kind", ["nginx", "apache"])
def test_the_files_for_hosts_know_of_it(toggled: Toggled, kind: str) -> None:
    root, _, _ = toggled
    without = CliRunner().invoke(main, ["host", kind, "--root", str(root)]).stdout
    write(root, {"content/site.toml": ON})
    found = CliRunner().invoke(main, ["host", kind, "--root", str(root)]).stdout
    write(root, {"content/site.toml": SETTINGS})
    assert found.count("unsafe-eval") == without.count("unsafe-eval") + 1
    assert ("codeberg.org" in without, "allow-popups" in without) == (False, False)
    assert ("codeberg.org" in found, "allow-popups" in found) == (True, True)


def test_in_a_preview_it_needs_no_repository(tmp_path: Path) -> None:
    hub = small_hub(
        tmp_path, {"content/site.toml": f"{SETTINGS}[cms]\n", "content/news/a.md": post("A"), **CMS}
    )
    assert built(hub).problems == ()
    assert not (tmp_path / "site/admin").exists()
    preview = Hub(hub.root, hub.defaults, preview=True)
    assert built(preview, name="preview").problems == ()
    made = yaml.load((tmp_path / "preview/admin/config.yml").read_text(), yaml.CSafeLoader)
    assert made["local_backend"] is True
    assert "http://localhost:8081" in (tmp_path / "preview/admin/index.html").read_text()


def test_without_its_program_the_setting_is_a_problem_with_the_line_to_type(tmp_path: Path) -> None:
    lacking = {path: text for path, text in CMS.items() if not path.endswith("/decap-cms.js")}
    hub = small_hub(tmp_path, {"content/site.toml": ON, **lacking})
    [found] = built(hub).problems
    assert (found.code, found.place, found.wanted) == (
        "no-cms-program", "content/site.toml:10:1", "templates/static/admin/decap-cms.js",
    )  # fmt: skip
    assert "npm pack decap-cms@3.16.3 js-yaml@5.5.0" in found.hint


# --- the program --------------------------------------------------------------------------------


def packed(**members: str) -> bytes:
    """A package as npm packs it."""
    out = io.BytesIO()
    with tarfile.TarFile(fileobj=out, mode="w") as archive:
        for name, text in members.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return gzip.compress(out.getvalue(), mtime=0)


CMS_PACKAGE = packed(**{
    "dist/decap-cms.js": "all", "dist/7.decap-cms.js": "a part", "dist/decap-cms.js.LICENSE.txt": "terms",
    "dist/decap-cms.js.map": "map", "dist/cms.js": "twin", "dist/7.cms.js": "its part", "package.json": "{}",
})  # fmt: skip
YAML_PACKAGE = packed(
    **{"dist/browser/js-yaml.umd.min.js": "yaml", "dist/js-yaml.mjs": "other", "LICENSE": "MIT"}
)


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pins are those of two small packages."""
    real = packages.PACKAGES
    digests = [
        base64.b64encode(hashlib.sha512(data).digest()).decode() for data in (CMS_PACKAGE, YAML_PACKAGE)
    ]
    made = tuple(
        Package(one.name, one.version, f"sha512-{digest}", one.files)
        for one, digest in zip(real, digests, strict=True)
    )
    monkeypatch.setattr(packages, "PACKAGES", made)


@pytest.mark.usefixtures("pinned")
def test_of_a_package_only_what_is_needed_is_kept() -> None:
    made = packages.unpacked("cms.tgz", CMS_PACKAGE)
    assert isinstance(made, Unpacked)
    assert (str(made.package), dict(made.files)) == (
        "decap-cms 3.16.3",
        {"7.decap-cms.js": b"a part", "decap-cms.js": b"all", "decap-cms.js.LICENSE.txt": b"terms"},
    )
    other = packages.unpacked("yaml.tgz", YAML_PACKAGE)
    assert isinstance(other, Unpacked)
    assert dict(other.files) == {"js-yaml.umd.min.js": b"yaml", "js-yaml.LICENSE.txt": b"MIT"}


@pytest.mark.usefixtures("pinned")
def test_a_package_that_was_changed_by_one_byte_is_refused() -> None:
    changed = bytearray(CMS_PACKAGE)
    changed[4] ^= 1  # the time in the head of gzip: what is in it would be the same
    made = packages.unpacked("cms.tgz", bytes(changed))
    assert isinstance(made, Problem)
    assert (made.code, made.path, made.wanted) == (
        "not-the-package", "cms.tgz", "decap-cms 3.16.3 or js-yaml 5.5.0, unchanged",
    )  # fmt: skip
    assert made.read.startswith("sha512-")


@pytest.mark.usefixtures("pinned")
def test_the_command_puts_the_program_into_the_hub_and_takes_out_an_older_one(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/site.toml": ON, "templates/static/admin/99.decap-cms.js": "old"})
    write(tmp_path, {"cms.tgz": CMS_PACKAGE, "yaml.tgz": YAML_PACKAGE, "bad.tgz": b"no package"})

    def run(*names: str) -> Any:
        return CliRunner().invoke(
            main, ["cms", *(str(tmp_path / name) for name in names), "--root", str(tmp_path)]
        )

    bad = run("cms.tgz", "bad.tgz")
    assert bad.exit_code == 1
    assert "bad.tgz: error: This is not a package of the CMS as it was published." in bad.output
    assert sorted(files(tmp_path / "templates/static/admin")) == ["99.decap-cms.js"]
    half = run("cms.tgz")
    assert (half.exit_code, half.stdout) == (
        1,
        "templates/static/admin/ has decap-cms 3.16.3 now: 3 files, to be kept with the hub.\n"
        "admin/js-yaml.umd.min.js is not there yet. To get it: npm pack decap-cms@3.16.3 js-yaml@5.5.0\n",
    )
    whole = run("cms.tgz", "yaml.tgz")
    assert (whole.exit_code, whole.stdout) == (
        0,
        "templates/static/admin/ has decap-cms 3.16.3 and js-yaml 5.5.0 now: 5 files, to be kept with the hub.\n",
    )
    assert sorted(files(tmp_path / "templates/static/admin")) == [
        "7.decap-cms.js", "decap-cms.js", "decap-cms.js.LICENSE.txt", "js-yaml.LICENSE.txt", "js-yaml.umd.min.js",
    ]  # fmt: skip
    assert run("nothing.tgz").exit_code == 2
    assert built(hub).problems == ()


def test_the_tests_get_the_packages_that_are_pinned() -> None:
    assert packages.TO_GET in (REPOSITORY / "tests/cms.sh").read_text()


def test_a_file_of_the_program_may_be_larger_than_a_text(tmp_path: Path) -> None:
    large = "//" + "x" * 2_100_000
    hub = small_hub(tmp_path, {**CMS, "templates/static/admin/decap-cms.js": large})
    sources = pipeline.read(hub).sources
    assert sources.templates["static/admin/decap-cms.js"].held is None
    assert sources.templates["static/admin/decap-cms.js"].size == len(large)
    write(tmp_path, {"templates/static/large.js": large})
    assert [problem.code for problem in pipeline.read(hub).problems] == ["too-large"]
