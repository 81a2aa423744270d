"""Findings: inputs that something must never have happened with, each with what happened."""

from __future__ import annotations

from pathlib import Path

from gazette.fingerprint import digest


def keep(folder: Path, target: str, data: bytes, sort: str, said: str) -> None:
    """Keep an input unless there is a smaller one of its sort."""
    file = folder / f"{target}-{digest(sort.encode())[:8]}"
    if not file.exists() or file.stat().st_size > len(data):
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        file.with_suffix(".txt").write_text(f"{sort}\n\n{said}", encoding="utf-8", errors="replace")


def kept(folder: Path) -> list[tuple[Path, str]]:
    """The inputs that were kept, each with the first line of what was said of it."""
    texts = sorted(folder.glob("*.txt"))
    return [(text.with_suffix(""), text.read_text(encoding="utf-8").partition("\n")[0]) for text in texts]
