"""Addresses: how a file of the site is reached, on a host of its own and below a path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.addresses import absolute, address, base_path, collision_key, output, slugify

ROOT = "https://anytown.example/"
HUB = "https://unions.example/hub/anytown/"


@pytest.mark.parametrize(
    ("path", "at_root", "below"),
    [
        ("index.html", "/", "/hub/anytown/"),
        ("news/pay/index.html", "/news/pay/", "/hub/anytown/news/pay/"),
        ("404.html", "/404.html", "/hub/anytown/404.html"),
        ("news/a b&c.pdf", "/news/a%20b%26c.pdf", "/hub/anytown/news/a%20b%26c.pdf"),
        ("tags/বাংলা/index.html", "/tags/%E0%A6%AC%E0%A6%BE%E0%A6%82%E0%A6%B2%E0%A6%BE/",
         "/hub/anytown/tags/%E0%A6%AC%E0%A6%BE%E0%A6%82%E0%A6%B2%E0%A6%BE/"),
        ("news/my-index.html", "/news/my-index.html", "/hub/anytown/news/my-index.html"),
    ],
)  # fmt: skip
def test_an_index_is_reached_by_its_folder_and_everything_else_by_its_name(
    path: str, at_root: str, below: str
) -> None:
    assert (address(path, ROOT), address(path, HUB)) == (at_root, below)


def test_the_base_path_has_a_slash_at_both_ends() -> None:
    bases = ("https://a.example", "https://a.example/", "https://a.example/hub", "https://a.example/hub/")
    assert [base_path(base) for base in bases] == ["/", "/", "/hub/", "/hub/"]


def test_a_whole_url_keeps_the_path_that_the_address_has() -> None:
    assert absolute("/hub/anytown/news/", HUB) == "https://unions.example/hub/anytown/news/"
    assert absolute("#fees", HUB + "about/") == "https://unions.example/hub/anytown/about/#fees"


@pytest.mark.parametrize(
    ("link", "base", "page", "expected"),
    [
        ("/news/pay/", ROOT, "/", ("news/pay/index.html", "")),
        ("/news/pay/#fees", ROOT, "/", ("news/pay/index.html", "fees")),
        ("/", ROOT, "/news/", ("index.html", "")),
        ("", ROOT, "/news/pay/", ("news/pay/index.html", "")),
        ("#caf%C3%A9", ROOT, "/news/pay/", ("news/pay/index.html", "café")),
        ("?page=2", ROOT, "/news/pay/", ("news/pay/index.html", "")),
        ("../join/?from=pay#fees", ROOT, "/news/pay/", ("news/join/index.html", "fees")),
        ("photo.jpg", ROOT, "/news/pay/", ("news/pay/photo.jpg", "")),
        ("./a%20b.pdf", ROOT, "/news/", ("news/a b.pdf", "")),
        ("/feed.xml", ROOT, "/", ("feed.xml", "")),
        ("/minutes:2017.pdf", ROOT, "/", ("minutes:2017.pdf", "")),
        ("https://anytown.example/about/", ROOT, "/", ("about/index.html", "")),
        ("https://anytown.example", ROOT, "/", ("index.html", "")),
        ("https://anytown.example#top", ROOT, "/", ("index.html", "top")),
        ("https://anytown.example?x=1", ROOT, "/", ("index.html", "")),
        ("//anytown.example/about/", ROOT, "/", ("about/index.html", "")),
        ("https://www.tuc.org.uk/", ROOT, "/", None),
        ("//www.tuc.org.uk/about/", ROOT, "/", None),
        ("https://anytown.example.evil.example/", ROOT, "/", None),
        ("https://anytown.example:8000/about/", ROOT, "/", None),
        ("mailto:secretary@anytown.example", ROOT, "/", None),
        ("tel:+442079460000", ROOT, "/", None),
        ("/hub/anytown/news/", HUB, "/hub/anytown/", ("news/index.html", "")),
        ("../news/", HUB, "/hub/anytown/about/", ("news/index.html", "")),
        ("/hub/anytown", HUB, "/hub/anytown/about/", ("index.html", "")),
        ("/news/", HUB, "/hub/anytown/", None),
        ("../../../", HUB, "/hub/anytown/about/", None),
        ("/hub/anytown-two/", HUB, "/hub/anytown/", None),
    ],
)  # fmt: skip
def test_a_link_leads_to_a_file_of_the_site_or_out_of_it(
    link: str, base: str, page: str, expected: tuple[str, str] | None
) -> None:
    assert output(link, base, page) == expected


@given(
    st.lists(st.text("abcé ü%#?&+-_.~", min_size=1).filter(lambda p: p.strip(".")), min_size=1, max_size=3)
)
def test_an_address_leads_back_to_its_file(parts: list[str]) -> None:
    path = "/".join((*parts, "index.html"))
    for base in (ROOT, HUB):
        assert output(address(path, base), base) == (path, "")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Save the Library!", "save-the-library"),
        ("  Pay: 5% now -- & for all  ", "pay-5-now-for-all"),
        ("Don’t let 'em close it", "dont-let-em-close-it"),
        ("Tŷ’r Cyffredin: streic yng Nghaerfyrddin", "tyr-cyffredin-streic-yng-nghaerfyrddin"),
        ("Ynys Môn â'r gweithwyr", "ynys-mon-ar-gweithwyr"),
        ("Związek zawodowy, żądania", "zwiazek-zawodowy-zadania"),
        ("ধর্মঘট চলছে", "ধর্মঘট-চলছে"),
        ("हड़ताल जारी है", "हड़ताल-जारी-है"),
        ("Straße & ﬁre", "strasse-fire"),
        ("snake_case__name", "snake-case-name"),
        ("!?…", ""),
        ("", ""),
    ],
)
def test_a_slug_keeps_what_carries_meaning(text: str, slug: str) -> None:
    assert slugify(text) == slug
    assert slugify(slug) == slug


def test_a_polish_l_loses_its_stroke_as_other_letters_lose_their_accents() -> None:
    assert slugify("Łódź: płaca") == "lodz-placa"


@given(st.text())
def test_a_slug_of_a_slug_is_the_same_and_has_no_sign_that_an_address_minds(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert set(slug) & set("/\\?#%&:. \"'<>_") == set()
    assert (slug, "--" in slug) == (slug.strip("-"), False)


def test_paths_collide_where_some_file_system_takes_them_for_one() -> None:
    assert collision_key("News/Caf\u00e9.PDF") == collision_key("news/cafe\u0301.pdf")
    assert collision_key("straße.pdf") == collision_key("STRASSE.pdf")
    assert collision_key("news/cafe.pdf") != collision_key("news/café.pdf")
