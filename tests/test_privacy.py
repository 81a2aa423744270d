"""What readers get asks nobody else for anything, whatever a post says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hub import built, post, small_hub


@pytest.mark.parametrize(
    "body",
    [
        "![A march](https://elsewhere.example/march.jpg)",
        '<img src="https://elsewhere.example/march.jpg" alt="A march">',
        '<video poster="http://elsewhere.example/march.jpg"></video>',
        '<audio controls><source src="https://elsewhere.example/speech.mp3"></audio>',
    ],
)
def test_a_picture_or_recording_from_another_site_is_an_error(tmp_path: Path, body: str) -> None:
    report = built(small_hub(tmp_path, {"content/news/a.md": post("A", f"Words.\n\n{body}\n")}))
    assert [(p.code, p.path, p.line) for p in report.problems] == [("remote-picture", "content/news/a.md", 7)]
    assert not (tmp_path / "site").exists()


def test_a_link_to_another_site_is_none(tmp_path: Path) -> None:
    body = "[The film](https://elsewhere.example/film)\n"
    assert not built(small_hub(tmp_path, {"content/news/a.md": post("A", body)})).problems
