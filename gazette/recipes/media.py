"""Media: the pictures, documents and recordings that lie beside posts, as readers get them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gazette.gallery import card_path
from gazette.index import media_path
from gazette.mediatypes import TYPES
from gazette.officefiles import SUFFIXES
from gazette.problems import Problem
from gazette.rasters import is_raster, suffix
from gazette.recipes.recipe import Desk, Made, Output
from gazette.recordings import BLANK
from gazette.site import Site
from gazette.sources import Source, load


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a picture: so many pixels wide, in the format of that suffix."""

    source: str
    width: int
    suffix: str

    weight = 16

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        from gazette.pictures import encoder

        source: Source = desk.ask("asset", self.source)
        made_by = f"{encoder()}-{suffix(self.source)[1:]}"
        name = f"{made_by}-{self.width}{self.suffix}"
        return desk.keep(source.digest, name, lambda: _copies(source, made_by))


def _copies(source: Source, made_by: str) -> dict[str, bytes] | Problem:
    from gazette.pictures import copies

    made = copies(source.path, load(source))
    if isinstance(made, Problem):
        return made
    return {f"{made_by}-{v.width}{v.suffix}": data for v, data in made.items()}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A picture whose beginning cannot be read, or that browsers do not show: it has no copies."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        from gazette.pictures import refusal

        source: Source = desk.ask("asset", self.source)
        return refusal(source.path, load(source))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing (SVG), cut down to what cannot do harm."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        from gazette import drawings

        return drawings.copy(self.source, load(desk.ask("asset", self.source)))


@dataclass(frozen=True, slots=True)
class Document:
    """A document that names its makers (PDF, Word and the like), as readers get it."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        from gazette import documents, officefiles

        source: Source = desk.ask("asset", self.source)
        if suffix(self.source) == ".pdf":
            return documents.copy(self.source, load(source))
        return officefiles.copy(self.source, load(source))


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound or video without its tags."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        source: Source = desk.ask("asset", self.source)
        return BLANK[suffix(self.source)](load(source))


@dataclass(frozen=True, slots=True)
class Program:
    """A file that a browser, a host or a reader's machine would run: it is not published."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        source: Source = desk.ask("asset", self.source)
        return _runs(source.path)


@dataclass(frozen=True, slots=True)
class Asset:
    """Any other file, as it is."""

    source: str

    @property
    def origin(self) -> str:
        return self.source

    def make(self, desk: Desk) -> Made:
        data: bytes = load(desk.ask("asset", self.source))
        if runs := program(self.source, data):
            return runs
        if suffix(self.source) not in PLAIN:
            desk.note(_unexamined(self.source))
        return data


@dataclass(frozen=True, slots=True)
class SocialCard:
    """What other sites show beside a link to the page of an entry, or to any other page (no source)."""

    source: str = ""

    weight = 4

    @property
    def origin(self) -> str:
        return self.source or "the site itself"

    def make(self, desk: Desk) -> Made:
        from gazette.posters import draw

        return draw(desk.ask("poster", self.source))


PLAIN = (".csv", ".css", ".ics", ".json", ".srt", ".txt", ".vcf", ".vtt")
"""The suffixes of files that are text: all that they tell is what they say."""

RUNS = frozenset(
    "." + name
    for name in (
        "html htm xhtml xht shtml mht mhtml xml xsl xslt svgz js mjs cjs wasm swf"  # in a browser
        " php php3 php4 php5 php7 php8 phtml phar pl py rb cgi fcgi asp aspx ashx jsp jspx cfm lua config"
        " exe msi bat cmd com scr pif cpl dll hta vbs vbe jse wsf wsh ps1 psm1 sh jar apk app dmg pkg deb"
        " rpm iso img lnk url desktop reg docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm"
    ).split()
)
"""The suffixes of what is run: as a page of this site, by a web host, or when a reader opens it."""


def program(path: str, data: bytes) -> Problem | None:
    """Why a file cannot be published: it runs, or would be taken for a page where nobody knows its suffix."""
    kind = suffix(path)
    unknown = kind not in PLAIN and kind[1:] not in TYPES
    # A host that does not know a suffix says nothing of it, and then a browser looks for itself.
    return _runs(path) if kind in RUNS or (unknown and data[:1024].lstrip().startswith(b"<")) else None


def _runs(path: str) -> Problem:
    return Problem(
        "file-runs",
        "A file of this sort can run as a program, for readers in the name of this site.",
        path,
        read=path.rpartition("/")[2],
        wanted="a picture, PDF, office document without macros, recording, or plain text",
        hint="put what it says into the post or into a PDF, or link to where it is kept elsewhere",
    )


def _unexamined(path: str) -> Problem:
    return Problem(
        "file-unexamined",
        "This sort of file is published as it is, with whatever it tells of who made it, when and where.",
        path,
        wanted="a file that gazette can look into: a picture, PDF, office document, "
        "MP3, M4A, WAV, FLAC, MP4, or plain text",
        hint="save it as one of these, or make sure that it tells nothing of people",
        severity="warning",
    )


RECIPES = (Copy, Unreadable, Drawing, Document, Recording, SocialCard, Program, Asset)


def outputs(site: Site) -> Iterator[Output]:
    """Every file that a post which is shown names, and the social cards."""
    from gazette.pictures import UNSHOWN, variants

    for source, path in site.media.items():
        extent = site.assets[source].extent
        if extent is not None:
            for variant in variants(source, extent):
                yield Output(variant.path(media_path(source)), Copy(source, variant.width, variant.suffix))
        elif is_raster(source) or suffix(source) in UNSHOWN:
            yield Output(path, Unreadable(source))
        elif suffix(source) == ".svg":
            yield Output(path, Drawing(source))
        elif suffix(source) in (".pdf", *SUFFIXES):
            yield Output(path, Document(source))
        elif suffix(source) in RUNS:
            yield Output(path, Program(source))
        elif suffix(source) in BLANK:
            yield Output(path, Recording(source))
        else:
            yield Output(path, Asset(source))
    for source in ("", *site.pages):
        if where := card_path(site, source):
            yield Output(where, SocialCard(source))
