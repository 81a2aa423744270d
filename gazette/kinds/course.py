"""Course: one course for reps, or a programme of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from gazette.kinds.entry import Post
from gazette.kinds.scalars import Address, Count, Email, Many, Moment, Prose, Text
from gazette.kinds.sessions import Sessions, Sitting, held
from gazette.kinds.shape import Finding, Shape, shape
from gazette.kinds.shapes import Venue


@shape
class Application(Shape):
    """How to apply."""

    starting = ("email",)

    url: Address | None = Field(default=None, description="Where to apply.")
    email: Email | None = Field(
        default=None, description="To whom to write.", examples=["education@example.org"]
    )
    by: Moment | None = Field(default=None, description="The last day for applications.")

    def rules(self) -> Iterator[Finding]:
        if self.url is None and self.email is None:
            yield Finding(
                "no-contact",
                (),
                "This does not say where to apply.",
                "an address or an email address",
                "email: education@example.org",
                adds=True,
            )


# A course and one course of a programme have the same fields. Slotted classes cannot have two
# bases with fields, so what the two share is each field's own declaration.
_Sessions = Annotated[Sessions | None, Field(description="When it meets.")]
_Provider = Annotated[Text | None, Field(description="The college or body that runs it.")]
_Level = Annotated[Text | None, Field(description="Its stage or level.")]
_Accreditation = Annotated[Text | None, Field(description="What it counts towards.")]
_Audience = Annotated[Text | None, Field(description="For whom it is.")]
_Venue = Annotated[Venue | None, Field(description="Where it meets.")]
_Cost = Annotated[Text | None, Field(description="What it costs, such as free to members.")]
_PaidRelease = Annotated[
    Prose | None, Field(description="What reps should know about paid time off to attend.")
]
_Apply = Annotated[Application | None, Field(description="How to apply.")]
_Places = Annotated[Count | None, Field(description="How many places there are.")]


@shape
class Offering(Shape):
    """One course of a programme. What it leaves out is as the programme says."""

    title: Text = Field(description="Its title.", examples=["Union Reps Stage 1"])
    sessions: _Sessions = None
    provider: _Provider = None
    level: _Level = None
    accreditation: _Accreditation = None
    audience: _Audience = None
    venue: _Venue = None
    cost: _Cost = None
    paid_release: _PaidRelease = None
    apply: _Apply = None
    places: _Places = None

    def held(self) -> tuple[Sitting, ...]:
        """Every session, in order."""
        return held(self.sessions)


@shape
class Course(Post):
    """A course, or a programme of courses whose common fields stand once."""

    kind: ClassVar[str] = "course"
    folder: ClassVar[str] = "courses"
    label: ClassVar[str] = "Course"
    plural: ClassVar[str] = "Courses"

    sessions: _Sessions = None
    provider: _Provider = None
    level: _Level = None
    accreditation: _Accreditation = None
    audience: _Audience = None
    venue: _Venue = None
    cost: _Cost = None
    paid_release: _PaidRelease = None
    apply: _Apply = None
    places: _Places = None
    courses: Many[Offering] = Field(
        default=(), description="The courses of a programme; each with sessions of its own."
    )

    @property
    def offerings(self) -> tuple[Offering, ...]:
        """Each course; the programme's fields stand in for those that it leaves out."""
        shared = {name: getattr(self, name) for name in _SHARED}
        if not self.courses:
            return (Offering(title=self.title, sessions=self.sessions, **shared),)
        return tuple(
            Offering(
                title=one.title,
                sessions=one.sessions,
                **{
                    name: shared[name] if getattr(one, name) is None else getattr(one, name)
                    for name in _SHARED
                },
            )
            for one in self.courses
        )

    def held(self) -> tuple[Sitting, ...]:
        """Every session of every course, in order."""
        return tuple(sorted(sitting for one in self.offerings for sitting in one.held()))

    def rules(self) -> Iterator[Finding]:
        yield from Post.rules(self)
        if self.courses and self.sessions is not None:
            yield Finding(
                "two-answers",
                ("sessions",),
                "This is a programme of courses, so the sessions belong to each course.",
                "sessions within courses, or no courses",
                "move these lines into one of the courses",
                ("courses", "sessions"),
            )


_SHARED = tuple("provider level accreditation audience venue cost paid_release apply places".split())
