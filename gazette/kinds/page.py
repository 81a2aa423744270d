"""Page: a plain page, such as about, affiliate or contact."""

from __future__ import annotations

from typing import ClassVar

from gazette.kinds.entry import Entry
from gazette.kinds.shape import shape


@shape
class Page(Entry):
    """A plain page, which belongs to no day."""

    kind: ClassVar[str] = "page"
    folder: ClassVar[str] = "pages"
    label: ClassVar[str] = "Page"
    plural: ClassVar[str] = "Pages"
