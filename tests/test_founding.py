"""Another council: the wheel in an environment of its own, and a hub that `init` makes far from the repository."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import threading
import tomllib
import urllib.request
import venv
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from gazette.cli import main
from gazette.founding import PUBLISHING, Founding, files
from gazette.hub import Hub
from gazette.kinds import KINDS
from gazette.pipeline import build
from gazette.places import Place
from gazette.sources import gather, load
from tests.hub import REPOSITORY
from tests.test_repository import kept_files

NOON = datetime(2026, 3, 2, 12)
NAME = 'Ashford & District "United" Trades Council'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made by the backend that pyproject.toml pins."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--disable-pip-version-check", "-w", folder, REPOSITORY], cwd=folder, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def gazette(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, in an environment that has the wheel; only what it depends on is lent to it."""
    home = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    into = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    Path(into, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "-q"]
    subprocess.run([*pip, "--no-index", "--no-deps", wheel], check=True)
    return home / "bin" / "gazette"


@pytest.fixture(scope="module")
def council(gazette: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that the installed command made, built by it."""
    hub = tmp_path_factory.mktemp("council") / "hub"
    said = run(
        gazette, hub.parent, "init", "hub", "--yes", "--name", NAME, "--address", "https://ashford.example/news",
        "--zone", "Europe/Dublin", "--colour", "#00558b",
    )  # fmt: skip
    assert "The hub is ready in hub." in said
    return hub


def run(gazette: Path, folder: Path, *words: str) -> str:
    """What the installed command prints, run in a folder that has nothing to do with the repository."""
    done = subprocess.run([gazette, *words], cwd=folder, capture_output=True, text=True, env=clean_env())
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean_env() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def test_the_wheel_has_every_file_of_the_package_and_every_template(wheel: Path) -> None:
    kept = kept_files(REPOSITORY)
    wanted = {n for n in kept if n.startswith("gazette/")}
    wanted |= {f"gazette/{n}" for n in kept if n.startswith("templates/")}
    wanted |= {f"gazette/scripts/{n.rpartition('/')[2]}" for n in PUBLISHING}
    packed = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    assert packed == wanted


def test_the_backend_is_pinned_to_the_version_that_the_tests_use() -> None:
    wanted = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["build-system"][
        "requires"
    ]
    locked = re.search(r"^hatchling==[\d.]+", (REPOSITORY / "requirements-test.txt").read_text("utf-8"), re.M)
    assert locked is not None
    assert wanted == [locked[0]]


def test_a_new_hub_passes_its_checks_and_is_built_by_the_installed_command(
    gazette: Path, council: Path
) -> None:
    where = run(gazette, council, "check", "--strict")
    assert "no ledger" in where
    run(gazette, council)
    home = (council / "site/index.html").read_text(encoding="utf-8")
    assert "Ashford &amp; District" in home
    assert "https://ashford.example/news/" in home
    assert "#00558b" in "".join(p.read_text("utf-8") for p in (council / "site").rglob("*.css"))
    assert run(gazette, council, "verify").endswith("files are, byte for byte, what a clean build makes.\n")
    assert "Europe/Dublin" in (council / "content/site.toml").read_text(encoding="utf-8")


def test_the_installed_command_shows_a_new_hub(gazette: Path, council: Path) -> None:
    words = [gazette, "serve", "--port", "18741"]
    with subprocess.Popen(words, cwd=council, stdout=subprocess.PIPE, text=True, env=clean_env()) as serving:
        stop = threading.Timer(60, serving.kill)
        stop.start()
        try:
            assert serving.stdout is not None
            said = next(line for line in serving.stdout if "The preview is at" in line)
            address = re.search(r"http://\S+", said)
            assert address is not None
            with urllib.request.urlopen(address[0]) as answer:
                assert "Our new site" in answer.read().decode()
        finally:
            stop.cancel()
            serving.terminate()


def test_a_new_hub_is_published_by_its_own_scripts_and_the_installed_command(
    gazette: Path, council: Path
) -> None:
    env = {**clean_env(), "PATH": f"{gazette.parent}:{os.environ['PATH']}"}

    def script(*words: str) -> str:
        done = subprocess.run(["sh", *words], cwd=council, capture_output=True, text=True, env=env)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert script("publish/due.sh") == "due\n"
    script("publish/build.sh", "first")
    assert (council / "site/ledger.json").is_file()
    [next_change] = (council / ".gazette/next-change").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"\d+ none", next_change)
    assert script("publish/due.sh") == "rest\n"


TEMPLATES = sorted(
    p.relative_to(REPOSITORY / "templates").as_posix()
    for p in (REPOSITORY / "templates").rglob("*")
    if p.is_file()
)


def test_a_hub_has_its_own_template_style_or_script_by_a_file_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    for name in TEMPLATES:
        own = tmp_path / "templates" / name
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text("ours", encoding="utf-8")
        found = gather(tmp_path, REPOSITORY / "templates")[0].templates
        assert {n for n, source in found.items() if load(source) == b"ours"} == {name}
        assert sorted(found) == TEMPLATES
        own.unlink()


def founded(root: Path, today: date = date(2026, 3, 2)) -> Hub:
    """A new hub, as of a day."""
    for path, text in files(
        Founding(NAME, "https://ashford.example/", "Europe/London", "#00558b"), today, {}
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return Hub(root, REPOSITORY / "templates")


def test_what_a_hub_overrides_is_what_its_pages_are_made_with(tmp_path: Path) -> None:
    hub, place, now = (
        founded(tmp_path),
        Place(tmp_path / "site", tmp_path / ".gazette/site"),
        datetime(2026, 3, 2, 12),
    )
    assert build(hub, place, now).problems == ()
    for name, old, new, page in (
        ("base.html", "</body>", "<p>Ours</p></body>", "index.html"),
        ("_fund.html", "By cheque", "By post", "disputes/library-hours/index.html"),
        ("static/style.css", "", "/* ours */", ""),
    ):
        text = (REPOSITORY / "templates" / name).read_text(encoding="utf-8")
        own = tmp_path / "templates" / name
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(text.replace(old, new, 1), encoding="utf-8")
        report = build(hub, place, now)
        assert report.problems == ()
        shown = [tmp_path / "site" / page] if page else list((tmp_path / "site").rglob("style*.css"))
        assert any(new in file.read_text(encoding="utf-8") for file in shown)


def test_a_mistake_in_any_template_of_a_hub_is_told_at_its_own_file(tmp_path: Path) -> None:
    hub, place, now = (
        founded(tmp_path),
        Place(tmp_path / "site", tmp_path / ".gazette/site"),
        datetime(2026, 3, 2, 12),
    )
    assert build(hub, place, now).problems == ()
    # What a new hub has no page for: what went away, comments of an old site, digests, a fund in a text, a CMS.
    unused = {
        "admin.html",
        "gone.html",
        "redirect.html",
        "_comments.html",
        "digest.html",
        "digest-item.html",
        "digests.html",
        "fund-block.html",
    }
    names = [n for n in TEMPLATES if not n.startswith("static/")]
    told = {}
    for name in names:
        own = tmp_path / "templates" / name
        own.parent.mkdir(exist_ok=True)
        own.write_text("{% nonsense %}", encoding="utf-8")
        told[name] = {p.path for p in build(hub, place, now, write=False).problems}
        own.unlink()
    assert {name for name, paths in told.items() if paths != {f"templates/{name}"}} <= unused


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 12, 31), date(2026, 3, 20)])
def test_there_is_one_example_of_each_kind_and_none_needs_mending_on_any_day(
    tmp_path: Path, today: date
) -> None:
    hub = founded(tmp_path, today)
    kinds = sorted(p.parent.name for p in (tmp_path / "content").rglob("*.md"))
    assert kinds == sorted(kind.folder for kind in KINDS)
    report = build(
        hub,
        Place(tmp_path / "o", tmp_path / "s"),
        datetime(today.year, today.month, today.day, 12),
        write=False,
    )
    assert report.problems == ()


def test_init_asks_until_an_answer_can_be_read(tmp_path: Path) -> None:
    answers = "Anytown\nanytown\nhttps://anytown.example\nEurope/Lundon\nEurope/Paris\n#f00\n#00558b\n"
    done = CliRunner().invoke(main, ["init", str(tmp_path / "hub")], input=answers)
    assert done.exit_code == 0
    assert "“Europe/Lundon” is not a time zone." in done.output
    assert "Did you mean Europe/London?" in done.output
    assert "Did you mean #ff0000?" in done.output
    text = (tmp_path / "hub/content/site.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["timezone"] == "Europe/Paris"
    assert tomllib.loads(text)["base_url"] == "https://anytown.example/"


def test_init_refuses_a_bad_option_and_a_folder_that_is_a_hub(tmp_path: Path) -> None:
    bad = CliRunner().invoke(main, ["init", str(tmp_path / "hub"), "--yes", "--colour", "red"])
    assert (bad.exit_code, (tmp_path / "hub").exists()) == (2, False)
    assert "“red” is not a colour written #rrggbb." in bad.output
    (tmp_path / "content").mkdir()
    taken = CliRunner().invoke(main, ["init", str(tmp_path), "--yes"])
    assert (taken.exit_code, sorted(p.name for p in tmp_path.iterdir())) == (1, ["content"])


@pytest.mark.parametrize(
    ("colour", "readable"), [("#f00000", "#da0000"), ("#ffe600", "#786c00"), ("#ffffff", "#6b6b6b")]
)
def test_a_colour_that_is_hard_to_read_is_darkened_and_trims_the_banner(
    tmp_path: Path, colour: str, readable: str
) -> None:
    done = CliRunner().invoke(main, ["init", str(tmp_path / "hub"), "--yes", "--colour", colour])
    assert done.exit_code == 0
    assert (
        f"Links in {colour} would be hard to read: they are {readable}, and the fringe of the" in done.output
    )
    said = tomllib.loads((tmp_path / "hub/content/site.toml").read_text(encoding="utf-8"))["colours"]
    assert (said["accent"], said["trim"]) == (readable, colour)
    check = CliRunner().invoke(main, ["check", "--strict", "--root", str(tmp_path / "hub")])
    assert (check.exit_code, "hard to read" in check.output) == (0, False)
