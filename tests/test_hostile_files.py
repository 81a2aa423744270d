"""Files from a stranger: what would run, lead elsewhere or never end is named, and nothing of it is published."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from gazette import documents, officefiles, pictures
from gazette.forms import Form, form_of
from gazette.importers.soundness import flaw
from gazette.kinds.news import News
from gazette.problems import Problem
from gazette.recipes.media import RUNS
from gazette.reports import text
from gazette.settings import Settings
from gazette.settings import read as read_settings
from tests.conftest import PROVE
from tests.hostile import hostile_hub
from tests.hub import PDF, REPOSITORY, SETTINGS, built, files, post, small_hub

NEWS = "content/news/"


def told(tmp_path: Path, given: dict[str, str | bytes]) -> list[tuple[str, str]]:
    """The codes and places of what a build says; nothing is published where there is an error."""
    report = built(small_hub(tmp_path, given))
    assert not report.failed or not (tmp_path / "site").exists()
    return [(problem.code, problem.place) for problem in report.problems]


# --- what runs -----------------------------------------------------------------------------------


def test_a_file_that_runs_is_not_published(tmp_path: Path) -> None:
    names = [f"evil{suffix}" for suffix in sorted({*RUNS, ".PHP", ".Html"})]
    given = {f"{NEWS}{name}": "x" for name in names}
    links = "".join(f"- [Open]({name})\n" for name in names)
    found = told(tmp_path, {**given, f"{NEWS}a.md": post("A", f"Words.\n\n{links}")})
    assert {place for code, place in found if code == "file-runs"} == {f"{NEWS}{name}" for name in names}
    assert {code for code, _ in found} == {"file-runs", "one-address"}  # .Html and .html are one address


@pytest.mark.parametrize("name", ["leaflet", "leaflet.page", "leaflet.tpl"])
def test_a_page_under_a_name_that_no_host_knows_is_not_published(tmp_path: Path, name: str) -> None:
    given = {f"{NEWS}a.md": post("A", f"[Open]({name})\n"), f"{NEWS}{name}": "\n <svg onload='x'/>"}
    assert told(tmp_path, given) == [("file-runs", f"{NEWS}{name}")]
    assert told(tmp_path, {f"{NEWS}{name}": "Words."}) == [("file-unexamined", f"{NEWS}{name}")]


def test_a_second_suffix_is_none_where_it_is_published(tmp_path: Path) -> None:
    """Some hosts run whatever has .php anywhere in its name."""
    given = {f"{NEWS}a.md": post("A", "[Open](evil.php.txt)\n"), f"{NEWS}evil.php.txt": "x"}
    assert told(tmp_path, given) == []
    assert (tmp_path / "site/news/evil-php.txt").is_file()


def pdf(**root: Any) -> bytes:
    """A PDF with a page on which something leads to the web, and more in its root."""
    made = pikepdf.open(io.BytesIO(PDF))
    link = {"/Subtype": "/Link", "/Rect": [0, 0, 9, 9]}
    made.pages[0].Annots = made.make_indirect(
        pikepdf.Array(
            [
                made.make_indirect(dictionary({**link, "/A": action}))
                for action in (
                    {"/S": "/URI", "/URI": b"https://example.org/"},
                    {"/S": "/URI", "/URI": b"java\nscript:alert(1)"},
                    {"/S": "/URI", "/URI": b"file:///C:/x.exe"},
                    {"/S": "/JavaScript", "/JS": b"app.alert(1)"},
                    {"/S": "/Launch", "/F": b"evil.exe"},
                    {"/S": "/SubmitForm", "/F": b"https://evil.example/"},
                    {"/S": "/Named", "/N": "/NextPage", "/Next": {"/S": "/JavaScript", "/JS": b"x"}},
                )
            ]
        )
    )
    for key, value in root.items():
        made.Root[f"/{key}"] = dictionary(value)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def dictionary(value: Any) -> Any:
    if isinstance(value, dict):
        return pikepdf.Dictionary({key: dictionary(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return pikepdf.Array([dictionary(inner) for inner in value])
    if isinstance(value, str):
        return pikepdf.Name(value)
    return pikepdf.String(value.decode()) if isinstance(value, bytes) else value


def test_a_pdf_does_nothing_by_itself_and_leads_to_the_web_alone() -> None:
    script = {"/S": "/JavaScript", "/JS": b"app.alert(1)"}
    data = pdf(
        OpenAction=script,
        AA={"/WC": script},
        Names={
            "/JavaScript": {"/Names": [b"x", script]},
            "/EmbeddedFiles": {"/Names": [b"evil.exe", {"/Type": "/Filespec", "/EF": {}}]},
        },
        AcroForm={"/Fields": [], "/XFA": b"<script/>"},
    )
    made = documents.copy("a.pdf", data)
    assert isinstance(made, bytes)
    plain = pikepdf.open(io.BytesIO(made))
    actions = [note.get("/A") for note in plain.pages[0].Annots]
    assert [str(action.get("/URI", action.S)) for action in actions if action] == [
        "https://example.org/",
        "/Named",
    ]
    assert set(plain.Root.keys()) == {"/Type", "/Pages", "/Names", "/AcroForm"}
    assert (list(plain.Root.Names.keys()), list(plain.Root.AcroForm.keys())) == ([], ["/Fields"])
    for word in (b"JavaScript", b"/JS", b"Launch", b"evil", b"XFA", b"SubmitForm"):
        assert word in data
        assert word not in made


def test_a_pdf_opens_at_its_place_still() -> None:
    made = documents.copy("a.pdf", pdf(OpenAction=[0, "/Fit"]))
    assert isinstance(made, bytes)
    assert list(pikepdf.open(io.BytesIO(made)).Root.OpenAction) == [0, "/Fit"]


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "Basic/Standard/Module1.xml", "Scripts/python/a.py"])
def test_a_document_with_macros_is_refused(part: str) -> None:
    refused = officefiles.copy("a.docx", archive(**{"content.xml": b"<x/>", part: b"x"}))
    assert isinstance(refused, Problem)
    assert refused.code == "file-runs"


def test_a_broken_document_or_one_of_too_many_parts_is_refused() -> None:
    whole = archive(**{"word/document.xml": bytes(range(256)) * 9})
    at = whole.index(b"document.xml") + 30
    broken = whole[:at] + bytes(20) + whole[at + 20 :]  # as it was packed, it cannot be unpacked
    for data in (broken, archive(**{f"p{n}": b"" for n in range(officefiles.MOST_PARTS + 1)})):
        refused = officefiles.copy("a.docx", data)
        assert isinstance(refused, Problem)
        assert refused.code == "document-unreadable"


# --- names and paths -----------------------------------------------------------------------------

KEPT = ("/.htaccess", "/.git/config", "/a/.b", "/_worker.js", "/web.config", "/CNAME")


@pytest.mark.parametrize("alias", KEPT)
def test_an_old_address_takes_no_name_that_a_host_keeps(tmp_path: Path, alias: str) -> None:
    given = {f"{NEWS}a.md": post("A", aliases=json.dumps([alias]))}
    assert told(tmp_path, given) == [("name-kept", f"{NEWS}a.md")]


ODD = ('/a"b/', "/a'b/", "/a;b}/", "/a$b/", "/<script>/", "/a|b*/", "/a{b/", "/a`b/", "/a#b/", "/%22;}server{}/",
       "/a%0aserver%20{}/", "/a%5c/", "/~x/", "/*.x", "/?p=%22;", "/a:b/", "/a%20b/")  # fmt: skip


def test_no_old_address_writes_into_what_hosts_read(tmp_path: Path) -> None:
    given = {f"{NEWS}a{n}.md": post("A", aliases=json.dumps([alias])) for n, alias in enumerate(ODD)}
    codes = {code for code, _ in told(tmp_path, {"content/site.toml": SETTINGS, **given})}
    assert codes <= {"alias-not-a-file"}
    if codes:
        for n, alias in enumerate(ODD):
            if "?" in alias:
                (tmp_path / NEWS / f"a{n}.md").write_text(post("A"))
        assert told(tmp_path, {}) == []
    rules = (tmp_path / "site/nginx-redirects.conf").read_text("utf-8").splitlines()
    entry = re.compile(r'    (?:default .*|"[^"\\\s;{}$]*" (?:"/[^"\\\s;{}$]*"|1));')
    frame = re.compile(r"#.*|map [^;{}]* \$gazette_\w+ \{|\}|map_hash_\w+ \d+;")
    assert [line for line in rules if not entry.fullmatch(line) and not frame.fullmatch(line)] == []
    lines = (tmp_path / "site/_redirects").read_text("utf-8").splitlines()
    assert [line for line in lines if line[0] != "#" and len(line.split()) != 3] == []
    assert len(lines) > 5


def test_no_setting_names_a_file() -> None:
    def types(form: Form) -> Iterator[str]:
        for blank in form.blanks:
            for value in blank.takes:
                yield from types(value.group) if value.group else (value.type,)

    named = {"file", "link", "file or address"}
    assert named & {*types(form_of(News))}
    assert not named & {*types(form_of(Settings))}


def test_a_name_that_only_begins_like_one_is_free(tmp_path: Path) -> None:
    given = {f"{NEWS}contract.md": post("A", aliases="[/.well-known/x/, /auxiliary/, /a.b/, /a/_worker.js]")}
    assert told(tmp_path, given) == []


@pytest.mark.parametrize("name", ["con.md", "com1.md", "Aux.md"])
def test_a_post_takes_none_of_windows_either(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, {f"{NEWS}{name}": post("A")}) == [("name-kept", f"{NEWS}{name}")]


@pytest.mark.parametrize("name", ["nul.txt", "COM7.csv", "leaflet."])
def test_a_document_takes_none_of_windows_either(tmp_path: Path, name: str) -> None:
    found = told(tmp_path, {f"{NEWS}a.md": post("A", f"[x]({name})\n"), f"{NEWS}{name}": "x"})
    assert ("name-kept", f"{NEWS}{name}") in found


def test_an_old_address_with_a_name_of_windows_leads_on_still(tmp_path: Path) -> None:
    """In some languages `con` is a word, and an address that was once given out is what it is."""
    assert told(tmp_path, {f"{NEWS}a.md": post("A", aliases="[/2017/con/, /aux.html, /x./]")}) == []


@pytest.mark.parametrize("name", ["a\x1b]0;x.md", "a\u202etxt.md", "a\nb.md", "a\tb.jpg"])
def test_a_name_with_a_hidden_character_is_refused_and_shown(tmp_path: Path, name: str) -> None:
    report = built(small_hub(tmp_path, {f"{NEWS}{name}": post("A")}))
    (problem,) = report.problems
    assert problem.code == "file-name"
    assert text(problem).split(": ")[0].isprintable() or "\n" in name or "\t" in name


def test_a_link_that_leads_to_itself_is_named(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {f"{NEWS}a.md": post("A")})
    (tmp_path / NEWS / "loop.md").symlink_to("loop.md")
    assert [(p.code, p.path) for p in built(hub).problems] == [("unreadable", f"{NEWS}loop.md")]


OUTSIDE = ("../../../secret.txt", "/etc/passwd", "..\\..\\secret.txt", "a/../../../secret.txt", "file:///etc/passwd",
           "C:\\secret.txt", "..%2f..%2f..%2fsecret.txt", "%2e%2e/%2e%2e/secret.txt", "a%00.txt")  # fmt: skip


BODIES = ("[x](<{}>)", '<a href="{}">x</a>', "![x](<{}>)", "[x][r]\n\n[r]: <{}>", "::: figure {}\nalt: x\n:::",
          "::: button {}\nlabel: x\n:::")  # fmt: skip


@pytest.mark.parametrize("written", OUTSIDE)
def test_nothing_outside_the_folder_is_read_or_published(tmp_path: Path, written: str) -> None:
    (tmp_path / "hub").mkdir()
    for folder in (tmp_path, tmp_path / "hub"):
        (folder / "secret.txt").write_text("SECRET")
    named = json.dumps(written)
    given = {
        f"{NEWS}a.md": post("A", attachments=f"{{file: {named}, title: T}}"),
        f"{NEWS}b.md": post("B", image=f"{{file: {named}, alt: T}}"),
        f"{NEWS}c.md": post("C", aliases=named, id=json.dumps(f"x{written}")),
        f"{NEWS}d.md": post("D", slug=named),
        **{f"{NEWS}e{n}.md": post("E", body.format(written)) for n, body in enumerate(BODIES)},
    }
    found = {place.partition(":")[0] for _, place in told(tmp_path / "hub", given)}
    assert found >= {f"{NEWS}{name}.md" for name in "abd"} | {
        f"{NEWS}e{n}.md" for n in range(len(BODIES) - 2)
    }
    # Whoever is not refused, alone: what it says leads nowhere that it should not.
    for one in sorted(set(given) - found):
        assert told(tmp_path / one.rpartition("/")[2], {one: given[one]}) == []
    there = files(tmp_path)
    ours = re.compile(r"(hub/)?secret\.txt|[^/]+/(site|content|templates|\.gazette)/.*")
    assert [path for path in there if not ours.fullmatch(path)] == []
    made = {path: data for path, data in there.items() if "/site/" in path}
    assert [path for path, data in made.items() if b"SECRET" in data or b"root:" in data] == []


# --- what never ends -----------------------------------------------------------------------------


def fields(words: str) -> dict[str, str | bytes]:
    return {f"{NEWS}a.md": f"---\ntitle: A\ndate: 2017-07-01\n{words}\n---\nWords.\n"}


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (LAUGHS, "yaml-reference"),
        ("tags: !!python/object/apply:os.system ['touch RAN']", "yaml-tag"),
        ("tags: !!python/name:os.system", "yaml-tag"),
        ("extra: {a: " + "[" * 3_000 + "]" * 3_000 + "}", "too-deep"),
        ("extra: " + "{a: " * 2_000 + "1" + "}" * 2_000, "too-deep"),
        ("tags: [" + ", ".join(f"t{n}" for n in range(8_000)) + "]", "too-many"),
        ("unions: [" + ", ".join(f"t{n}" for n in range(101)) + "]", "too-many"),
        ("expires: 99999999999-01-01", "not-a-day"),
        ("extra:\n" + "".join(f"  k{n}: 1\n" for n in range(9_000)), "front-matter-too-long"),
    ],
)
def test_fields_that_explode_or_make_objects_are_named(tmp_path: Path, words: str, code: str) -> None:
    assert code in {found for found, _ in told(tmp_path, fields(words))}
    assert sorted(path.name for path in tmp_path.iterdir() if path.name == "RAN") == []


def test_a_number_of_fifty_thousand_digits_is_text(tmp_path: Path) -> None:
    assert told(tmp_path, fields("extra: {a: " + "9" * 50_000 + "}")) == []


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("x = " + "9" * 100_000, "settings-unreadable"),
        ("x = " + "[" * 100_000, "settings-unreadable"),
        (".".join("a" * 30_000) + " = 1", "settings-unreadable"),
        ('timezone = "../../../../etc/passwd"', "not-a-timezone"),
        ('timezone = "/etc/localtime"', "not-a-timezone"),
    ],
)
def test_settings_that_never_end_or_read_elsewhere_are_named(tmp_path: Path, before: str, code: str) -> None:
    assert {found for found, _ in told(tmp_path, {"content/site.toml": f"{before}\n{SETTINGS}"})} == {code}


def test_of_thousands_of_unknown_settings_the_first_are_told(tmp_path: Path) -> None:
    many = SETTINGS + "".join(f"[a{n}]\n" for n in range(3_000))
    assert len(told(tmp_path, {"content/site.toml": many})) == 50


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(side: int) -> bytes:
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(side: int, frames: int) -> bytes:
    """An animation of a large field, in each frame of which one dot changes."""
    head = b"GIF89a" + struct.pack("<HH", side, side) + b"\x80\0\0" + bytes(3) + b"\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\1\0\0\0," + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02D\x01\0"
    return head + frame * frames + b";"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png(50_000)),
        ("a.gif", gif(2, 500_000)),
        ("a.gif", gif(60_000, 3)),
    ],
    ids=["a field of 50,000 by 50,000", "half a million frames", "a field of 60,000 by 60,000"],
)
def test_a_picture_that_unpacks_without_end_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    assert len(data) < 12_000_000
    given = {f"{NEWS}a.md": post("A", f"![x]({name})\n"), f"{NEWS}{name}": data}
    assert told(tmp_path, given) == [("picture-too-large", f"{NEWS}{name}")]


def test_frames_are_only_unpacked_up_to_a_number_of_pixels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_UNPACKED", 8 * 800 * 800)
    for frames, code in ((8, []), (9, [("picture-too-large", f"{NEWS}a.gif")])):
        given = {f"{NEWS}a.md": post("A", "![x](a.gif)\n"), f"{NEWS}a.gif": gif(800, frames)}
        assert told(tmp_path / str(frames), given) == code


def test_a_short_animation_stays(tmp_path: Path) -> None:
    assert told(tmp_path, {f"{NEWS}a.md": post("A", "![x](a.gif)\n"), f"{NEWS}a.gif": gif(8, 30)}) == []


@pytest.mark.parametrize(
    "head", [b"GIF89a=1;alert(1)//", b"GIF89a/*<html><script>alert(1)</script>", b"%PDF-1.4\n<script>"]
)
@pytest.mark.parametrize("name", ["a.gif", "a.jpg", "a.png", "a.pdf"])
def test_a_file_that_is_two_things_is_made_anew_or_refused(tmp_path: Path, head: bytes, name: str) -> None:
    given = {f"{NEWS}a.md": post("A", f"[x]({name})\n"), f"{NEWS}{name}": head + b"*/" + bytes(500)}
    built(small_hub(tmp_path, given))
    made = files(tmp_path / "site") if (tmp_path / "site").exists() else {}
    assert [path for path, data in made.items() if b"alert(1)" in data and not path.endswith(".html")] == []


# --- what is shown -------------------------------------------------------------------------------

ASKED = "{{ 7 * 191 }}{% set x = 7 * 191 %}{{ x }}{# no #}"


def test_what_looks_like_a_template_stays_text_everywhere(tmp_path: Path) -> None:
    said = json.dumps(ASKED)
    settings = SETTINGS.replace('"Anytown Trades Council"', said).replace(
        '"News of the unions in Anytown."', said
    )
    body = f"{ASKED}\n\n## {ASKED}\n\n::: quote {ASKED}\nby: x\n:::\n\n```{ASKED}\n{ASKED}\n```\n"
    given = {
        "content/site.toml": settings,
        f"{NEWS}a.md": post(said, body, tags=f"[{said}]", summary=said, authors=said, kicker=said),
        "content/events/b.md": post(said, start="2017-07-20", organiser=said, venue=f"{{name: {said}}}"),
    }
    assert told(tmp_path, given) == []
    made = files(tmp_path / "site")
    assert [path for path, data in made.items() if b"1337" in data] == []
    assert b"{{ 7 * 191 }}{% set x" in made["news/a/index.html"]


def test_words_that_are_turned_round_are_warned_of_and_shown(tmp_path: Path) -> None:
    report = built(small_hub(tmp_path, {f"{NEWS}a.md": post("A", "Pay `\u202egpj.exe` now.\n")}))
    assert [(p.code, p.severity, p.place) for p in report.problems] == [
        ("turned-text", "warning", f"{NEWS}a.md:5:6")
    ]
    shown = text(report.problems[0], lambda path: ["", "", "", "", "Pay `\u202egpj.exe` now."])
    assert "\u202e" not in shown
    assert "Pay `\ufffdgpj.exe` now." in shown
    assert r"\u202e" in shown


def test_nothing_that_is_told_commands_a_terminal() -> None:
    evil = "\x1b]52;c;eA==\x07\x9b31m\u202e"
    shown = text(Problem("x", f"A {evil}", f"a{evil}.md", 1, 1, evil, evil, evil), lambda path: [evil])
    assert {sign for sign in shown if sign != "\n" and not sign.isprintable()} == set()


# --- what reaches out ----------------------------------------------------------------------------

ALONE = """\
import socket, sys
from datetime import datetime
from pathlib import Path

