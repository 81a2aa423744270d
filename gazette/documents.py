"""Documents: PDFs whose text stays and whose makers are forgotten.

What goes: author, producer, dates and everything else of the information dictionary but the title,
which a screen reader says first; XMP, wherever it hangs; private data of drawing programs; page
thumbnails; who wrote a note in the margin and when; and what cameras wrote into the photographs.
So does what would run: see `actions`.
The same document always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from gazette.actions import disarm
from gazette.problems import Problem
from gazette.segments import bare

if TYPE_CHECKING:
    import pikepdf

_A_FILE = re.compile(r"[\\/]|\.(docx?|odt|pages|rtf|pub|indd|pptx?|xlsx?|pdf|tmp)\b|^Microsoft Word\b", re.I)
"""A title that is the name of a file on somebody's computer."""

_PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
"""The keys that are about how a part of a document was made."""

_OF_A_NOTE = ("/T", "/M", "/CreationDate", "/NM", "/RC", "/Subj")
"""What a note in the margin, unlike a field of a form, says of its writer."""


def copy(path: str, data: bytes) -> bytes | Problem:
    """The bytes of the document that readers get."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is odd about a document was odd before
            _forget(pdf)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True, encryption=False)
            return out.getvalue()
    except pikepdf.PasswordError:
        return Problem(
            "document-locked",
            "The PDF opens with a password only, so no reader could open it.",
            path,
            wanted="a PDF that opens without a password",
            hint="save it again without one",
        )
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return Problem(
            "document-unreadable",
            "The file cannot be read as PDF.",
            path,
            wanted="a whole PDF",
            hint="open it in the program that made it and export it again",
        )


def _forget(pdf: pikepdf.Pdf) -> None:
    import pikepdf

    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    title = str(pdf.docinfo.get("/Title", "")).strip()
    for name in list(pdf.docinfo.keys()):
        del pdf.docinfo[name]
    if title and not _A_FILE.search(title):
        pdf.docinfo["/Title"] = title
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]  # made from the time and place of the first save
    for thing in pdf.objects:
        for part in _parts(thing):
            disarm(part)
            for key in _PRIVATE:
                if key in part:
                    del part[key]
            if "/Rect" in part and part.get("/Subtype") not in (None, "/Widget"):
                for key in _OF_A_NOTE:
                    if key in part:
                        del part[key]
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
            raw = thing.read_raw_bytes()
            if (clean := bare(raw)) != raw:
                thing.write(clean, filter=pikepdf.Name.DCTDecode)


def _parts(thing: Any) -> list[Any]:
    """The dictionaries of an object: itself, and those that stand within it."""
    import pikepdf

    found, waiting = [], [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            waiting += [item for item in part if not getattr(item, "is_indirect", False)]
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            found.append(part)
            inner = (part.get(key) for key in list(part.keys()))
            waiting += [
                item
                for item in inner
                if isinstance(item, (pikepdf.Array, pikepdf.Dictionary)) and not item.is_indirect
            ]
    return found
