"""Leaflets: what a page needs to be useful on paper."""

from __future__ import annotations

from io import StringIO

from markupsafe import Markup


def qr_text(address: str) -> str:
    """An address as a QR code of characters, for a terminal."""
    import segno  # only where a code is drawn: it brings half the network with it

    drawn = StringIO()
    segno.make_qr(address, error="l").terminal(drawn, border=2, compact=True)
    return drawn.getvalue()


def qr(address: str) -> Markup:
    """An address as a QR code: an SVG picture to stand in the page, without styles of its own."""
    import segno

    code = segno.make_qr(address, error="m")
    drawn = code.svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None, title="QR code: " + address
    )
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))
