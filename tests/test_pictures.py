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
from gazette.pictures import Variant, copies, refusal, variants
from gazette.problems import Problem
from gazette.rasters import Extent, extent, is_raster
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


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def made(path: str, data: bytes) -> dict[Variant, bytes]:
    found = copies(path, data)
    assert isinstance(found, dict), found
    return found


def plain(path: str, data: bytes) -> Image.Image:
    """The copy that every browser shows."""
    return opened(next(iter(made(path, data).values())))


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
    if form == "AVIF":
        options |= {"xmp": xmp, "quality": 95, "speed": 8}
    if form == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "SecretComment")
        text.add_itxt("XML:com.adobe.xmp", "SecretXmp")
        options |= {"pnginfo": text}
    return encoded(picture, form, **options)


FORMS = [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF"),
         ("a.tif", "TIFF")]  # fmt: skip


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_copies_have_nothing_in_them_but_the_picture(path: str, form: str) -> None:
    original = photo(form, (900, 20))
    assert sum(secret in original for secret in SECRETS) >= 2, "the original must have what is looked for"
    harmless = set("jfif jfif_version jfif_unit jfif_density progressive progression loop background".split())
    for variant, data in made(path, original).items():
        assert [secret for secret in SECRETS if secret in data] == [], variant
        picture = opened(data)
        assert (dict(picture.getexif()), picture.info.get("icc_profile")) == ({}, None)
        assert set(picture.info) <= harmless | {"timestamp", "duration"}
        assert picture.size == (variant.width, variant.height)
        assert picture.format == {".jpg": "JPEG", ".webp": "WEBP"}[variant.suffix]


def test_a_thumbnail_within_the_original_does_not_come_along() -> None:
    inner = encoded(Image.new("RGB", (8, 8), (1, 2, 3)), "JPEG")
    original = photo("JPEG")
    block = b"\xff\xe1" + struct.pack(">H", len(inner) + 8) + b"Exif\0\0" + inner
    data = next(iter(made("a.jpg", original[:2] + block + original[2:]).values()))
    assert data.count(b"\xff\xd8") == 1


def test_what_hangs_on_behind_the_end_of_a_picture_does_not_come_along() -> None:
    for path, form in FORMS[:3]:
        assert all(
            b"SecretTrailer" not in data for data in made(path, photo(form) + b"SecretTrailer" * 50).values()
        )


@pytest.mark.parametrize(("path", "form"), FORMS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_copy_is_turned_the_way_the_camera_was_held(path: str, form: str, orientation: int) -> None:
    size = (40, 20)
    if form == "JPEG":  # large enough to be unpacked at half its size
        size = (3300, 400) if orientation < 5 else (400, 3300)
    data = photo(form, size, orientation)
    for variant, copy in made(path, data).items():
        picture = opened(copy).convert("RGB")
        assert (variant.width > variant.height) == ((orientation < 5) == (size[0] > size[1]))
        corner = {1: RED, 2: BLUE, 3: BLUE, 4: RED, 5: RED, 6: RED, 7: BLUE, 8: BLUE}[orientation]
        found = picture.getpixel((variant.width // 8, variant.height // 8))
        assert isinstance(found, tuple)
        assert all(abs(a - b) < 25 for a, b in zip(found, corner, strict=True))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_means_nothing_turns_nothing(orientation: int) -> None:
    assert plain("a.jpg", photo("JPEG", orientation=orientation)).size == (40, 20)


@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [
        ((40, 20), 1, ["40x20.jpg", "40x20.webp"]),
        ((20, 40), 6, ["40x20.jpg", "40x20.webp"]),
        ((275, 100), 1, ["275x100.jpg", "275x100.webp"]),
        ((276, 100), 1, ["276x100.jpg", "240x87.webp", "276x100.webp"]),
        ((900, 90), 1, ["720x72.jpg", "240x24.webp", "400x40.webp", "720x72.webp", "900x90.webp"]),
        ((730, 73), 1, ["730x73.jpg", "240x24.webp", "400x40.webp", "730x73.webp"]),
        ((1599, 10), 1, ["720x5.jpg", "240x2.webp", "400x3.webp", "720x5.webp", "1080x7.webp", "1599x10.webp"]),
        ((4032, 3024), 1, ["720x540.jpg", "240x180.webp", "400x300.webp", "720x540.webp", "1080x810.webp",
                           "1600x1200.webp"]),
        ((4000, 1), 1, ["720x1.jpg", "240x1.webp", "400x1.webp", "720x1.webp", "1080x1.webp", "1600x1.webp"]),
        ((100, 3200), 6, ["720x22.jpg", "240x8.webp", "400x12.webp", "720x22.webp", "1080x34.webp",
                          "1600x50.webp"]),
    ],
)  # fmt: skip
def test_copies_are_no_wider_than_the_original_or_a_screen_and_known_beforehand(
    size: tuple[int, int], orientation: int, expected: list[str]
) -> None:
    data = photo("JPEG", size, orientation)
    large = extent("a.jpg", data)
    assert large is not None
    planned = variants("a.jpg", large)
    assert [f"{v.width}x{v.height}{v.suffix}" for v in planned] == expected
    assert {v: (v.width, v.height) for v in planned} == {
        v: opened(copy).size for v, copy in made("a.jpg", data).items()
    }
    assert planned[0].path("news/a.jpg") == f"news/a-{planned[0].width}.jpg"


@pytest.mark.parametrize(
    ("mode", "form", "path", "expected"),
    [("CMYK", "JPEG", "a.jpg", "RGB"), ("L", "JPEG", "a.jpg", "L"), ("RGBA", "PNG", "a.png", "RGBA"),
     ("P", "PNG", "a.png", "RGB"), ("1", "PNG", "a.png", "L"), ("LA", "PNG", "a.png", "RGBA"),
     ("RGBA", "WEBP", "a.webp", "RGBA"), ("P", "GIF", "a.gif", "RGB"), ("L", "GIF", "a.gif", "RGB"),
     ("1", "TIFF", "a.tiff", "L"), ("CMYK", "TIFF", "a.tif", "RGB"), ("RGB", "BMP", "a.bmp", "RGB"),
     ("RGBA", "AVIF", "a.avif", "RGBA")],
)  # fmt: skip
def test_every_colour_mode_becomes_one_that_browsers_show(
    mode: str, form: str, path: str, expected: str
) -> None:
    picture = plain(path, encoded(Image.new(mode, (4, 4)), form))
    assert (picture.mode, picture.size) == (expected, (4, 4))
    assert picture.format == ("PNG" if expected == "RGBA" else "JPEG")


def test_cmyk_keeps_its_colours() -> None:
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))
    pixel = plain("a.jpg", encoded(cyan, "JPEG", quality=95)).getpixel((8, 8))
    assert isinstance(pixel, tuple)
    assert pixel[0] < 60 < 180 < pixel[2]


