"""Nothing that cameras and programs write into files, of whom, when and where, reaches a reader."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from gazette import documents, officefiles, recordings, segments
from gazette.problems import Problem
from tests.hub import REPOSITORY, built, files, post, small_hub, write
from tests.test_pictures import encoded, exif, photo

SECRET = b"Zinfandel"
"""What every original has in it, wherever it can have something, and no copy may."""


def painted(size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert("RGB")


def telephone() -> bytes:
    """A photograph with a maker note, as a telephone writes it."""
    told = exif(6)
    told[0x010F] = "Zinfandel Maker"
    told.get_ifd(0x8769)[0x927C] = SECRET * 20
    return encoded(painted(), "JPEG", exif=told, comment=SECRET) + SECRET * 9


def pdf(title: str = "Minutes of the branch", jpeg: bytes = b"") -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page()
    made.docinfo["/Title"], made.docinfo["/Author"], made.docinfo["/Producer"] = (
        title,
        "Zinfandel",
        "Zinfandel",
    )
    made.Root.Metadata = pikepdf.Stream(made, b"<x:xmpmeta>Zinfandel</x:xmpmeta>", Type=pikepdf.Name.Metadata)
    page.PieceInfo = pikepdf.Dictionary(Tool=pikepdf.Dictionary(Private=pikepdf.String("Zinfandel")))
    page.Contents = pikepdf.Stream(made, b"BT /F1 12 Tf 50 50 Td (Resolved: pay) Tj ET")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
                              Contents="Please read", T="Zinfandel", M="D:20170714")  # fmt: skip
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], T="Name"
    )
    field = made.make_indirect(field)
    page.Annots = pikepdf.Array([note, field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    if jpeg:
        picture = pikepdf.Stream(made, jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=300,
                                 Height=200, BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB,
                                 Filter=pikepdf.Name.DCTDecode)  # fmt: skip
        picture.Metadata = pikepdf.Stream(made, SECRET)
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    out = io.BytesIO()
    made.save(out, compress_streams=False)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", '<w:p><w:ins w:author="Zinfandel" w:date="2017-07-14T12:00:00Z">'
                      "<w:t>Motion on pay</w:t></w:ins></w:p>")  # fmt: skip
        made.writestr(
            "docProps/core.xml", "<cp:coreProperties><dc:creator>Zinfandel</dc:creator></cp:coreProperties>"
        )
        made.writestr("docProps/app.xml", "<Properties><Company>Zinfandel</Company></Properties>")
        made.writestr("docProps/thumbnail.jpeg", telephone())
        made.writestr("word/media/image1.jpeg", telephone())
        made.writestr("meta.xml", "<meta:creator>Zinfandel</meta:creator>")
        made.writestr("content.xml", "<office:annotation><dc:creator>Zinfandel</dc:creator>"
                      "<dc:date>2017-07-14T12:00:00</dc:date><text:p>Text</text:p></office:annotation>")  # fmt: skip
    return out.getvalue()


SOUND = b"\xff\xfb\x90\x00" + b"\x11" * 413
"""A frame of MP3."""


def mp3() -> bytes:
    inner = b"TPE1" + struct.pack(">I", 10) + b"\0\0\0" + SECRET
    head = b"ID3\x03\0\0" + bytes([0, 0, len(inner) >> 7, len(inner) & 127]) + inner
    lyrics = b"LYRICSBEGINZinfandel"
    item = struct.pack("<II", 9, 0) + b"Artist\0" + SECRET
    ape = item + b"APETAGEX" + struct.pack("<IIII8x", 2000, len(item) + 32, 1, 0)
    return (
        head + SOUND * 3 + ape + lyrics + b"%06dLYRICS200" % len(lyrics) + b"TAG" + SECRET.ljust(125, b"\0")
    )


def box(kind: bytes, inner: bytes) -> bytes:
    return struct.pack(">I", len(inner) + 8) + kind + inner


def mp4() -> bytes:
    dated = bytes(4) + SECRET[:8] + b"\0\0\x03\xe8" + bytes(80)
    track = box(b"trak", box(b"tkhd", dated) + box(b"udta", SECRET))
    moov = box(
        b"moov", box(b"mvhd", dated) + track + box(b"udta", box(b"\xa9xyz", SECRET)) + box(b"meta", SECRET)
    )
    return box(b"ftyp", b"isom") + moov + box(b"mdat", SOUND) + box(b"uuid", SECRET * 3)


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(SOUND + b"\0")
    data = out.getvalue() + b"LIST" + struct.pack("<I", 9) + SECRET + b"\0"
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def flac() -> bytes:
    def block(kind: int, inner: bytes) -> bytes:
        return bytes([kind]) + len(inner).to_bytes(3, "big") + inner

    return b"fLaC" + block(0, bytes(34)) + block(4, SECRET) + block(0x80 | 6, SECRET) + SOUND


ORIGINALS: dict[str, bytes] = {
    "march.jpg": telephone(), "poster.png": photo("PNG", (300, 200)), "badge.webp": photo("WEBP", (300, 200)),
    "scan.tif": photo("TIFF", (300, 200)),
    "minutes.pdf": pdf(jpeg=telephone()), "motion.docx": docx(), "speech.mp3": mp3(), "film.mp4": mp4(),
    "chant.wav": wav(), "song.flac": flac(),
}  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]) -> Path:
    """A site of all that can have something stuck to it, made yet worse by exiftool."""
    root = tmp_path_factory.mktemp("hub")
    links = "".join(f"![A thing]({name})\n\n" if name.endswith(("jpg", "png", "webp", "tif")) else
                    f"[A thing]({name})\n\n" for name in ORIGINALS)  # fmt: skip
    hub = small_hub(root, {"content/news/a.md": post("A", links)})
    folder = root / "content/news"
    write(folder, ORIGINALS)
    thumbnail = root / "thumbnail.jpg"
    thumbnail.write_bytes(encoded(Image.new("RGB", (16, 16), (1, 2, 3)), "JPEG"))
    where = ["-GPSLatitude=51.6031", "-GPSLatitudeRef=N", "-GPSLongitude=0.2008", "-GPSLongitudeRef=W"]
    said = ["-XMP-dc:Creator=Zinfandel", "-XMP-photoshop:City=Zinfandel", "-Artist=Zinfandel"]
    pictures = [str(folder / name) for name in ("march.jpg", "poster.png", "badge.webp", "scan.tif")]
    run = [tool("exiftool"), "-q", "-m", "-overwrite_original"]
    subprocess.run([*run, *where, *said, *pictures], check=True)
    subprocess.run([*run, "-IPTC:By-line=Zinfandel", "-IPTC:City=Zinfandel", f"-ThumbnailImage<={thumbnail}",
                    pictures[0]], check=True)  # fmt: skip
    report = built(hub)
    assert report.problems == ()
    return root


def test_no_byte_of_it_is_in_any_published_file(published: Path) -> None:
    originals = files(published / "content/news")
    assert [name for name in ORIGINALS if SECRET not in originals[name] and name != "motion.docx"] == []
    site = files(published / "site")
    assert {Path(path).suffix for path in site} >= {
        ".jpg",
        ".webp",
        ".pdf",
        ".docx",
        ".mp3",
        ".mp4",
        ".wav",
        ".flac",
    }
    assert [path for path, data in site.items() if SECRET in unpacked(path, data)] == []
    assert [path for path, data in site.items() if b"Exif" in unpacked(path, data)] == []


def unpacked(path: str, data: bytes) -> bytes:
    """What a file holds, with everything that is packed within it."""
    if path.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            return data + b"".join(found.read(name) for name in found.namelist())
    if path.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(data)) as opened:
            return data + b"".join(
                thing.read_raw_bytes() + (b"" if "/DCTDecode" in repr(thing.get("/Filter")) else thing.read_bytes())
                for thing in opened.objects if isinstance(thing, pikepdf.Stream)
            )  # fmt: skip
    return data


HARMLESS = {
    "SourceFile", "ExifTool", "System", "File", "Composite", "JFIF", "RIFF", "MPEG", "FLAC", "QuickTime", "Track1",
    "PDF", "ZIP", "XML", "HTML", "HTTP-equiv", "JSON", "PNG", "SVG", "VCalendar", "Timezone1",
}  # fmt: skip
"""The groups of what exiftool tells of a file as such: its size, its frames, how it is packed."""


def test_exiftool_finds_nothing_but_the_picture(published: Path, tool: Callable[[str], str]) -> None:
    def told(folder: Path) -> dict[str, set[str]]:
        found = subprocess.run(
            [tool("exiftool"), "-j", "-G1", "-a", "-u", "-ee", "-r", str(folder)],
            capture_output=True,
            check=False,
        )
        return {item["SourceFile"]: set(item) for item in json.loads(found.stdout)}

    before = {tag.partition(":")[0] for tags in told(published / "content").values() for tag in tags}
    assert before >= {"GPS", "ExifIFD", "IFD1", "IPTC", "XMP-dc", "ICC_Profile", "ICC-header"}
    after = told(published / "site")
    groups = {tag.partition(":")[0] for tags in after.values() for tag in tags}
    assert groups - HARMLESS == set()
    named = {tag.partition(":")[2] for tags in after.values() for tag in tags}
    assert {
        "Author",
        "Creator",
        "Producer",
        "Artist",
        "XMPToolkit",
        "GPSLatitude",
        "Comment",
        "Make",
    } & named == set()


def test_a_pdf_keeps_its_text_its_title_and_its_form_and_loses_its_makers() -> None:
    with pikepdf.open(io.BytesIO(sound(documents.copy("a.pdf", pdf(jpeg=telephone()))))) as made:
        assert dict(made.docinfo) == {"/Title": "Minutes of the branch"}
        page = made.pages[0]
        assert b"Resolved: pay" in page.Contents.read_bytes()
        notes = [{str(k) for k in note} for note in page.Annots]
        assert notes == [{"/Type", "/Subtype", "/Rect", "/Contents"}, {"/Type", "/Subtype", "/Rect", "/T"}]
        (picture,) = (page.Resources.XObject[name] for name in page.Resources.XObject)
        assert "/Metadata" not in picture
        shown = Image.open(io.BytesIO(picture.read_raw_bytes())).convert("RGB")
        assert shown.tobytes() == Image.open(io.BytesIO(telephone())).convert("RGB").tobytes()


def sound(made: bytes | Problem) -> bytes:
    assert isinstance(made, bytes), made
    return made


@pytest.mark.parametrize(
    "title", ["Microsoft Word - motion", "C:\\Users\\zin\\motion", "motion.docx", "a/b", ""]
)
def test_a_title_that_is_the_name_of_a_file_goes_as_well(title: str) -> None:
    with pikepdf.open(io.BytesIO(sound(documents.copy("a.pdf", pdf(title))))) as made:
        assert dict(made.docinfo) == {}


def test_the_same_document_always_gives_the_same_bytes() -> None:
    data = pdf(jpeg=telephone())
    assert documents.copy("a.pdf", data) == documents.copy("a.pdf", data)
    assert officefiles.copy("a.docx", docx()) == officefiles.copy("a.docx", docx())
    script = "import sys; from gazette.documents import copy; sys.stdout.buffer.write(copy('a', sys.stdin.buffer.read()))"
    told = subprocess.run(
        [sys.executable, "-c", script], input=data, cwd=REPOSITORY, capture_output=True, check=True
    )
    assert (told.stdout, told.stderr) == (documents.copy("a.pdf", data), b"")


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4\n", b"no document", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"]
)
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    assert documents.copy("a.pdf", data) == Problem(
        "document-unreadable", "The file cannot be read as PDF.", "a.pdf", wanted="a whole PDF",
        hint="open it in the program that made it and export it again",
    )  # fmt: skip


def test_a_pdf_with_a_password_is_refused_and_one_that_is_only_locked_is_opened() -> None:
    def locked(user: str) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf())) as made:
            made.save(out, encryption=pikepdf.Encryption(owner="o", user=user))
        return out.getvalue()

    assert documents.copy("a.pdf", locked("secret")) == Problem(
        "document-locked", "The PDF opens with a password only, so no reader could open it.", "a.pdf",
        wanted="a PDF that opens without a password", hint="save it again without one",
    )  # fmt: skip
    with pikepdf.open(io.BytesIO(sound(documents.copy("a.pdf", locked(""))))) as made:
        assert not made.is_encrypted


@pytest.mark.parametrize("data", [b"", b"PK", b"no document", docx()[:-40]])
def test_what_is_no_office_document_is_refused(data: bytes) -> None:
    made = officefiles.copy("a.docx", data)
    assert isinstance(made, Problem)
    assert (made.code, made.path) == ("document-unreadable", "a.docx")


def test_an_office_document_keeps_its_words() -> None:
    with zipfile.ZipFile(io.BytesIO(sound(officefiles.copy("a.docx", docx())))) as made:
        assert made.namelist() == zipfile.ZipFile(io.BytesIO(docx())).namelist()
        assert b"<w:t>Motion on pay</w:t>" in made.read("word/document.xml")
        assert b"<text:p>Text</text:p>" in made.read("content.xml")
        picture = Image.open(io.BytesIO(made.read("word/media/image1.jpeg"))).convert("RGB")
        assert picture.tobytes() == Image.open(io.BytesIO(telephone())).convert("RGB").tobytes()


@pytest.mark.parametrize(
    ("suffix", "data"), [(".mp3", mp3()), (".mp4", mp4()), (".wav", wav()), (".flac", flac())]
)
def test_a_recording_keeps_its_sound_and_its_size(suffix: str, data: bytes) -> None:
    made = recordings.BLANK[suffix](data)
    assert SECRET in data
    assert SECRET not in made
    assert SECRET[:8] not in made
    assert (len(made), made.count(SOUND), made.find(SOUND)) == (
        len(data),
        data.count(SOUND),
        data.find(SOUND),
    )
    assert recordings.BLANK[suffix](made) == made


@pytest.mark.parametrize("suffix", recordings.BLANK)
def test_a_recording_cut_short_or_none_at_all_is_no_crash(suffix: str) -> None:
    for data in (mp3(), mp4(), wav(), flac(), b""):
        for end in range(0, len(data), 7):
            assert len(recordings.BLANK[suffix](data[:end])) == end


def test_pictures_within_documents_lose_what_hangs_on_and_keep_every_pixel() -> None:
    for data in (telephone(), encoded(painted(), "JPEG", progressive=True, exif=exif()) + SECRET,
                 encoded(painted(), "JPEG", restart_marker_rows=1, exif=exif()), photo("PNG")):  # fmt: skip
        made = segments.bare(data)
        assert (b"Exif" in made, b"Secret" in made, SECRET in made) == (False, False, False)
        assert (
            Image.open(io.BytesIO(made)).convert("RGB").tobytes()
            == Image.open(io.BytesIO(data)).convert("RGB").tobytes()
        )
    for data in (b"", b"\xff\xd8\xff", telephone()[:500], photo("PNG")[:60], b"GIF89a"):
        assert segments.bare(data) == data


def test_a_file_that_cannot_be_looked_into_is_published_with_a_warning(tmp_path: Path) -> None:
    hub = small_hub(tmp_path, {"content/news/a.md": post("A", "[x](a.ogg) [y](b.txt)\n"), "content/news/a.ogg": b"OggS",
                               "content/news/b.txt": "Text"})  # fmt: skip
    report = built(hub)
    assert [(p.code, p.path, p.severity) for p in report.problems] == [
        ("file-unexamined", "content/news/a.ogg", "warning")
    ]
    assert (tmp_path / "site/news/a.ogg").read_bytes() == b"OggS"


@pytest.mark.parametrize("name", ["a.heic", "a.HEIF", "a.dng", "a.psd"])
def test_a_picture_that_browsers_do_not_show_is_refused(tmp_path: Path, name: str) -> None:
    report = built(
        small_hub(tmp_path, {"content/news/a.md": post("A", f"![x]({name})\n"), f"content/news/{name}": b"x"})
    )
    assert [(p.code, p.path) for p in report.problems] == [("picture-unshown", f"content/news/{name}")]
