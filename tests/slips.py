"""A grammar of slips over the schema: good posts of every kind and field, and what fingers do to them.

`goods()` gives a good post for every field of every kind, `slips(good)` every slip that can be made
in that field, and `followed` does what a hint says, word for word, as somebody would who knows no YAML.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gazette.forms import Blank, Form, Value, form_of
from gazette.kinds import KINDS
from gazette.mending import scalar
from gazette.problems import Problem, shorten
from tests.hub import REPOSITORY

sys.path.insert(0, str(REPOSITORY / "docs"))
from reference import EXAMPLES

sys.path.pop(0)

WITH = {
    "withdrawn": ["status: withdrawn"], "end": ["start: 2017-07-14 16:30"],
    "all_day": ["start: 2017-07-14"], "duration": ["start: 2017-07-14 18:30"],
    "sort_code": ["account_name: Fund", "account_number: 01234567"], "account_name": ["sort_code: 08-60-01", "account_number: 01234567"],
    "account_number": ["account_name: Fund", "sort_code: 08-60-01"], "endorses": [],
}  # fmt: skip
"""What some fields need beside them, at the top level."""

BESIDE = {
    ("image", "alt"): [], ("image", "decorative"): [], ("source", "canonical"): ["url: https://example.org/a"],
    ("attachments", "kind"): [], ("apply", "by"): [],
}  # fmt: skip

FILES = {"file": "flyer.pdf", "file or address": "transcript.txt"}
NAMES = {
    "campaign": "save-the-library",
    "fund": "library",
    "statement": "first-endorsement",
    "entry": "news/strike-day-two",
}


@dataclass(frozen=True)
class Good:
    """A good post: its kind, its lines, and the line (from 0) of the field that a slip is made in."""

    kind: str
    folder: str
    lines: tuple[str, ...]
    at: int
    name: str
    value: Value
    required: bool
    depth: int

    @property
    def path(self) -> str:
        return f"content/{self.folder}/the-post.md"

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    @property
    def written(self) -> str:
        """What stands behind the name."""
        return self.lines[self.at].split(":", 1)[1].strip()


def example(blank: Blank, value: Value) -> str:
    if blank.name == "except":
        return "2017-10-02"
    if blank.example:
        return scalar(blank.example)
    if value.type == "reference":
        return NAMES[value.reference]
    if value.type == "choice":
        return value.choices[0]
    return scalar({**EXAMPLES, **FILES, "slug": "a-slug"}[value.type])


def field_lines(blank: Blank, value: Value, indent: str) -> list[str]:
    """A field as a block, with what its group needs."""
    if value.group is None:
        return [f"{indent}{blank.name}: {example(blank, value)}"]
    inner = [
        line for one in value.group.blanks if one.required for line in field_lines(one, one.takes[0], "")
    ]
    if value.group.name == "Image":
        inner.append("alt: A red banner")
    if value.group.name in ("ContactDetails", "Application"):
        inner.append("email: a@example.org")
    return [f"{indent}{blank.name}:", *(f"{indent}  {line}" for line in listed(inner, value.many))]


def listed(lines: list[str], many: bool) -> list[str]:
    return [f"{'  ' if n else '- '}{line}" for n, line in enumerate(lines)] if many else lines


def goods() -> Iterator[Good]:
    """A good post for every field of every kind, and for every field of its groups."""
    for kind in KINDS:
        form = form_of(kind)
        for blank in form.blanks:
            for value in blank.takes:
                if value.type == "extra" or (value.type == "text" and len(blank.takes) > 1):
                    continue
                yield from within(kind.kind, kind.folder, form, blank, value)


def within(kind: str, folder: str, form: Form, blank: Blank, value: Value) -> Iterator[Good]:
    top = top_lines(form, blank.name)
    mine = field_lines(blank, value, "")
    base = ("---", *top, *mine, "---", "The text of the post.")
    at = 1 + len(top)
    if value.group is None:
        yield Good(kind, folder, base, at, blank.name, value, blank.required, 0)
        return
    yield Good(kind, folder, base, at, blank.name, value, blank.required, 0)
    for inner in value.group.blanks:
        taken = inner.takes[0]
        if taken.group is not None:
            continue
        have = [line.strip(" -") for line in mine[1:]]
        row = next((n for n, line in enumerate(have) if line.startswith(f"{inner.name}:")), None)
        if row is None:
            have = [
                line
                for line in have
                if not (value.group.name == "Image" and inner.name == "decorative" and line.startswith("alt"))
            ]
            have += BESIDE.get((blank.name, inner.name), [])
            have.append(f"{inner.name}: {example(inner, taken)}")
            row = len(have) - 1
        if (blank.name, inner.name) == ("attachments", "kind"):
            have.append("transcript: transcript.txt")
        lines = [f"  {line}" for line in listed(have, value.many)]
        whole = ("---", *top, f"{blank.name}:", *lines, "---", "The text of the post.")
        yield Good(kind, folder, whole, at + 1 + row, inner.name, taken, inner.required, 1)


def top_lines(form: Form, name: str) -> list[str]:
    beside = WITH.get(name, [])
    have = {line.split(":")[0] for line in beside}
    required = [
        f"{b.name}: {example(b, b.takes[0])}"
        for b in form.blanks
        if b.required and b.name not in (name, *have)
    ]
    if form.name == "Fund" and name not in ("online_url", "cheques_to"):
        required.append("online_url: https://example.org/give")
    return [line for line in (*required, *beside) if line.split(":")[0] != name]


Slip = Callable[[random.Random, Good], "tuple[str, set[int]] | None"]


def _with(good: Good, line: str, *more: str) -> tuple[str, set[int]]:
    """The post with another line in place of the field's; and the lines on which a problem is right."""
    lines = [*good.lines[: good.at], line, *more, *good.lines[good.at + 1 :]]
    return "\n".join(lines) + "\n", {good.at + 1 + n for n in range(1 + len(more))}


