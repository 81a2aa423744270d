"""News: a report, an announcement, a call to act."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gazette.kinds.entry import Post
from gazette.kinds.scalars import Text
from gazette.kinds.shape import shape


@shape
class News(Post):
    """A piece of news."""

    kind: ClassVar[str] = "news"
    folder: ClassVar[str] = "news"
    label: ClassVar[str] = "News"
    plural: ClassVar[str] = "News"

    place: Text | None = Field(default=None, description="Where it happened.")
    kicker: Text | None = Field(default=None, description="A few words above the heading.")