asked = []

def refuse(event, args):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        asked.append((event, args))
        raise OSError("no network in this test")

sys.addaudithook(refuse)
sys.path.insert(0, sys.argv[1])
from gazette.hub import Hub
from gazette.pipeline import build
from gazette.places import Place

root, out = Path(sys.argv[2]), Path(sys.argv[3])
report = build(Hub(root, Path(sys.argv[1]) / "templates"), Place(out / "site", out / "state"), datetime(2017, 7, 14, 12), jobs=1)
print(len(report.rendered), len(asked))
if len(sys.argv) > 4:
    socket.create_connection(("127.0.0.1", 9))
"""


def alone(root: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """A build in a process of its own in which every socket is refused and counted."""
    command = [sys.executable, "-c", ALONE, str(REPOSITORY), str(root), str(out), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_build_asks_nobody(tmp_path: Path) -> None:
    """Of the sample hub, its search included, and of a hub whose every field is a stranger's."""
    small = small_hub(tmp_path / "small", {f"{NEWS}a.md": post("A", "[x](https://example.org/)\n")})
    hubs = (REPOSITORY, hostile_hub(tmp_path / "hostile")[0].root) if PROVE else (small.root,)
    for root in hubs:
        done = alone(root, tmp_path / f"{root.name}-out")
        made, asked = map(int, done.stdout.split())
        assert (made > 10, asked) == (True, 0), done.stderr


