"""Workspace: what VS Code needs to know of a hub: schemas, completion, the checks as a task.

Completion of front matter is given as snippets, since the schemas that VS Code's own extensions
follow are for whole files of YAML or TOML, and front matter is the head of a Markdown file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from gazette import settings
from gazette.forms import Blank, Value, form_of
from gazette.kinds import CONTENT, KINDS
from gazette.mending import scalar
from gazette.schema import json_schema

FOLDER: Final = ".vscode"

SITE: Final = "site"
"""The word for the schema of the settings."""

Json = dict[str, Any]


def schemas() -> tuple[tuple[str, Json], ...]:
    """The JSON Schema of every kind's front matter, and of content/site.toml, by their words."""
    kinds = ((kind.kind, json_schema(form_of(kind), f"Front matter: {kind.label}")) for kind in KINDS)
    return (*kinds, (SITE, json_schema(form_of(settings.Settings), f"Settings: {settings.PATH}")))


def made() -> tuple[tuple[str, str], ...]:
    """The files that are made from the kinds, each with its text."""
    found = [(f"{FOLDER}/schemas/{word}.schema.json", _text(schema)) for word, schema in schemas()]
    return (*found, (f"{FOLDER}/gazette.code-snippets", _text(dict(_snippets()))))


def offered() -> tuple[tuple[str, str], ...]:
    """The files that a hub may have in its own way; these are for where there are none."""
    return (
        (f"{FOLDER}/settings.json", _text(_settings())),
        (f"{FOLDER}/extensions.json", _text({"recommendations": list(EXTENSIONS)})),
        (f"{FOLDER}/tasks.json", _text(_tasks())),
    )


EXTENSIONS: Final = ("tamasfe.even-better-toml", "EditorConfig.EditorConfig")
"""What VS Code offers to install: completion in site.toml, and the spaces of .editorconfig."""


def _settings() -> Json:
    return {
        "[markdown]": {
            "editor.quickSuggestions": {"comments": "off", "strings": "off", "other": "on"},
            "editor.wordBasedSuggestions": "off",
            "editor.wordWrap": "on",
        },
        "files.encoding": "utf8",
        # Read by YAML language servers that are given front matter, as in Neovim or Helix.
        "yaml.schemas": {
            f"{FOLDER}/schemas/{kind.kind}.schema.json": f"{CONTENT}/{kind.folder}/**/*.md" for kind in KINDS
        },
        "evenBetterToml.schema.associations": {
            f"^.*{settings.PATH.replace('.', '[.]')}$": f"./{FOLDER}/schemas/{SITE}.schema.json"
        },
    }


def _tasks() -> Json:
    pattern = {
        "regexp": "^([^:]+\\.\\w+):(\\d+):(\\d+): (error|warning): (.*)$",
        "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5,
    }  # fmt: skip
    matcher = {"owner": "gazette", "fileLocation": ["relative", "${workspaceFolder}"], "pattern": pattern}
    # The program of the repository in its own environment, else the one that is installed.
    here = "if [ -x .venv/bin/python ]; then .venv/bin/python build.py check; else gazette check; fi"
    python = {"command": here, "windows": {"command": "gazette check"}}
    return {
        "version": "2.0.0",
        "tasks": [
            {
                "label": "Check the posts", "type": "shell", **python, "problemMatcher": matcher,
                "group": {"kind": "build", "isDefault": True}, "presentation": {"reveal": "silent"},
            }
        ],
    }  # fmt: skip


def _snippets() -> Iterator[tuple[str, Json]]:
    """A completion for every field, told apart where kinds have fields of one name."""
    owners: dict[tuple[str, str, str], list[str]] = {}
    for kind in KINDS:
        for blank in form_of(kind).blanks:
            owners.setdefault((blank.name, "\n".join(_lines(blank)), blank.meaning), []).append(kind.kind)
    for (name, body, meaning), kinds in owners.items():
        every = len(kinds) == len(KINDS)
        title = name if every else f"{name} ({', '.join(kinds)})"
        yield title, {"scope": "markdown", "prefix": name, "body": body.split("\n"), "description": meaning}


def _lines(blank: Blank) -> Iterator[str]:
    """The lines of a field with places to fill in, as snippets have them."""
    value = blank.takes[0]
    if value.group is None:
        yield f"{blank.name}: {_place(blank, value, 1)}"
        return
    yield f"{blank.name}:"
    for number, inner in enumerate(value.group.begun, 1):
        start = ("  - " if number == 1 else "    ") if value.many else "  "
        yield f"{start}{inner.name}: {_place(inner, inner.takes[0], number)}"


def _place(blank: Blank, value: Value, number: int) -> str:
    words = value.choices or (("yes", "no") if value.type == "yes or no" else ())
    if words:
        return f"${{{number}|{','.join(words)}|}}"
    example = scalar(blank.example) if blank.example else ""
    shown = example.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
    return f"${{{number}:{shown}}}" if shown else f"${number}"


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
