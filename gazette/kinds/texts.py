"""Text as front matter holds it -> checked text, numbers and choices: one function a declared type.

Every function gives its value, or refuses with what is wrong, what is wanted and, where it can be
worked out, the mended value. A value that already has the type is given back as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from gazette import addresses
from gazette.kinds.refusal import one_value, refuse

# These turn the direction of the text around them; in a title they can make one name look like
# another. The plain marks (LRM, RLM) stay allowed: Urdu and Arabic names need them.
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YES: Final = ("yes", "true", "on")
NO: Final = ("no", "false", "off")


def _clean(text: str, wanted: str, allowed: str = "") -> str:
    for character in text:
        hidden = unicodedata.category(character) == "Cc" or character in "\u2028\u2029"
        if character in TURNING or (hidden and character not in allowed):
            mended = "".join(
                " " if unicodedata.category(c) == "Cc" else c
                for c in text
                if c not in TURNING and c not in "\u2028\u2029"
            )
            refuse(
                "hidden-character",
                f"This has a hidden character in it (U+{ord(character):04X}).",
                wanted,
                " ".join(mended.split()),
            )
    return text


def an(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def read_line(value: object) -> str:
    """One line of text, trimmed."""
    wanted = "one line of text"
    text = one_value(value, wanted)
    if "\n" in text:
        refuse("more-than-one-line", "This must be on one line.", wanted, " ".join(text.split()))
    return _clean(text, wanted)


def read_prose(value: object) -> str:
    """Markdown text of one or more lines, trimmed."""
    return _clean(one_value(value, "text"), "text", allowed="\n\t")


LONGEST_SLUG: Final = 100
"""Characters. A longer address is nothing that anybody could read out."""


def slugify(text: str) -> str:
    """The nearest slug to a text: small plain letters, numbers and hyphens."""
    plain = addresses.slugify(text).encode("ascii", "ignore").decode()
    return re.sub("-+", "-", plain)[:LONGEST_SLUG].strip("-")


def is_slug(text: str) -> bool:
    """Whether the text can be part of an address as it is."""
    return len(text) <= LONGEST_SLUG and bool(re.fullmatch(r"[a-z0-9]+(-+[a-z0-9]+)*", text))


def read_slug(value: object) -> str:
    """The last part of an address."""
    wanted = "small letters a to z, numbers and hyphens, such as save-the-library"
    text = one_value(value, wanted)
    if not is_slug(text):
        refuse("not-a-slug", f"“{text}” cannot be part of an address.", wanted, slugify(text))
    return text


def read_permanent_id(value: object) -> str:
    """A permanent identifier: any visible text without spaces."""
    wanted = "the identifier as it was first written, without spaces"
    text = _clean(one_value(value, wanted), wanted)
    if len(text.split()) > 1:
        refuse("not-an-id", "An id has no spaces in it.", wanted)
    return text


_NO_HOST: Final = re.compile("[;,\"'<>{}|^`$*()]")
"""Signs that the name of no host has; in policies and in hosts' settings they would begin something else."""


def _address(text: str, schemes: tuple[str, ...], wanted: str) -> str:
    _clean(text, wanted)
    if re.search(r"\s|\\", text):
        mended = "" if "\\" in text else re.sub(r"\s", "%20", text)
        refuse("not-an-address", "An address has no spaces or backslashes in it.", wanted, mended)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        refuse("not-an-address", f"“{text}” is not a web address.", wanted)
    if parts.scheme in ("http", "https") and _NO_HOST.search(parts.netloc):
        refuse("not-an-address", f"“{text}” is not a web address.", wanted)
    if parts.scheme in schemes:
        if host if parts.scheme in ("http", "https") else parts.path:
            return text
        refuse("not-an-address", f"“{text}” stops after “{parts.scheme}:”.", wanted)
    if "mailto" in schemes and re.fullmatch(r"[^@/:]+@[^@/:]+\.[^@/:]+", text):
        refuse("not-an-address", "This is an email address.", wanted, f"mailto:{text}")
    if re.fullmatch(r"(www\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(/\S*)?", text, re.IGNORECASE):
        refuse("not-an-address", "The https:// is missing.", wanted, f"https://{text}")
    if parts.scheme and re.match(r"[a-z]+:", text, re.IGNORECASE):
        refuse("not-an-address", f"Addresses with “{parts.scheme}:” are not allowed.", wanted)
    refuse("not-an-address", f"“{text}” is not an address.", wanted)


def read_address(value: object) -> str:
    """A link: web, email, telephone, or a path on this site."""
    wanted = "an address beginning with https://, mailto:, tel: or / (a page of this site)"
    text = one_value(value, wanted)
    if text.startswith("/"):
        return read_site_path(text)
    return _address(text, ("http", "https", "mailto", "tel"), wanted)


def read_web_address(value: object) -> str:
    """A link to another site."""
    wanted = "an address beginning with https://"
    return _address(one_value(value, wanted), ("http", "https"), wanted)


def read_site_path(value: object) -> str:
    """A path on this site, as an old address is written."""
    wanted = "a path on this site beginning with /, such as /2017/07/strike/"
    text = _clean(one_value(value, wanted), wanted)
    if not text.startswith("/"):
        plain = bool(re.fullmatch(r"[\w/.?=&%-]+", text))
        refuse("not-a-path", "A path begins with /.", wanted, f"/{text}" if plain else "")
    if text.startswith("//") or re.search(r"\s|\\", text) or ".." in text.split("/"):
        refuse("not-a-path", f"“{text}” is not a path on this site.", wanted)
    return text


