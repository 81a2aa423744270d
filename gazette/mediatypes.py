"""Media types: what each sort of file is called by servers and in feeds."""

from __future__ import annotations

import re

TYPES = {
    **dict.fromkeys(("html", "htm"), "text/html; charset=utf-8"),
    **dict.fromkeys(("js", "mjs"), "text/javascript; charset=utf-8"),
    "css": "text/css; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "yml": "application/yaml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "webmanifest": "application/manifest+json; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    **{name: f"image/{name}" for name in ("png", "gif", "webp", "avif", "jpeg")},
    "jpg": "image/jpeg",
    "ico": "image/x-icon",
    **{name: f"font/{name}" for name in ("woff", "woff2", "ttf", "otf")},
    **{name: f"video/{name}" for name in ("mp4", "webm")},
    **{name: f"audio/{name}" for name in ("ogg", "wav")},
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "opus": "audio/ogg",
    "mov": "video/quicktime",
    "vtt": "text/vtt; charset=utf-8",
    "pdf": "application/pdf",
    "rtf": "application/rtf",
    "epub": "application/epub+zip",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "wasm": "application/wasm",
    "zip": "application/zip",
}
"""Content types by suffix. The system's own table differs from machine to machine."""

FEEDS = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
"""Content types of feeds by their files' names; an archive has a number in its name."""

_NUMBER = re.compile(r"-\d+(?=\.)")


def media_type(path: str) -> str:
    """The content type of a file, by its name."""
    name = path.rpartition("/")[2].lower()
    feed = FEEDS.get(_NUMBER.sub("", name))
    return feed or TYPES.get(name.rpartition(".")[2], "application/octet-stream")
