"""What the package promises about its own shape: each check gives the offences under a root."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

LONGEST = 300

LAYERS = (
    (
        "problems",
        "fingerprint",
        "stamps",
        "engine",
        "instants",
        "addresses",
        "links",
        "sequence",
        "allowlist",
        "colours",
        "policies",
        "zones",
        "wording",
    ),
    (
        "rasters",
        *("folders", "sources", "decoding", "fields", "frontmatter", "mending", "toml", "kinds"),
        *("sections", "settings"),
        *("ledger", "mediatypes", "shelf", "records"),
    ),
    (
        "effort",
        "signs",
        "inline",
        "sieve",
        "comments",
        "advice",
        "markup",
        "pieces",
        "shortcodes",
        "prose",
        "drawings",
        "pictures",
        "posters",
        "icons",
        "segments",
        "actions",
        "documents",
        "officefiles",
        "recordings",
        "leaflets",
        "sharing",
        *("forms", "schema", "workspace", "drafting", "founding", "backends", "cms", "packages"),
        "minting",
        "formatting",
        "recording",
    ),
    (
        "identity",
        "moves",
        "site",
        "index",
        "published",
        "wordpress",
        "history",
        "verdicts",
        "occasions",
        "positions",
        "calendar_events",
        "versions",
        "announcements",
        "timetable",
        "weeks",
        "digests",
        "answers",
        "funds",
        "agenda",
        "diary",
        "relations",
        "gallery",
        "targets",
        "syndication",
        "structured",
        "facts",
        "questions",
        "intake",
        "crosschecks",
        "legacies",
        "promises",
    ),
    (
        *(
            "plan",
            "parts",
            "reader",
            "filters",
            "illustrations",
            "templating",
            "feeds",
            "calendars",
            "letters",
            "store",
            "searching",
            "sitemaps",
            "hosting",
            "recipes",
            "desk",
            "render",
            "workers",
            "making",
        ),
        *("traces", "locks", "places", "rewriting", "hub", "staging", "standing", "publish"),
    ),
    ("pipeline",),
    (
        "importers",
        "inquiry",
        "renaming",
        "verification",
        "websub",
        "reports",
        "watch",
        "live",
        "panel",
        "connections",
        "serve",
    ),
    ("cli",),
)
"""The package, from the ground up. A module imports from rows before its own, or from its own row
without going round in a circle; `gazette` itself imports none."""

WHOLE_MODULES = ("shutil", "tempfile", "multiprocessing", "subprocess", "concurrent")
"""Imports that are a deed in themselves: nothing pure has a use for them."""

ONLY_IN = {
    "file": {
        "stamps",
        "engine",
        "folders",
        "importers",
        "sources",
        "shelf",
        "traces",
        "locks",
        "places",
        "publish",
        "rewriting",
        "staging",
        "store",
        "verification",
        "serve",
    },
    "clock": {"cli"},
    "stopwatch": {"cli", "stamps", "watch", "connections"},
    "process": {"workers", "searching"},
    "print": {"cli"},
}
"""Who may do what. A stopwatch measures how long something takes; it cannot tell the time."""

DEEDS = (
    ("file", r"shutil|tempfile|(io\.|os\.|codecs\.)?open"),
    (
        "file",
        r"os\.(replace|rename|remove|unlink|f?truncate|fsync|utime|(sym)?link|mkdir|makedirs)",
    ),
    ("file", r"os\.(rmdir|removedirs|scandir|listdir|walk|l?stat|path\.(getmtime|getsize))"),
    ("file", r".*\.(read_text|read_bytes|write_text|write_bytes|open|unlink|mkdir|rmdir|rename)"),
    ("file", r".*\.(touch|iterdir|glob|rglob|symlink_to|hardlink_to)"),
    ("clock", r"datetime\.datetime\.(now|utcnow|today)|datetime\.date\.today"),
    ("clock", r"time\.(time|time_ns|localtime|ctime|asctime)"),
    ("stopwatch", r"time\.(monotonic|perf_counter|process_time)(_ns)?"),
    ("process", r"multiprocessing|subprocess|concurrent"),
    ("process", r"os\.(fork|forkpty|system|popen|posix_spawnp?|spawn\w+|exec\w+)"),
    ("print", r"print|click\.(echo|secho|echo_via_pager)|sys\.(stdout|stderr)(\..*)?"),
)


def modules(root: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((root / "gazette").rglob("*.py")):
        if path.name == "__main__.py":
            continue  # three lines that hand over to cli
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def noun(module: str) -> str:
    """The name by which a module stands in the table: `gazette.kinds.news` is of `kinds`."""
    return f"{module}.".split(".")[1]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def long_modules(root: Path) -> list[str]:
    counts = {m: p.read_text(encoding="utf-8").count("\n") for m, p in modules(root).items()}
    return [f"{m} has {n} lines" for m, n in counts.items() if n >= LONGEST]


def imports_of(module: str, path: Path, known: Sequence[str]) -> Iterator[str]:
    """The modules of the package that one imports, wherever in the file it does so."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name in known)
        elif isinstance(node, ast.ImportFrom):
            near = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(near * bool(node.level) + [node.module] * bool(node.module))
            for alias in node.names:
                name = f"{base}.{alias.name}"
                target = name if name in known else base
                if target in known and target not in (module, "gazette"):
                    yield target


