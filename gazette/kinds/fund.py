"""Fund: how to give to a strike or hardship fund, and who can claim. A record that others show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from gazette.kinds.entry import Entry
from gazette.kinds.scalars import AccountNumber, Day, Prose, SortCode, Text, WebAddress
from gazette.kinds.shape import Finding, Shape, shape


@shape
class Payee(Shape):
    """That somebody checked with the bank whose account it is."""

    by: Text = Field(description="Who checked.", examples=["Jo Bloggs, treasurer"])
    on: Day = Field(description="On which day.", examples=["2017-07-14"])


@shape
class Claims(Shape):
    """How to claim from the fund."""

    who: Prose = Field(description="Who can claim.", examples=["Members on strike for three days"])
    how: Prose = Field(description="How to claim.", examples=["Ask your branch for the form"])
    by: Day | None = Field(default=None, description="The last day for claims.")


@shape
class Fund(Entry):
    """A fund; it has no page, address or feed of its own."""

    kind: ClassVar[str] = "fund"
    folder: ClassVar[str] = "funds"
    label: ClassVar[str] = "Fund"
    plural: ClassVar[str] = "Funds"
    # What only a page or a feed would show does nothing here, so it is refused.
    hidden: ClassVar[tuple[str, ...]] = tuple(
        "path summary gone publish_at expires updated changes corrections authors tags campaigns "
        "related image attachments source aliases lang pinned".split()
    )

    title: Text = Field(
        validation_alias="name",
        description="The fund's name.",
        examples=["Library workers' strike fund"],
    )
    account_name: Text | None = Field(default=None, description="The name of the bank account.")
    sort_code: SortCode | None = Field(default=None, description="Sort code, as nn-nn-nn.")
    account_number: AccountNumber | None = Field(default=None, description="Account number, 8 digits.")
    reference: Text | None = Field(
        default=None, description="The reference to give with a payment; it decides which fund."
    )
    payee_checked: Payee | None = Field(
        default=None, description="Who checked the account details with the bank, and when."
    )
    cheques_to: Prose | None = Field(
        default=None, description="To whom cheques are made out and where they are sent."
    )
    online_url: WebAddress | None = Field(default=None, description="Where to give online.")
    open_until: Day | None = Field(default=None, description="The last day of the fund.")
    claims: Claims | None = Field(default=None, description="Who can claim from it, and how.")

    @property
    def name(self) -> str:
        """The fund's name."""
        return self.title

    def rules(self) -> Iterator[Finding]:
        yield from Entry.rules(self)
        account = {
            "account_name": self.account_name,
            "sort_code": self.sort_code,
            "account_number": self.account_number,
        }
        missing = [name for name, value in account.items() if value is None]
        if missing and len(missing) < len(account):
            there = next(name for name, value in account.items() if value is not None)
            yield Finding(
                "half-an-account",
                (there,),
                f"A payment needs the whole account; {' and '.join(missing)} "
                f"{'is' if len(missing) == 1 else 'are'} missing.",
                "account_name, sort_code and account_number together",
                f"{missing[0]}: ",
                uses=tuple(account),
            )
        elif missing and not (self.cheques_to or self.online_url or self.status == "draft"):
            yield Finding(
                "no-way-to-give",
                (),
                "This fund does not say how to give to it.",
                "the account details, cheques_to or online_url",
                "account_name, sort_code and account_number, or online_url: https://",
                uses=(*account, "cheques_to", "online_url"),
            )
