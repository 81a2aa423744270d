"""Positions: where a link to a map points, for programs that show the place themselves."""

from __future__ import annotations

import re
from urllib.parse import unquote

Position = tuple[float, float]
"""Latitude and longitude in degrees."""

_NUMBER = r"(-?\d{1,3}\.\d+)"
_WRITTEN = (
    rf"[?&]mlat={_NUMBER}&mlon={_NUMBER}",  # OpenStreetMap, a marker
    rf"[?&](?:q|ll|sll|query|center|daddr|coordinate)={_NUMBER},\s*{_NUMBER}(?:&|#|$)",  # Google, Apple
    rf"[?&]cp={_NUMBER}~{_NUMBER}",  # Bing
    rf"#map=[\d.]+/{_NUMBER}/{_NUMBER}",  # OpenStreetMap, the middle of what is seen
    rf"/@{_NUMBER},{_NUMBER}",  # Google, the middle of what is seen
)
"""How maps write a position into their addresses; the place that is meant before what is seen."""


def position(link: str | None) -> Position | None:
    """The position that the address of a map names, if it names one."""
    for pattern in _WRITTEN:
        found = re.search(pattern, unquote(link or ""))
        if found:
            latitude, longitude = float(found[1]), float(found[2])
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return latitude, longitude
    return None