def import_offences(root: Path) -> list[str]:
    """Modules in no row, rows without a module, imports upwards, and circles."""
    row = {name: n for n, names in enumerate(LAYERS) for name in names}
    known = modules(root)
    nouns = {noun(m) for m in known} - {""}
    offences = [f"{name} is in no row of LAYERS" for name in sorted(nouns - row.keys())]
    offences += [f"LAYERS has {name}, the package has not" for name in sorted(row.keys() - nouns)]
    graph = {m: sorted(set(imports_of(m, path, list(known)))) for m, path in known.items()}
    placed = {m: targets for m, targets in graph.items() if noun(m) in row or not noun(m)}
    for module, targets in placed.items():
        here = row.get(noun(module), -1)
        for target in targets:
            there = row.get(noun(target), -1)
            if there > here or (not noun(target) and target != module):
                offences.append(f"{module} imports {target}, which is above it")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        offences.append("a circle: " + " -> ".join(circle.args[1]))
    return offences


IMPORT_EACH = """
import importlib, json, sys
failed = {}
for name in json.loads(sys.argv[1]):
    for loaded in [m for m in sys.modules if m.partition(".")[0] == "gazette"]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except BaseException as error:
        failed[name] = f"{type(error).__name__}: {error}"
print(json.dumps(failed))
"""


def failed_imports(root: Path) -> dict[str, str]:
    """The modules that cannot be imported first, each with what Python said."""
    names = json.dumps(list(modules(root)))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EACH, names],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """`datetime.datetime.now` for `datetime.now`, as the imports have it; `?` for a value."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return "?"


def deeds(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, deed and words of everything in a file that reaches outside the program."""
    nodes = list(ast.walk(tree_of(path)))
    names, seen = {}, []
    for node in nodes:
        if isinstance(node, ast.Import):
            for a in node.names:
                first = a.name.partition(".")[0]
                names[a.asname or first] = a.name if a.asname else first
                seen.append((node, first))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
            seen.append((node, node.module.partition(".")[0]))
    seen = [(node, name) for node, name in seen if name in WHOLE_MODULES]
    called = {id(n.func): n for n in nodes if isinstance(n, ast.Call)}
    inner = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
    seen += [
        (node, dotted(node, names))
        for node in nodes
        if isinstance(node, (ast.Name, ast.Attribute)) and id(node) not in inner
    ]
    for node, name in seen:
        for deed, pattern in DEEDS:
            if re.fullmatch(pattern, name) and not harmless(deed, name, called.get(id(node)), names):
                yield node.lineno, deed, name


def harmless(deed: str, name: str, call: ast.Call | None, names: dict[str, str]) -> bool:
    """Whether it only looks like a file: the value `course.open`, `Image.open(BytesIO(data))`."""
    if deed != "file" or name in WHOLE_MODULES:
        return False
    first = call.args[0] if call and call.args else None
    in_memory = isinstance(first, ast.Call) and dotted(first.func, names) == "io.BytesIO"
    return call is None or in_memory or name == "webbrowser.open"


def deed_offences(root: Path) -> list[str]:
    return [
        f"{module}:{line} {name} ({deed})"
        for module, path in modules(root).items()
        for line, deed, name in deeds(path)
        if noun(module) not in ONLY_IN[deed]
    ]


def undescribed(root: Path) -> list[str]:
    """Public modules, classes and functions without a docstring."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = []
    for module, path in modules(root).items():
        tree = tree_of(path)
        named = [(module, tree)] + [
            (f"{module}.{n.name}", n)
            for n in tree.body
            if isinstance(n, kinds) and not n.name.startswith("_")
        ]
        found += [name for name, node in named if not ast.get_docstring(node)]
    return found
