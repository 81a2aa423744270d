"""The sieve: Python-Markdown with it and without it makes the same of every text, byte for byte."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.inlinepatterns import InlineProcessor, Pattern

from gazette import prose, signs
from gazette.links import Target
from gazette.markup import Footnotes
from gazette.sieve import Sieve
from tests.conftest import PROVE
from tests.hub import REPOSITORY
from tests.random_markdown import KNOWN, SIGNS, document

DOCUMENTS = 2500 if PROVE else 200
"""Random documents in all."""


class Stranger(Extension):
    """Patterns that the sieve has never heard of: of both sorts, one of them picky about where."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(Struck(r"~~(.+?)~~", md), "struck", 65)
        md.inlinePatterns.register(Old(r"\+\+([0-9]+)\+\+", md), "old", 66)
        md.inlinePatterns.register(Words(r"::([0-9]+)::", md), "words", 67)
        md.inlinePatterns.register(Never(r"H2O", md), "never", 68)


class Struck(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a", "h2")

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # noqa: N802
        element = Element("del")
        element.text = m[1]
        return element, m.start(0), m.end(0)


class Old(Pattern):
    def handleMatch(self, m: re.Match[str]) -> Element:  # noqa: N802
        element = Element("kbd")
        element.text = m[2] + " *deep*"
        return element


class Words(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # noqa: N802
        return f"{m[1]} words", m.start(0), m.end(0)


class Never(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # noqa: N802
        return None, None, None


WAYS: dict[str, dict[str, Any]] = {
    "with nothing else": {},
    "with what a fast site uses": {
        "extensions": ["tables", "fenced_code", "footnotes", "sane_lists"],
        "output_format": "html",
    },
    "with everything that the library has": {
        "extensions": [
            "extra", "admonition", "legacy_attrs", "meta", "nl2br", "sane_lists", "wikilinks", "toc", "smarty",
        ],
        "extension_configs": {"toc": {"permalink": True}, "smarty": {"smart_angled_quotes": True}},
    },
    "with legacy emphasis and strangers": {
        "extensions": ["legacy_em", "smarty", "toc", "attr_list", Stranger()],
        "tab_length": 2,
    },
}  # fmt: skip


def converter(options: dict[str, Any], *more: Extension) -> Callable[[str], str]:
    markdown = Markdown(**{**options, "extensions": [*options.get("extensions", ()), *more]})

    def convert(text: str) -> str:
        try:
            return f"{markdown.reset().convert(text)} {getattr(markdown, 'toc_tokens', '')}"
        except (
            AttributeError,
            IndexError,
            TypeError,
            ValueError,
        ) as fault:  # the library's own, of odd texts
            return repr(fault)

    return convert


def differing(way: str, texts: Iterable[str]) -> list[str]:
    """The texts of which the library makes something else with the sieve than without it."""
    stock, sifted = converter(WAYS[way]), converter(WAYS[way], Sieve())
    return [text for text in texts if stock(text) != sifted(text)]


@pytest.mark.parametrize("way", WAYS)
def test_random_documents_come_out_the_same(way: str) -> None:
    assert differing(way, (*KNOWN, *map(document, range(DOCUMENTS)))) == []


@pytest.mark.parametrize("way", WAYS)
def test_the_texts_of_this_repository_come_out_the_same(way: str) -> None:
    files = sorted((*REPOSITORY.glob("content/**/*.md"), *REPOSITORY.glob("docs/*.md")))
    assert len(files) > 30
    assert differing(way, (file.read_text(encoding="utf-8") for file in files)) == []


@pytest.mark.parametrize("way", WAYS)
def test_the_posts_of_the_benchmarks_come_out_the_same(way: str) -> None:
    sys.path.insert(0, str(REPOSITORY / "bench"))
    from corpus import corpus

    assert differing(way, (post.body for post in corpus(1000 if PROVE else 30))) == []


class NoSieve(Extension):
    def __init__(self, effort: object) -> None:
        super().__init__()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        pass


def hub_prose(printer: prose.Printer, text: str) -> prose.Prose:
    return printer.prose(text, 1, "p", lambda link: Target(link, file=link), lambda file: (3, 4))


def test_a_hub_prints_random_documents_as_the_library_would(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*KNOWN, *map(document, range(DOCUMENTS)), "[^1] [^2] [^1] [^1]\n\n[^1]: x\n\n[^2]: y"]
    printer = prose.Printer("en")
    sifted = [(hub_prose(printer, text), printer.lead(text)) for text in texts]
    monkeypatch.setattr(prose, "Sieve", NoSieve)
    monkeypatch.setattr(prose, "Contents", TocExtension)
    monkeypatch.delattr(Footnotes, "unique_ref")
    printer = prose.Printer("en")
    stock = [(hub_prose(printer, text), printer.lead(text)) for text in texts]
    assert [text for text, one, other in zip(texts, sifted, stock, strict=True) if one != other] == []


FULL = ("with everything that the library has", "with legacy emphasis and strangers")


@pytest.fixture(scope="module")
def stock() -> dict[str, list[tuple[str, str]]]:
    """Some texts, each with what the library makes of it."""
    texts = (*KNOWN, *map(document, range(100)))
    return {
        way: [(text, convert(text)) for text in texts] for way in FULL for convert in [converter(WAYS[way])]
    }


@pytest.mark.parametrize("table", ["OF_PATTERNS", "OF_BLOCKS"])
def test_a_wrong_sign_of_any_rule_would_be_noticed(
    table: str, stock: dict[str, list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    unnoticed = []
    for rule in getattr(signs, table):
        with monkeypatch.context() as wrong:
            wrong.setitem(getattr(signs, table), rule, ("no text has this",))
            sifted = {way: converter(WAYS[way], Sieve()) for way in FULL}
            if all(sifted[way](text) == made for way in FULL for text, made in stock[way]):
                unnoticed.append(rule)
    assert unnoticed == []


@pytest.mark.parametrize("expression", signs.OF_PATTERNS)
def test_every_text_with_a_match_of_a_pattern_holds_one_of_its_signs(expression: str) -> None:
    @settings(max_examples=200 if PROVE else 20)
    @given(st.from_regex(re.compile(expression, re.DOTALL)))
    def found(text: str) -> None:
        assert any(sign in text for sign in signs.OF_PATTERNS[expression])

    found()


SOUP = st.lists(st.sampled_from([*SIGNS, "\n", "\n- ", "\n> ", "a|b", "]: ", "[^a", "---"])).map("".join)


@pytest.mark.parametrize("processor", signs.OF_BLOCKS, ids=lambda processor: processor.__name__)
def test_a_block_without_the_signs_is_left_to_others(processor: Any) -> None:
    markdown = Markdown(extensions=["extra"])
    found = next(p for p in markdown.parser.blockprocessors if type(p) is processor)

    @settings(max_examples=1000 if PROVE else 50)
    @given(SOUP)
    def left(block: str) -> None:
        for sign in signs.OF_BLOCKS[processor]:
            block = block.replace(sign, "")
        if not any(sign in block for sign in signs.OF_BLOCKS[processor]):
            blocks, parent = [block], Element("div")
            assert not found.test(parent, block) or found.run(parent, blocks) is False
            assert (blocks, list(parent)) == ([block], [])

    left()


@pytest.fixture(scope="module")
def library_tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Python-Markdown's own tests, of the version that is installed."""
    folder = tmp_path_factory.mktemp("markdown")
    wanted = f"markdown=={version('markdown')}"
    order = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary=markdown", "--retries=1"]
    got = subprocess.run([*order, "--dest", str(folder), wanted], capture_output=True, text=True)
    if got.returncode:
        pytest.skip(
            "Python-Markdown's own tests were not run: they come with its source, and "
            f"`pip download --no-binary=markdown {wanted}` could not get it: {got.stderr.strip()[-200:]}"
        )
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("*/tests")).parent


def suite(folder: Path, way: str) -> dict[str, Any]:
    script = Path(__file__).parent / "checks" / "suite.py"
    only_tests = folder.parent / "suite"
    if not only_tests.exists():  # without the source beside them: it is the installed one that is meant
        only_tests.mkdir()
        (folder / "tests").rename(only_tests / "tests")
    done = subprocess.run(
        [sys.executable, str(script), str(only_tests), way],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        cwd=only_tests, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_the_tests_of_the_library_pass_with_the_sieve_as_without(library_tests: Path) -> None:
    stock, sifted = suite(library_tests, "stock"), suite(library_tests, "sieve")
    assert sifted == stock
    assert (stock["wrong"], stock["run"] > 1000, stock["texts"] > 1000) == ([], True, True)
