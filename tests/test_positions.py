"""Positions: what the addresses of maps give away, and what they do not."""

from __future__ import annotations

import pytest

from gazette.positions import position


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://www.openstreetmap.org/?mlat=51.5876&mlon=-0.0710#map=17/51.6/-0.1", (51.5876, -0.071)),
        ("https://www.openstreetmap.org/#map=17/51.5876/-0.0710", (51.5876, -0.071)),
        ("https://www.google.com/maps/place/Hall/@51.5876,-0.0710,17z", (51.5876, -0.071)),
        ("https://maps.google.com/?q=51.5876,-0.0710", (51.5876, -0.071)),
        ("https://www.google.com/maps/search/?api=1&query=51.5876%2C-0.0710", (51.5876, -0.071)),
        ("https://maps.apple.com/?ll=51.5876,-0.0710&z=10", (51.5876, -0.071)),
        ("https://www.bing.com/maps?cp=51.5876~-0.0710", (51.5876, -0.071)),
        ("https://maps.google.com/?q=Town+Hall", None),
        ("https://maps.google.com/?q=151.5,-0.1", None),
        ("https://example.org/rooms/2.5/3.5", None),
        (None, None),
    ],
)
def test_a_position_is_taken_from_the_address_of_a_map(
    link: str | None, expected: tuple[float, float] | None
) -> None:
    assert position(link) == expected
