"""What the repository promises about its other files: locks, pages, names that must not be there.

Each check gives the offences under a root.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|rubygems\.org|crates\.io"
    r"|proxy\.golang\.org|--(extra-)?index-url|--find[-]links"
)
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(root|home/\w+|Users/\w+)/|[A-Z]:\\Users\\")

LOCKS = {"requirements.txt": (), "requirements-test.txt": ("test",)}


def naming_offences(root: Path, files: Sequence[str]) -> list[str]:
    """Paths of one machine and hosts of package registries in files that are kept."""
    found = []
    for name in files:
        data = (root / name).read_bytes()
        lines = [] if b"\0" in data else data.decode("utf-8", "replace").splitlines()
        for number, line in enumerate(lines, 1):
            hits = (REGISTRIES.search(line), MACHINE_PATHS.search(line))
            found += [f"{name}:{number} {hit.group()}" for hit in hits if hit]
    return found


def pins(lock: Path) -> dict[str, tuple[str, int, bool]]:
    """Name -> version, how many hashes, and whether the project itself asks for it."""
    found = {}
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
        head = re.match(r"([\w.-]+)==(\S+)", block)
        name, version = head.groups() if head else (block.splitlines()[0], "")
        hashes = len(re.findall(r"^ +--hash=sha256:[0-9a-f]{64}( \\)?$", block, re.M))
        found[name] = (version, hashes, "gazette (pyproject.toml)" in block)
    return found


def lock_offences(root: Path) -> list[str]:
    """Pins without a hash, and differences between pyproject.toml and what is locked."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found, runtime = [], pins(root / "requirements.txt")
    for file, extras in LOCKS.items():
        wanted = [Requirement(r) for r in project["dependencies"]]
        wanted += [Requirement(r) for e in extras for r in project["optional-dependencies"][e]]
        by_name = {canonicalize_name(r.name): r for r in wanted}
        locked = pins(root / file)
        direct = {name for name, (_, _, asked) in locked.items() if asked}
        found += [f"{file}: {n} is not locked" for n in sorted(by_name.keys() - direct)]
        found += [f"{file}: {n} is not asked for" for n in sorted(direct - by_name.keys())]
        for name, (version, hashes, _) in locked.items():
            if not version or not hashes:
                found.append(f"{file}: {name} has no version or no hash")
            elif name in by_name and not by_name[name].specifier.contains(version):
                found.append(f"{file}: {name} {version} is not {by_name[name].specifier}")
        for name, (version, _, _) in runtime.items():
            if locked.get(name, ("none",))[0] != version:
                found.append(f"{file}: {name} is not the {version} of requirements.txt")
    return found


def documents(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def commands(document: Path) -> Iterator[list[str]]:
    """The words of every command in the console and sh blocks of a page."""
    text = document.read_text(encoding="utf-8")
    for language, block in re.findall(r"^ *```(console|sh)\n(.*?)^ *```", text, re.M | re.S):
        for line in block.replace("\\\n", " ").splitlines():
            prompt = re.match(r"\s*\$ ", line) if language == "console" else re.match(r"\s*", line)
            if prompt:
                words = shlex.shlex(line[prompt.end() :], posix=True, punctuation_chars="&|;")
                words.whitespace_split = True
                command: list[str] = []
                for word in [*words, ";"]:
                    if set(word) <= set("&|;"):
                        yield command
                        command = []
                    elif command or not re.match(r"\w+=", word):
                        command.append(word)


def targets(root: Path) -> set[str]:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][\w-]*):", makefile, re.M))


def options(command: click.Command) -> dict[str, click.Option]:
    """Every way to write an option of a command, help included."""
    params = command.get_params(click.Context(command))
    found = [p for p in params if isinstance(p, click.Option)]
    return {written: p for p in found for written in p.opts + p.secondary_opts}


def misuse(words: Sequence[str], command: click.Command) -> str | None:
    """What is wrong with the words after `build.py`, or None. Options alone are those of build."""
    if isinstance(command, click.Group) and words[:1] and words[0].startswith("-"):
        default = command.commands.get("build", command)
        command = command if words[0].partition("=")[0] in options(command) else default
    rest = iter(words)
    for word in rest:
        if word.startswith("-"):
            written, equals, _ = word.partition("=")
            option = options(command).get(written)
            if option is None:
                return f"{command.name} has no {word}"
            if not (equals or option.is_flag or option.count):
                next(rest, None)
        elif isinstance(command, click.Group):
            if word not in command.commands:
                return f"there is no command {word}"
            command = command.commands[word]
    return None


def command_offences(root: Path, cli: click.Group) -> list[str]:
    """Commands on the pages that would not run, and CI's that the README does not give."""
    found, readme = [], []
    for page in documents(root):
        for words in commands(page):
            wrong = None
            if words[:1] == ["make"]:
                asked = [w for w in words[1:] if not re.match(r"-|\w+=", w)]
                unknown = [w for w in asked if w not in targets(root)]
                wrong = f"there is no target {unknown[0]}" if unknown else None
            elif "build.py" in words[:2]:
                wrong = misuse(words[words.index("build.py") + 1 :], cli)
            elif words[:1] == ["gazette"]:
                wrong = misuse(words[1:], cli)
            if wrong:
                found.append(f"{page.name}: {' '.join(words)}: {wrong}")
            if page.name == "README.md":
                readme.append(" ".join(words))
    for line in (root / ".ci" / "run").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "set ", "cd ")) and line not in readme:
            found.append(f".ci/run: the README does not give `{line}`")
    return found


def section(text: str, command: str) -> str | None:
    """What stands beneath the heading that has a command's name in backticks, or None."""
    named = rf"^(#+) [^\n]*`(?:[^`\n]+ )?{re.escape(command)}(?: [^`\n]+)?`[^\n]*$"
    heading = re.search(named, text, re.M)
    if heading is None:
        return None
    rest = text[heading.end() :]
    ends = re.search(rf"^#{{1,{len(heading[1])}}} ", rest, re.M)
    return rest[: ends.start()] if ends else rest


def each(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name; a group stands for those in it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from each(command, f"{above}{name} ")
        else:
            yield above + name, command


def undocumented(root: Path, cli: click.Group) -> list[str]:
    """Commands without a heading (`serve` or `build.py serve`) in docs/reference.md, and options
    that are not written out beneath it."""
    text = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    found = []
    for name, command in [("", cli), *each(cli)]:
        beneath = section(text, name) if name else text
        if beneath is None:
            found.append(f"{name} has no heading")
            continue
        for option in sorted(options(command).keys() - {"--help", "-h"}):
            if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", beneath):
                found.append(f"{name} {option}".strip())
    return found