def test_a_build_that_asked_would_be_noticed(tmp_path: Path) -> None:
    done = alone(small_hub(tmp_path / "hub", {}).root, tmp_path / "out", "ask")
    assert "no network in this test" in done.stderr


@pytest.mark.parametrize("name", ["evil.html", "evil.php", "leaflet.page"])
def test_an_import_brings_no_file_that_runs(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<script>x</script>")
    (tmp_path / "minutes.txt").write_text("<minutes>")
    assert "can run as a program" in flaw(str(tmp_path / name))
    assert flaw(str(tmp_path / "minutes.txt")) == ""


@pytest.mark.parametrize(
    "address", ["https://x;script-src", 'https://x"y.example', "https://x,y", "https://{x}", "https://x'y"]
)
@pytest.mark.parametrize("setting", ["base_url", "moved_from", "websub_hub", "host", "sign_in"])
def test_no_address_of_the_settings_writes_into_a_policy_or_a_hosts_settings(
    tmp_path: Path, setting: str, address: str
) -> None:
    tables = {"websub_hub": "feeds", "host": "cms", "sign_in": "cms"}
    line = f"{setting} = {json.dumps(address + '/')}\n"
    if setting in tables:
        more = 'repository = "a/b"\napp = "x"\n' + (
            "" if setting == "sign_in" else 'sign_in = "https://x.example"\n'
        )
        more = more if tables[setting] == "cms" else ""
        chosen = (
            SETTINGS.replace("[feeds]\n", f"[feeds]\n{line}")
            if not more
            else f"{SETTINGS}[cms]\n{more}{line}"
        )
    else:
        chosen = line + re.sub(rf"^{setting} = .*\n", "", SETTINGS, flags=re.M)
    found = read_settings("content/site.toml", chosen.encode())
    assert (found[0], {p.code for p in found[1]}) == (None, {"not-an-address"})


@pytest.mark.parametrize("path", ["/a;b/", "/a'b/", "/{a}/", "/$a/"])
def test_neither_does_the_path_of_the_site(path: str) -> None:
    chosen = SETTINGS.replace("anytown.example/", f"anytown.example{path}")
    found = read_settings("content/site.toml", chosen.encode())
    assert (found[0], [p.code for p in found[1]]) == (None, ["not-a-base"])
