"""Schema: a form as JSON Schema (draft 7), for completion and checking in editing programs.

It says what can be said of one value at a time, and allows whatever a build would. Rules across
fields, references and the clock are left to the build. A program that reads YAML by itself makes
numbers of some texts and true of yes, so both are allowed where that may happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gazette.forms import Blank, Form, Value
from gazette.kinds.texts import NO, YES

DRAFT: Final = "http://json-schema.org/draft-07/schema#"

_SCALAR: Final = ["string", "number", "boolean"]
NUMBER: Final = "^\\s*[0-9][0-9,.]*( ?%)?\\s*$"
"""What a number looks like as people write it."""

Json = dict[str, Any]


def json_schema(form: Form, title: str) -> Json:
    """The JSON Schema of a form, with every group of fields that it leads to."""
    return {
        "$schema": DRAFT,
        "title": title,
        **_object(form),
        "definitions": {one.name: _object(one) for one in _groups(form)},
    }


def _groups(form: Form) -> tuple[Form, ...]:
    """Every group that a form leads to, each once, in the order in which it is met."""
    found: dict[str, Form] = {}
    for blank in form.blanks:
        for value in blank.takes:
            if value.group is not None:
                found |= {one.name: one for one in (value.group, *_groups(value.group))}
    return tuple(found.values())


def _object(form: Form) -> Json:
    required = [blank.name for blank in form.blanks if blank.required]
    return {
        "description": form.meaning,
        "type": "object",
        "properties": {blank.name: _property(blank) for blank in form.blanks},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _property(blank: Blank) -> Json:
    ways = [way for value in blank.takes for way in _ways(value)]
    if not blank.required:
        ways.append({"type": "null"})  # a name with nothing behind it is a field left out
    said: Json = {"description": blank.meaning, **(ways[0] if len(ways) == 1 else {"anyOf": ways})}
    if blank.example:
        said["examples"] = [blank.example]
    if blank.default and blank.takes[0].type == "choice":
        said["default"] = blank.default
    return said


def _ways(value: Value) -> Iterator[Json]:
    """Every way of writing a value; one alone stands for a list of one."""
    ways = list(_one(value))
    yield from ways
    if value.many:
        yield {"type": "array", "items": ways[0] if len(ways) == 1 else {"anyOf": ways}}


def _one(value: Value) -> Iterator[Json]:
    if value.group is not None:
        yield {"$ref": f"#/definitions/{value.group.name}"}
    elif value.type == "extra":
        yield {"type": "object"}
    elif value.type == "reference":
        yield {"type": ["string", "number"], "pattern": "^\\s*[a-z0-9/-]+\\s*$"}
    elif value.type == "choice":
        yield {"enum": list(value.choices)}
        yield {"type": "string", "pattern": _any_case(value.choices)}
    else:
        yield from _declared(dict(value.rule), value.choices)


def _declared(rule: Json, choices: tuple[str, ...]) -> Iterator[Json]:
    """What a declared type says of its text, and what a YAML reader may have made of the text."""
    if choices:
        yield {"enum": list(choices)}
        # `Mon`, `mondays` and `MON.` are read as well.
        yield {"type": "string", "pattern": _any_case(word[:3] for word in choices)[:-1]}
    elif rule["type"] == "boolean":
        yield {"enum": [True, False, YES[0], NO[0]]}
        yield {"type": "string", "pattern": _any_case(YES + NO)}
    elif rule["type"] in ("integer", "number"):
        yield rule
        yield {"type": "string", "pattern": NUMBER}
    elif "pattern" in rule:
        yield {**rule, "type": list(rule["type"]) if isinstance(rule["type"], tuple) else rule["type"]}
    else:
        yield {"type": _SCALAR}


def _any_case(words: Any) -> str:
    """A pattern for any of the words in small or capital letters; not all programs know a flag for it."""
    either = ("".join(f"[{c.upper()}{c}]" if c.isalpha() else " +" for c in word.lower()) for word in words)
    return f"^\\s*({'|'.join(either)})\\s*$"
