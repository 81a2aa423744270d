"""Pictures: what readers get is the picture, and nothing of the camera or of where it was held."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from gazette import pictures
from gazette.pictures import copy, is_picture, measure
from gazette.problems import Problem
from tests.hub import REPOSITORY

RED, BLUE = (200, 30, 30), (20, 40, 200)
SECRETS = (b"SecretMaker", b"SecretOwner", b"SECRETNOTE", b"SecretXmp", b"SecretComment", b"Exif",
b"ICC_PROFILE",
           b"iCCP", b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"EXIF", b"ICCP", b"XMP ", b"Photoshop",
           b"http://ns.adobe")  # fmt: skip


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(data: bytes | Problem) -> Image.Image:
    assert isinstance(data, bytes), data
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: maker, owner, a maker note, a thumbnail's table, and where it was."""
    made = Image.Exif()
    made[0x010F], made[0x8298], made[0x0112] = "SecretMaker", "SecretOwner", orientation
    made.get_ifd(0x8769)[0x927C] = b"SECRETNOTE" * 20
    made.get_ifd(0x8825).update({1: "N", 2: (51.0, 36.0, 9.0), 3: "W", 4: (0.0, 12.0, 3.0)})
    return made


def photo(form: str, size: tuple[int, int] = (40, 20), orientation: int = 1) -> bytes:
    """A photograph whose left half is red and right half blue, with all that can stick to one."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>SecretXmp</a></x:xmpmeta>"
    options: dict[str, Any] = {"exif": exif(orientation), "icc_profile": profile}
    if form == "JPEG":
        options |= {"xmp": xmp, "comment": b"SecretComment", "quality": 95, "subsampling": 0}
    if form == "WEBP":
        options |= {"xmp": xmp, "lossless": True}
    if form == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "SecretComment")
        text.add_itxt("XML:com.adobe.xmp", "SecretXmp")
        options |= {"pnginfo": text}
    return encoded(picture, form, **options)


FORMS = [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")]


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_copy_has_nothing_in_it_but_the_picture(path: str, form: str) -> None:
    original = photo(form)
    assert sum(secret in original for secret in SECRETS) >= 5, "the original must have what is looked for"
    made = copy(path, original)
    assert isinstance(made, bytes)
    assert [secret for secret in SECRETS if secret in made] == []
    picture = opened(made)
    assert (picture.format, dict(picture.getexif()), picture.info.get("icc_profile")) == (form, {}, None)
    harmless = (
        "jfif jfif_version jfif_unit jfif_density progressive progression loop background timestamp duration"
    )
    assert set(picture.info) <= set(harmless.split())


def test_a_thumbnail_within_the_original_does_not_come_along() -> None:
    inner = encoded(Image.new("RGB", (8, 8), (1, 2, 3)), "JPEG")
    original = photo("JPEG")
    block = b"\xff\xe1" + struct.pack(">H", len(inner) + 8) + b"Exif\0\0" + inner
    made = copy("a.jpg", original[:2] + block + original[2:])
    assert isinstance(made, bytes)
    assert made.count(b"\xff\xd8") == 1


@pytest.mark.parametrize(("path", "form"), FORMS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_copy_is_turned_the_way_the_camera_was_held(path: str, form: str, orientation: int) -> None:
    data = photo(form, orientation=orientation)
    picture = opened(copy(path, data)).convert("RGB")
    assert picture.size == measure(path, data) == ((40, 20) if orientation < 5 else (20, 40))
    corner = {1: RED, 2: BLUE, 3: BLUE, 4: RED, 5: RED, 6: RED, 7: BLUE, 8: BLUE}[orientation]
    found = picture.getpixel((2, 2))
    assert isinstance(found, tuple)
    assert all(abs(a - b) < 25 for a, b in zip(found, corner, strict=True))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_means_nothing_turns_nothing(orientation: int) -> None:
    data = photo("JPEG", orientation=orientation)
    assert (measure("a.jpg", data), opened(copy("a.jpg", data)).size) == ((40, 20), (40, 20))


@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [((1599, 10), 1, (1599, 10)), ((1600, 10), 1, (1600, 10)), ((1601, 100), 1, (1600, 100)),
     ((3200, 100), 1, (1600, 50)),
     ((4000, 1), 1, (1600, 1)), ((100, 3200), 6, (1600, 50)), ((3200, 100), 6, (100, 3200))],
)  # fmt: skip
def test_a_copy_is_no_wider_than_a_page_and_its_size_is_known_beforehand(
    size: tuple[int, int], orientation: int, expected: tuple[int, int]
) -> None:
    data = photo("PNG", size, orientation)
    assert (measure("a.png", data), opened(copy("a.png", data)).size) == (expected, expected)


@pytest.mark.parametrize(
    ("mode", "form", "path", "expected"),
    [("CMYK", "JPEG", "a.jpg", "RGB"), ("L", "JPEG", "a.jpg", "L"), ("RGBA", "PNG", "a.png", "RGBA"),
     ("P", "PNG", "a.png", "RGB"), ("1", "PNG", "a.png", "L"), ("LA", "PNG", "a.png", "RGBA"),
     ("RGBA", "WEBP", "a.webp", "RGBA"), ("P", "GIF", "a.gif", "P"), ("L", "GIF", "a.gif", "P")],
)  # fmt: skip
def test_every_colour_mode_becomes_one_that_browsers_show(
    mode: str, form: str, path: str, expected: str
) -> None:
    picture = opened(copy(path, encoded(Image.new(mode, (4, 4)), form)))
    assert (picture.mode, picture.format, picture.size) == (expected, form, (4, 4))


def test_cmyk_keeps_its_colours() -> None:
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    pixel = opened(copy("a.jpg", encoded(cyan, "JPEG", quality=95))).getpixel((8, 8))
    assert isinstance(pixel, tuple)
    assert pixel[0] < 60 < 180 < pixel[2]


def test_a_scan_of_sixteen_bits_a_pixel_does_not_turn_white() -> None:
    scan = Image.new("I;16", (4, 1))
    for x in range(4):
        scan.putpixel((x, 0), x * 20_000)
    made = opened(copy("a.png", encoded(scan, "PNG"))).convert("L")
    assert [made.getpixel((x, 0)) for x in range(4)] == pytest.approx([0, 78, 156, 234], abs=2)


def test_see_through_pictures_stay_see_through() -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    for path, form in (("a.png", "PNG"), ("a.gif", "GIF")):
        made = opened(copy(path, encoded(palette, form, transparency=1))).convert("RGBA")
        pixels = [made.getpixel((x, 0)) for x in (0, 1)]
        assert [p[3] for p in pixels if isinstance(p, tuple)] == [255, 0]


def test_the_photographs_of_telephones_that_hold_two_pictures_are_photographs() -> None:
    picture = Image.new("RGB", (40, 20), RED)
    two = encoded(picture, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), BLUE)])
    made = opened(copy("a.jpg", two))
    assert (made.format, made.size, measure("a.jpg", two)) == ("JPEG", (40, 20), (40, 20))


@pytest.mark.parametrize(("path", "form"), [("a.gif", "GIF"), ("a.webp", "WEBP")])
def test_an_animation_stays_one_with_its_times(path: str, form: str) -> None:
    frames = [Image.new("RGB", (3200, 10), (n, 200 - n, 0)) for n in (0, 100, 200)]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=2,
                   comment=b"SecretComment", exif=exif().tobytes(), xmp=b"SecretXmp")  # fmt: skip
    made = copy(path, data)
    picture = opened(made)
    assert isinstance(made, bytes)
    assert [secret for secret in SECRETS if secret in made] == []
    assert (getattr(picture, "n_frames", 1), picture.size, measure(path, data)) == (3, (1600, 5), (1600, 5))
    if form == "GIF":
        durations = []
        for n in range(3):
            picture.seek(n)
            durations.append(picture.info["duration"])
        assert (durations, picture.info["loop"]) == ([100, 200, 300], 2)


def test_an_animation_of_too_many_frames_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_FRAMES_PIXELS", 3 * 16 - 1)
    frames = [Image.new("L", (4, 4), n) for n in (0, 100, 200)]
    made = copy("a.gif", encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert isinstance(made, Problem)
    assert made.code == "picture-too-large"


def test_a_turned_animation_has_the_size_that_was_said() -> None:
    frame = Image.new("RGB", (40, 20), RED)
    data = encoded(
        frame, "WEBP", exif=exif(6), save_all=True, append_images=[Image.new("RGB", (40, 20), BLUE)]
    )
    assert opened(copy("a.webp", data)).size == measure("a.webp", data)


WANTED = "a whole picture whose name ends in what it is: .gif, .jpeg, .jpg, .png, .svg, .webp"


def unreadable(path: str, form: str) -> Problem:
    return Problem(
        "picture-unreadable", f"The picture cannot be read as {form}.", path, wanted=WANTED,
        hint="open it in a picture program and save it again",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "form", "data"),
    [
        ("a.jpg", "JPEG", b""), ("a.png", "PNG", b"not a picture"), ("a.jpg", "JPEG", photo("PNG")),
        ("a.png", "PNG", photo("JPEG")), ("a.webp", "WEBP", photo("JPEG")), ("a.gif", "GIF", b"GIF89a"),
        ("a.jpg", "JPEG", b"%PDF-1.4"), ("a.png", "PNG", b"<svg/>"),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(path: str, form: str, data: bytes) -> None:
    assert (measure(path, data), copy(path, data)) == (unreadable(path, form), unreadable(path, form))


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_picture_cut_short_anywhere_is_refused_or_whole_and_never_a_crash(path: str, form: str) -> None:
    data = photo(form)
    body = len(data) - (len(data) // 4)
    for end in (*range(0, 40, 3), *range(40, len(data), 97), body):
        assert isinstance(copy(path, data[:end]), (bytes, Problem))
        assert isinstance(measure(path, data[:end]), (tuple, Problem))
    assert copy(path, data[: len(data) // 2]) == unreadable(path, FORMS[[p for p, _ in FORMS].index(path)][1])


def test_a_decompression_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for side in (11_000, 60_000):  # one is a warning to Pillow, the other an error
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
        bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
        refused = Problem(
            "picture-too-large", "The picture has more than 120 million pixels.", "a.png", wanted=WANTED,
            hint="save it again in a picture program, smaller",
        )  # fmt: skip
        assert (measure("a.png", bomb), copy("a.png", bomb)) == (refused, refused)


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_the_same_picture_gives_the_same_bytes_in_another_process(path: str, form: str) -> None:
    script = (
        "import sys; from gazette.pictures import copy; "
        f"sys.stdout.buffer.write(copy({path!r}, sys.stdin.buffer.read()))"
    )
    data = photo(form, (1700, 20))
    told = subprocess.run(
        [sys.executable, "-c", script], input=data, cwd=REPOSITORY, capture_output=True, check=True
    )
    assert told.stdout == copy(path, data) == copy(path, data)


def test_the_suffix_says_what_is_a_picture() -> None:
    names = (
        "a.jpg",
        "a.JPG",
        "a.jpeg",
        "a.png",
        "a.gif",
        "a.webp",
        "a.svg",
        "a.SVG",
        "a.pdf",
        "a.tiff",
        "jpg",
        "a",
    )
    assert [n for n in names if is_picture(n)] == list(names[:8])
