"""Office files: the documents of word processors and spreadsheets without who made them, when and where.

They are ZIP archives of XML and pictures. What tells of their makers is replaced by an empty form of
itself, since programs look for it; reviewers lose their names; the pictures within are made bare.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib

from gazette.problems import Problem
from gazette.segments import bare

SUFFIXES = (".docx", ".odp", ".ods", ".odt", ".pptx", ".xlsx")

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"

EMPTY = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_CORE}"/>',
    "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{_OFFICE}/custom-properties"/>',
    "meta.xml": f'<office:document-meta xmlns:office="{_ODF}" office:version="1.2"><office:meta/>'
    "</office:document-meta>",
}
"""The parts that tell of makers, each with nothing told."""

_THUMBNAIL = re.compile(r"(docProps/thumbnail\.\w+|Thumbnails/.*)$")
_WORD = re.compile(r"word/(document|comments\w*|people|footnotes|endnotes|header\d*|footer\d*)\.xml$")
_WORD_NAMES = re.compile(rb'(?<= )(w:author|w:initials|w15:author|w15:userId|w:date)="[^"]*"')
_SLIDE_NAMES = re.compile(rb'(?<= )(name|initials)="[^"]*"')
_ODF_NAMES = re.compile(rb"<(dc:creator|dc:date|meta:creator-initials)>[^<]*</\1>")
_MACROS = re.compile(r"(.*/)?vbaProject\.bin$|(Basic|Scripts)/.", re.I)
_A_DATE = b"1970-01-01T00:00:00"

MOST = 400_000_000
"""Bytes in all parts unpacked."""

MOST_PARTS = 10_000
"""Parts of one document; a book with a picture on every page has a tenth of that."""

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError,
    ValueError, OSError, NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip
"""Whatever reading a broken archive raises."""


def copy(path: str, data: bytes) -> bytes | Problem:
    """The bytes of the document that readers get."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            if sum(part.file_size for part in source.infolist()) > MOST:
                return _unreadable(path)
            if len(source.infolist()) > MOST_PARTS:
                return _unreadable(path)
            for part in source.infolist():
                if _MACROS.match(part.filename):
                    return _with_macros(path)
                told = _told(part.filename, source.read(part))
                plain = zipfile.ZipInfo(part.filename)  # its date is that of 1 January 1980
                plain.compress_type = part.compress_type
                target.writestr(plain, told)
    except _BROKEN:
        return _unreadable(path)
    return out.getvalue()


def _told(name: str, data: bytes) -> bytes:
    """A part of the document, with nothing told of its makers."""
    if name in EMPTY:
        return b'<?xml version="1.0" encoding="UTF-8"?>\n' + EMPTY[name].encode()
    if _THUMBNAIL.match(name):
        return b""
    if _WORD.match(name):
        return _WORD_NAMES.sub(lambda m: m[1] + b'="' + _A_DATE * m[1].endswith(b"date") + b'"', data)
    if name == "ppt/commentAuthors.xml":
        return _SLIDE_NAMES.sub(rb'\1=""', data)
    if name == "content.xml":
        return _ODF_NAMES.sub(lambda m: b"<%b>%b</%b>" % (m[1], _A_DATE * m[1].endswith(b"date"), m[1]), data)
    return bare(data)


def _unreadable(path: str) -> Problem:
    return Problem(
        "document-unreadable",
        "The file cannot be read as an office document.",
        path,
        wanted="a whole document without a password: " + ", ".join(SUFFIXES),
        hint="open it in the program that made it and save it again, or export it as PDF",
    )


def _with_macros(path: str) -> Problem:
    return Problem(
        "file-runs",
        "The document has macros, which are programs.",
        path,
        wanted="a document without macros",
        hint="save it in the program that made it as a document without macros, or export it as PDF",
    )