def _value(good: Good, value: str) -> tuple[str, set[int]]:
    before = good.lines[good.at].split(":", 1)[0]
    return _with(good, f"{before}: {value}")


def misspelt_name(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    word = good.name
    if len(word) < 5:
        return None
    n = dice.randrange(1, len(word) - 1)
    wrong = dice.choice(
        (
            word[:n] + word[n + 1 :],
            word[:n] + word[n] + word[n:],
            word[:n] + word[n + 1] + word[n] + word[n + 2 :],
        )
    )
    return None if wrong == word else _with(good, good.lines[good.at].replace(f"{word}:", f"{wrong}:", 1))


def capital_name(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return _with(
        good,
        good.lines[good.at].replace(
            f"{good.name}:", f"{dice.choice((good.name.title(), good.name.upper()))}:", 1
        ),
    )


def hyphen_name(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return _with(good, good.lines[good.at].replace("_", dice.choice("- "), 1)) if "_" in good.name else None


def no_space(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return _with(good, good.lines[good.at].replace(": ", ":", 1)) if good.value.group is None else None


def colon_in_value(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return _value(good, "Strike: day two") if good.value.type in ("text", "prose") else None


def open_quote(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    mark = dice.choice("\"'")
    return _value(good, mark + good.written.strip("\"'")) if good.value.group is None else None


def special_start(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return _value(good, dice.choice("@`&*!%") + "pay rise") if good.value.type in ("text", "prose") else None


def tab(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    line = good.lines[good.at]
    return _with(good, "\t" + line.lstrip()) if good.depth and not line.lstrip().startswith("-") else None


def repeated(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    line = good.lines[good.at]
    if good.value.group is not None or line.lstrip().startswith("- "):
        return None
    return _with(good, line, line)


def left_out(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    if not good.required or good.value.group is not None:
        return None
    line = good.lines[good.at]
    if line.lstrip().startswith("- "):  # the dash stays with the next field, or the group has nothing left
        return _with(good, line.split(":")[0] + ":")
    lines = (*good.lines[: good.at], *good.lines[good.at + 1 :])
    return "\n".join(lines) + "\n", set(range(1, good.at + 2))


def list_for_one(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return _value(good, f"[{good.written}]") if good.value.group is None and not good.value.many else None


def one_for_group(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    if good.value.group is None or good.value.group.name == "ContactDetails":
        return None
    end = next(n for n in range(good.at + 1, len(good.lines)) if not good.lines[n].startswith(" "))
    first = good.value.group.blanks[0].takes[0].type
    lines = (
        *good.lines[: good.at],
        f"{good.name}: {'flyer.pdf' if first == 'file' else 'Town Hall'}",
        *good.lines[end:],
    )
    return "\n".join(lines) + "\n", {good.at + 1}


def other_day(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    ways = ("14/07/2017", "14 July 2017", "2017-7-14", "Friday 14 July 2017", "14th Jul 2017", "14.7.2017")
    return _value(good, dice.choice(ways)) if good.value.type in ("day", "moment") else None


def no_such_day(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return (
        _value(good, dice.choice(("2017-02-30", "2017-06-31", "2017-13-01")))
        if good.value.type in ("day", "moment")
        else None
    )


def other_time(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    if good.value.type == "time":
        return _value(good, dice.choice(("1830", "18.30 hrs", "1830hrs", "25:00")))
    ways = ("2017-07-14 6.30pm", "2017-07-14T18:30Z", "2017-07-14 18:30+01:00", "2017-07-14 1830", "18:30")
    return _value(good, dice.choice(ways)) if good.value.type == "moment" else None


def other_choice(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    if good.value.type == "yes or no":
        return _value(good, dice.choice(("y", "n", "yess", "nope", "1")))
    if not good.value.choices:
        return None
    # Another weekday would be a word like any other, and disagree with the day instead.
    word = good.written if good.value.type == "weekday" else dice.choice(good.value.choices)
    n = dice.randrange(len(word) - 1)
    return (
        _value(good, dice.choice((word[:n] + word[n + 1 :] + "d", word + "s"))) if word != "strike" else None
    )


def other_address(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    kind = good.value.type
    if kind in ("web address", "address"):
        return _value(good, dice.choice(("www.example.org/map", "example.org/map", "https://example.org/a map", "jo@example.org")
                                        if kind == "address" else ("www.example.org/map", "example.org", "https://example.org/a map")))  # fmt: skip
    if kind == "site path":
        return _value(good, "2017/07/strike/")
    if kind == "email":
        return _value(
            good, dice.choice(("Jo Bloggs <jo@example.org>", "mailto:jo@example.org", "jo at example.org"))
        )
    return None


def other_name(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    if good.value.type == "slug":
        return _value(good, dice.choice(("Save the Library", "save_the_library", "save-the-library!")))
    if good.value.type != "reference":
        return None
    name = NAMES[good.value.reference]
    n = dice.randrange(len(name) - 3, len(name) - 1)
    return _value(
        good, dice.choice((name[:n] + name[n + 1 :], name.title(), f"{name}.md", name.replace("-", " ")))
    )


def other_number(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    ways = {
        "sort code": ("086001", "08 60 01", "08.60.01"), "account number": ("0123 4567", "01-23-45-67", "1234567"),
        "count": ("twelve", "12.5", "about 12"), "percent": ("most", "172", "72,4"), "duration": ("90", "90 minuten", "two hours"),
        "phone": ("none yet", "ask Jo"), "weekday": ("Mondy", "Mo", "Munday"), "language": ("en_GB", "English (UK)"),
    }  # fmt: skip
    return _value(good, dice.choice(ways[good.value.type])) if good.value.type in ways else None


def other_file(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    ways = ("flyr.pdf", "flyer.pfd", ".\\flyer.pdf", "../flyer.pdf", "Flyer.pdf")
    return _value(good, dice.choice(ways)) if good.value.type in ("file", "file or address") else None


def stray_field(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    line = dice.choice(
        (
            "layout: post",
            "sort_code: 08-60-01" if good.kind != "fund" else "venue: Town Hall",
            "comments: true",
        )
    )
    return _with(good, line, good.lines[good.at]) if good.depth == 0 else None


def indented(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    if good.depth or good.value.group is not None or good.at < 2 or good.lines[good.at - 1].startswith(" "):
        return None
    text, lines = _with(good, " " * dice.randint(1, 3) + good.lines[good.at])
    return text, {*lines, good.at}


def fence(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    close = len(good.lines) - 2
    wrong = dice.choice(("----", "...", "—", "--", "- - -"))
    which = dice.choice((0, close))
    if which == 0 and wrong == "...":
        wrong = "----"
    lines = [*good.lines[:which], wrong, *good.lines[which + 1 :]]
    return "\n".join(lines) + "\n", {which + 1}


def no_fence(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    close = len(good.lines) - 2
    which = dice.choice((0, close))
    lines = [*good.lines[:which], *(() if which == 0 else ("",)), *good.lines[which + 1 :]]
    return "\n".join(lines) + "\n", {which + 1, which + 2}


def hidden_character(dice: random.Random, good: Good) -> tuple[str, set[int]] | None:
    return (
        _value(good, f"Pay{dice.choice(chr(0x202E) + chr(0x2066))} rise")
        if good.value.type in ("text", "prose")
        else None
    )


SLIPS: dict[str, Slip] = {
    "a field's name misspelt": misspelt_name, "a field's name in capitals": capital_name, "a hyphen or space in a name": hyphen_name,
    "no space after the colon": no_space, "a colon within the value": colon_in_value, "a quotation mark left open": open_quote,
    "a value that begins with a sign": special_start, "a tab": tab, "a field twice": repeated, "a required field left out": left_out,
    "a list for one value": list_for_one, "one value for a group": one_for_group, "a day written otherwise": other_day,
    "a day that is none": no_such_day, "a time written otherwise": other_time, "a choice misspelt": other_choice,
    "an address written otherwise": other_address, "a name of an entry, or a slug": other_name, "a number written otherwise": other_number,
    "a file misspelt": other_file, "a field that the kind has not": stray_field, "a line too far in": indented,
    "a fence that is none": fence, "a fence left out": no_fence, "a hidden character": hidden_character,
}  # fmt: skip


def followed(text: str, problem: Problem) -> str:
    """The text after somebody has done what the hint says, word for word."""
    lines = text.split("\n")
    at, hint = problem.line - 1, problem.hint
    line = lines[at] if 0 <= at < len(lines) else ""
    begin = re.match(r"\s*(?:- +)?", line)
    margin = begin[0] if begin else ""
    whole = problem.read == shorten(line) or problem.read == shorten(line.strip())
    if found := re.fullmatch(r"did you mean (.+)\?", hint):
        column = line.find(problem.read.split(": ")[-1], max(0, problem.column - 1))
        if column < 0:
            return text
        word = problem.read.split(": ")[-1]
        lines[at] = line[:column] + found[1] + line[column + len(word) :]
    elif found := re.match(r"add the line (?:above the first field|below line (\d+)): (.*)", hint, re.S):
        where = int(found[1]) if found[1] else 1
        lines[where:where] = found[2].split("\n")
    elif found := re.fullmatch(r"add within the braces: (.*)", hint):
        lines[at] = re.sub(r"\}(?=[^}]*$)", f", {found[1]}}}", line)
    elif found := re.match(r"put (---) on a line of its own (above|below) this one", hint):
        lines.insert(at + (found[2] == "below"), found[1])
    elif (
        re.search(r"^(delete (it|this line|this one)|take the line out)\b|, or take the line out$", hint)
        or "; delete it here" in hint
    ):
        del lines[at]
    elif found := re.fullmatch(r"(?:write|such as) ((?s:.*))", hint):
        return _written(lines, at, "" if whole else margin, found[1])
    elif re.match(r"(- )?[\w-]+:( |$|\n)|---$|- ", hint.lstrip()):
        return _written(lines, at, "" if whole else margin, hint)
    return "\n".join(lines)


def _written(lines: list[str], at: int, margin: str, hint: str) -> str:
    """The line as the hint has it, at the margin where the line stood."""
    new = hint.strip("\n").split("\n")
    own = new[0].lstrip().startswith("- ")
    if len(new[0]) != len(new[0].lstrip()):
        lines[at : at + 1] = new
    else:
        dash = margin if not own else margin.split("-")[0]
        rest = re.sub(r"-", " ", margin)
        lines[at : at + 1] = [dash + new[0], *(rest + one for one in new[1:])]
    return "\n".join(lines)


__all__ = ["NAMES", "SLIPS", "Good", "followed", "goods"]