@pytest.mark.parametrize(("mode", "form", "path"), [("RGB", "JPEG", "a.jpg"), ("RGBA", "PNG", "a.png"),
                                                    ("RGB", "PNG", "a.png")])  # fmt: skip
def test_colours_are_brought_into_srgb_by_the_profile_of_the_picture(mode: str, form: str, path: str) -> None:
    """With the profile that cameras with a wider range of colours write, the same numbers are a stronger green."""
    picture = Image.new(mode, (16, 16), (120, 200, 120) if mode == "RGB" else (120, 200, 120, 128))
    wide = wide_profile()
    bare, profiled = encoded(picture, form), encoded(picture, form, icc_profile=wide)
    before, after = (plain(path, data).getpixel((8, 8)) for data in (bare, profiled))
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    assert before[0] > after[0] + 15
    assert before[3:] == after[3:]


def wide_profile() -> bytes:
    """An RGB profile whose primaries are those of Adobe RGB: sRGB's, with the green one moved."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", data[128:132])[0]
    tags = {
        bytes(data[132 + 12 * n : 136 + 12 * n]): struct.unpack(">II", data[136 + 12 * n : 144 + 12 * n])
        for n in range(count)
    }
    primaries = {b"rXYZ": (0.60974, 0.31111, 0.01947), b"gXYZ": (0.20528, 0.62567, 0.06087),
                 b"bXYZ": (0.14919, 0.06322, 0.74457)}  # fmt: skip
    for name, xyz in primaries.items():
        at = tags[name][0] + 8
        data[at : at + 12] = struct.pack(">3i", *(round(v * 65536) for v in xyz))
    return bytes(data)


def test_a_broken_colour_profile_is_no_reason_to_refuse_a_picture() -> None:
    assert plain("a.png", encoded(Image.new("RGB", (4, 4), RED), "PNG", icc_profile=b"broken")).size == (4, 4)


def test_a_scan_of_sixteen_bits_a_pixel_does_not_turn_white() -> None:
    scan = Image.new("I;16", (64, 16))
    for x in range(64):
        for y in range(16):
            scan.putpixel((x, y), x // 16 * 20_000)
    copy = plain("a.png", encoded(scan, "PNG")).convert("L")
    assert [copy.getpixel((8 + 16 * n, 8)) for n in range(4)] == pytest.approx([0, 78, 156, 234], abs=3)


def test_see_through_pictures_stay_see_through() -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([255, 0, 0, 0, 0, 255])
    palette.putpixel((1, 0), 1)
    for path, form in (("a.png", "PNG"), ("a.gif", "GIF")):
        for copy in made(path, encoded(palette, form, transparency=1)).values():
            clear = opened(copy).convert("RGBA")
            pixels = [clear.getpixel((x, 0)) for x in (0, 1)]
            assert [p[3] for p in pixels if isinstance(p, tuple)] == [255, 0]


def test_a_graphic_keeps_its_edges_sharp() -> None:
    graphic = Image.new("RGB", (200, 100), (255, 255, 255))
    for x in range(0, 200, 4):
        graphic.paste(RED, (x, 0, x + 2, 100))
    webp = made("a.png", encoded(graphic, "PNG"))[Variant(200, 100, ".webp")]
    assert opened(webp).convert("RGB").tobytes() == graphic.tobytes()


def test_the_photographs_of_telephones_that_hold_two_pictures_are_photographs() -> None:
    picture = Image.new("RGB", (40, 20), RED)
    two = encoded(picture, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), BLUE)])
    copy = plain("a.jpg", two)
    assert (copy.format, copy.size, extent("a.jpg", two)) == ("JPEG", (40, 20), Extent(40, 20))


@pytest.mark.parametrize(("path", "form"), [("a.gif", "GIF"), ("a.webp", "WEBP")])
def test_an_animation_stays_one_with_its_times(path: str, form: str) -> None:
    frames = [Image.new("RGB", (1440, 10), (n, 200 - n, 0)) for n in (0, 100, 200)]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=2,
                   comment=b"SecretComment", exif=exif().tobytes(), xmp=b"SecretXmp")  # fmt: skip
    ((variant, copy),) = made(path, data).items()
    picture = opened(copy)
    assert [secret for secret in SECRETS if secret in copy] == []
    assert (getattr(picture, "n_frames", 1), picture.size, variant) == (
        3, (720, 5), Variant(720, 5, path[1:])
    )  # fmt: skip
    if form == "GIF":
        durations = []
        for n in range(3):
            picture.seek(n)
            durations.append(picture.info["duration"])
        assert (durations, picture.info["loop"]) == ([100, 200, 300], 2)


def test_an_animation_of_too_many_frames_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_FRAMES_PIXELS", 3 * 16 - 1)
    frames = [Image.new("L", (4, 4), n) for n in (0, 100, 200)]
    found = copies("a.gif", encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert isinstance(found, Problem)
    assert found.code == "picture-too-large"


def test_a_turned_animation_has_the_size_that_was_said() -> None:
    data = encoded(
        Image.new("RGB", (40, 20), RED), "WEBP", exif=exif(6), save_all=True,
        append_images=[Image.new("RGB", (40, 20), BLUE)],
    )  # fmt: skip
    assert extent("a.webp", data) == Extent(20, 40, moving=True)
    assert plain("a.webp", data).size == (20, 40)


WANTED = (
    "a whole picture whose name ends in what it is: "
    ".avif, .bmp, .gif, .jpeg, .jpg, .png, .svg, .tif, .tiff, .webp"
)


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
        ("a.jpg", "JPEG", b"%PDF-1.4"), ("a.png", "PNG", b"<svg/>"), ("a.tif", "TIFF", b"II*\0"),
    ],
)  # fmt: skip
def test_what_is_not_what_its_name_says_is_refused(path: str, form: str, data: bytes) -> None:
    assert (extent(path, data), copies(path, data)) == (None, unreadable(path, form))
    assert refusal(path, data) == unreadable(path, form)


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_picture_cut_short_anywhere_is_refused_or_whole_and_never_a_crash(path: str, form: str) -> None:
    data = photo(form)
    body = len(data) - (len(data) // 4)
    for end in (*range(0, 40, 3), *range(40, len(data), 97), body):
        assert isinstance(copies(path, data[:end]), (dict, Problem))
        assert isinstance(extent(path, data[:end]), (Extent, type(None)))
    half = data[: len(data) // 2]
    assert copies(path, half) == unreadable(path, dict(FORMS)[path])


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
        assert (extent("a.png", bomb), copies("a.png", bomb)) == (None, refused)


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_the_same_picture_gives_the_same_bytes_in_another_process(path: str, form: str) -> None:
    script = (
        "import sys; from gazette.pictures import copies; "
        f"sys.stdout.buffer.write(b''.join(copies({path!r}, sys.stdin.buffer.read()).values()))"
    )
    data = photo(form, (1700, 20))
    told = subprocess.run(
        [sys.executable, "-c", script], input=data, cwd=REPOSITORY, capture_output=True, check=True
    )
    assert told.stdout == b"".join(made(path, data).values()) == b"".join(made(path, data).values())


def test_the_suffix_says_what_is_a_picture() -> None:
    names = ("a.jpg", "a.JPG", "a.jpeg", "a.png", "a.gif", "a.webp", "a.avif", "a.tif", "a.bmp",
             "a.pdf", "a.svg", "a.heic", "jpg", "a")  # fmt: skip
    assert [n for n in names if is_raster(n)] == list(names[:9])