def read_file_name(value: object) -> str:
    """A file that lies beside the post, or in a folder beside it."""
    wanted = "the name of a file beside this post, such as flyer.pdf"
    text = _clean(one_value(value, wanted), wanted)
    if "\\" in text:
        refuse("not-a-file-name", "Write / where there is \\.", wanted, text.replace("\\", "/"))
    if re.match(r"[a-z][a-z0-9+.-]+:", text, re.IGNORECASE):
        refuse("not-a-file-name", "This is an address, not a file beside the post.", wanted)
    parts = text.removeprefix("./").split("/")
    if any(part in ("", ".", "..") for part in parts):
        refuse("not-a-file-name", "This is not beside the post.", wanted, parts[-1].strip("."))
    return "/".join(parts)


def read_file_or_address(value: object) -> str:
    """A file beside the post, or a link."""
    wanted = "the name of a file beside this post, or an address"
    text = one_value(value, wanted)
    if text.startswith("/") or re.match(r"[a-z]+:", text, re.IGNORECASE):
        return read_address(text)
    return read_file_name(text)


def read_link(value: object) -> str:
    """A link as the text of a post has it: a file as it is reached from this one, or an address."""
    wanted = "a file as it is reached from this post, such as ../pages/about.md, or an address"
    text = _clean(one_value(value, wanted), wanted)
    if re.search(r"\s|[<>\"]", text):
        refuse("not-a-link", f"“{text}” is not a file or an address.", wanted)
    if text.startswith("/") or re.match(r"[a-z]+:", text, re.IGNORECASE):
        return read_address(text)
    return text


def read_email(value: object) -> str:
    """An email address."""
    wanted = "an email address, such as secretary@example.org"
    text = _clean(one_value(value, wanted), wanted)
    address = r"[^@\s<>(),;:\"]+@[^@\s<>(),;:\"]+\.[^@\s<>(),;:\".]+"
    if not re.fullmatch(address, text):
        found = re.search(address, text)
        refuse("not-an-email", f"“{text}” is not an email address.", wanted, found[0] if found else "")
    return text


def read_phone(value: object) -> str:
    """A telephone number as people write it."""
    wanted = "a telephone number, such as 020 7946 0000"
    text = _clean(one_value(value, wanted), wanted)
    if not re.fullmatch(r"\+?[\d ().-]{5,}( ?(ext\.?|x) ?\d+)?", text, re.IGNORECASE | re.ASCII):
        refuse("not-a-phone", f"“{text}” is not a telephone number.", wanted)
    return text


def _digits(code: str, name: str, shape: str, count: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = one_value(value, f"{name} {shape}")
        digits = re.sub(r"[\s.–-]", "", text)
        right = digits.isascii() and digits.isdigit() and len(digits) == count
        # Never a guess at a missing or an extra digit: money goes to this account.
        written = "-".join((digits[:2], digits[2:4], digits[4:])) if count == 6 else digits
        if text != written or not right:
            refuse(code, f"“{text}” is not {name}.", f"{name} {shape}", written if right else "")
        return text

    return read


read_sort_code = _digits("not-a-sort-code", "a sort code", "written nn-nn-nn", 6)
read_account_number = _digits("not-an-account-number", "an account number", "with 8 digits", 8)


def read_percent(value: object) -> float:
    """A share of a hundred."""
    wanted = "a number from 0 to 100, such as 72.4"
    text = one_value(value, wanted)
    if not re.fullmatch(r"\d+(\.\d+)? ?%?", text, re.ASCII):
        comma = re.fullmatch(r"(\d{1,2}),(\d+)( ?%)?", text, re.ASCII)
        mended = f"{comma[1]}.{comma[2]}" if comma else ""
        refuse("not-a-percentage", f"“{text}” is not a percentage.", wanted, mended)
    share = float(text.rstrip("% "))
    if share > 100:
        refuse("not-a-percentage", f"{text} is more than a hundred per cent.", wanted)
    return share


def read_count(value: object) -> int:
    """A whole number."""
    wanted = "a whole number, such as 12"
    text = one_value(value, wanted)
    if not re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,9}", text, re.ASCII):
        refuse("not-a-number", f"“{text}” is not a whole number.", wanted)
    return int(text.replace(",", ""))


def read_yes_no(value: object) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    text = one_value(value, "yes or no")
    if text.lower() not in YES + NO:
        meant = {"y": "yes", "t": "yes", "1": "yes", "n": "no", "f": "no", "0": "no"}.get(
            text[:1].lower(), ""
        )
        refuse("not-yes-or-no", f"“{text}” is neither yes nor no.", "yes or no", meant)
    return text.lower() in YES


def read_weekday(value: object) -> str:
    """The English name of a day of the week."""
    text = one_value(value, "a day of the week, such as Monday")
    for day in WEEKDAYS:
        if text.lower().rstrip("s.") in {day.lower(), day[:3].lower()}:
            return day
    near = [day for day in WEEKDAYS if text[:2].lower() == day[:2].lower()]
    refuse(
        "not-a-weekday",
        f"“{text}” is not a day of the week.",
        "a day of the week, such as Monday",
        near[0] if near else "",
    )


def read_language(value: object) -> str:
    """A language tag."""
    wanted = "a language tag, such as en-GB or cy"
    text = one_value(value, wanted)
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        refuse("not-a-language", f"“{text}” is not a language tag.", wanted)
    return text
