"""The kinds of problem that the package can tell of, read off its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.checks import shape

CODE = re.compile(r"[a-z]+(-[a-z]+)*")
CALLED = {"Problem": 0, "Finding": 0, "PydanticCustomError": None}
TUPLES = {"_Case": 2, "_Found": 1}
"""Where a code stands in the tuples that some modules give before they make problems of them."""


def codes(root: Path) -> dict[str, str]:
    """Every code with the module that first has it."""
    found: dict[str, str] = {}
    trees = {module: shape.tree_of(path) for module, path in shape.modules(root).items()}
    everywhere = {"refuse": 0}
    for module, tree in trees.items():
        takers = {**CALLED, **everywhere, **dict(_takers(tree))}
        for code in (*_called(tree, takers), *_tuples(tree), *_assigned(tree)):
            if CODE.fullmatch(code):
                found.setdefault(code, module)
    return found


def _takers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions that take a code, with the number of that argument."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
            if "code" in names:
                yield node.name, names.index("code")


def _called(tree: ast.Module, takers: dict[str, int | None]) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = takers.get(name)
        if place is not None and len(node.args) > place:
            yield from _strings(node.args[place])
        yield from (
            code for k in node.keywords if k.arg == "code" and name in takers for code in _strings(k.value)
        )


def _tuples(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            words = ast.unparse(node.returns)
            for name, place in TUPLES.items():
                if name in words:
                    for inner in ast.walk(node):
                        if isinstance(inner, ast.Tuple) and len(inner.elts) == 6:
                            yield from _strings(inner.elts[place])


def _assigned(tree: ast.Module) -> Iterator[str]:
    """What is put into a variable called `code`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = (
                    zip(target.elts, node.value.elts, strict=False)
                    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                    else [(target, node.value)]
                )
                for one, value in pairs:
                    if isinstance(one, ast.Name) and one.id == "code":
                        yield from _strings(value)


def _strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_strings(node.body), *_strings(node.orelse))
