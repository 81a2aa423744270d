"""What a stranger might write: strings that would run in a browser, and a hub that is full of them.

Each string calls `pwned` with a number of its own, so that a browser which runs one says which.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from gazette import frontmatter
from gazette.kinds import reading
from gazette.pipeline import Hub
from gazette.settings import PATH as SETTINGS_PATH
from gazette.settings import read as read_settings
from tests.full_hub import FILES, POSTS
from tests.hub import REPOSITORY, write

PAYLOADS = tuple(
    """\
<script>pwned(%)</script>
<SCRIPT >pwned(%)</SCRIPT >
<scr<script>ipt>pwned(%)</scr</script>ipt>
<script src="data:text/javascript,pwned(%)"></script>
<script type=module>pwned(%)</script>
</script><script>pwned(%)</script>
"}</script><script>pwned(%)</script>
--></script><!--><script>pwned(%)</script>
</title><script>pwned(%)</script>
</textarea><script>pwned(%)</script>
</style><script>pwned(%)</script>
]]><script>pwned(%)</script>
<![CDATA[<script>pwned(%)</script>]]>
<!--><img src=x onerror=pwned(%)>-->
<img src=x onerror=pwned(%)>
<img/src=x/onerror=pwned(%)>
<IMG SRC=x OnErRoR=pwned(%) alt=a>
<img src=x onerror="pwned(%)" alt="a"
"><img src=x onerror=pwned(%)>
'><img src=x onerror=pwned(%)>
`><img src=x onerror=pwned(%)>
x" onerror="pwned(%)
x' onerror='pwned(%)
" onmouseover="pwned(%)" onfocus="pwned(%)" autofocus tabindex="0" x="
' onmouseover='pwned(%)' onfocus='pwned(%)' autofocus tabindex='0' x='
x onmouseover=pwned(%) onfocus=pwned(%) tabindex=0
<svg onload=pwned(%)>
<svg><script>pwned(%)</script></svg>
<svg/><script/>pwned(%)</script>
<svg><a xlink:href="javascript:pwned(%)"><text y=20>x</text></a></svg>
<svg><animate onbegin=pwned(%) attributeName=x dur=1s>
<svg><a><animate attributeName=href values="javascript:pwned(%)" /><text y=20>x</text></a></svg>
<svg><foreignObject><img src=x onerror=pwned(%)></foreignObject></svg>
<svg></p><style><a id="</style><img src=x onerror=pwned(%)>">
<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=pwned(%)>">
<math><a href="javascript:pwned(%)">x</a></math>
<noscript><p title="</noscript><img src=x onerror=pwned(%)>">
<template><img src=x onerror=pwned(%)></template><img src=x onerror=pwned(%)>
<select><style></select><img src=x onerror=pwned(%)></style>
<xmp><p title="</xmp><img src=x onerror=pwned(%)>">
<details open ontoggle=pwned(%)><summary>x</summary>y</details>
<iframe srcdoc="<script>parent.pwned(%)</script>"></iframe>
<iframe src="javascript:parent.pwned(%)"></iframe>
<object data="data:text/html,<script>parent.pwned(%)</script>"></object>
<embed src="javascript:parent.pwned(%)">
<form action="javascript:pwned(%)"><input type=submit></form>
<form><button formaction="javascript:pwned(%)">x</button></form>
<input onfocus=pwned(%) autofocus>
<video><source onerror=pwned(%)></video>
<audio src=x onerror=pwned(%)></audio>
<video poster=x src=x onerror=pwned(%)></video>
<body onload=pwned(%)>
<style onload=pwned(%)>x{}</style>
<style>@keyframes x{}</style><p style="animation-name:x" onanimationstart="pwned(%)">x</p>
<link rel=stylesheet href="data:text/css,x" onload=pwned(%)>
<base href="javascript:pwned(%)//"><a href="#">x</a>
<meta http-equiv=refresh content="0;url=javascript:pwned(%)">
<p onclick=pwned(%) onmouseover=pwned(%) tabindex=0 onfocus=pwned(%)>x</p>
<p/onmouseover=pwned(%)//>x</p>
<p contenteditable onblur=pwned(%) onfocus=pwned(%)>x</p>
<button popovertarget=p%>x</button><p popover id=p% onbeforetoggle=pwned(%)>y</p>
<a href="javascript:pwned(%)">x</a>
<a href="JaVaScRiPt:pwned(%)">x</a>
<a href="java&#9;script:pwned(%)">x</a>
<a href="java&NewLine;script&colon;pwned(%)">x</a>
<a href="&#x6A;&#97;vascript:pwned(%)">x</a>
<a href="&#1; javascript:pwned(%)">x</a>
<a href=javascript&colon;pwned&lpar;%&rpar;>x</a>
<a href="data:text/html,<script>pwned(%)</script>">x</a>
<a href="vbscript:pwned(%)">x</a>
<a href="https://example.org/" onclick=pwned(%)>x</a>
javascript:pwned(%)
JAVASCRIPT:pwned(%)
&#106;avascript:pwned(%)
&#x6a;avascript&#58;pwned(%)
java&#10;script:pwned(%)
javascript://example.org/%0Apwned(%)
javascript:pwned(%)//https://example.org/
data:text/html,<script>pwned(%)</script>
data:image/svg+xml,<svg/onload=parent.pwned(%)>
vbscript:pwned(%)
&lt;script&gt;pwned(%)&lt;/script&gt;
&amp;lt;img src=x onerror=pwned(%)&amp;gt;
&#60;img src=x onerror=pwned(%)&#62;
%3Cscript%3Epwned(%)%3C/script%3E
\\x3cscript\\x3epwned(%)\\x3c/script\\x3e
\\u003cimg src=x onerror=pwned(%)\\u003e
＜script＞pwned(%)＜/script＞
{{ '<img src=x onerror=pwned(%)>'|safe }}
{% raw %}<img src=x onerror=pwned(%)>{% endraw %}
{{ cycler.__init__.__globals__.os.popen('id').read() }}<script>pwned(%)</script>
${pwned(%)}<img src=x onerror=pwned(%)>
[x](javascript:pwned(%))
![x](x"onerror="pwned(%))
[x]: javascript:pwned(%)
<javascript:pwned(%)>
*x*{: onmouseover="pwned(%)" onclick="pwned(%)"}
x{ onclick=pwned(%) onmouseover=pwned(%) }
<p markdown="1" onmouseover=pwned(%)>x</p>""".split("\n")
)
"""Classic shapes: elements, attributes, breaks out of every place that a page has, and what hides one.

`(%)` is to be the string's number.
"""

CONTEXTS = tuple(
    context.replace("¶", "\n")
    for context in """\
§
Words § words.
*§* **§** ***§***
## §
## Head {#§}
## Head {: title="§" }
## Head {.§}
§¶===
> §
- §
1. §
- [ ] §
[§](/about/)
[x](§)
[x](<§>)
[x](/about/ "§")
[x](/about/ '§')
[x](/about/){title="§"}
[x](/about/){§}
![§](shape.svg)
![x](§)
![x](shape.svg "§")
![x](shape.svg){title="§"}
[x][r%]¶¶[r%]: §
[x][r%]¶¶[r%]: <§>
[x][r%]¶¶[r%]: /about/ "§"
[§]¶¶[§]: /about/
[§][]¶¶[§]: §
<§>
<p title="§">x</p>
<p title='§'>x</p>
<p title=§>x</p>
<p class="§" id="§" lang="§">x</p>
<a href="§">x</a>
<a href='§'>x</a>
<a href=§>x</a>
<img src="§" alt="§">
<q cite="§">x</q> <video src="§" poster="§"></video>
<div>¶§¶</div>
<div markdown="1">§</div>
<details><summary>§</summary>¶¶§¶¶</details>
<!-- § -->
<§
<?php § ?>
Note[^%].¶¶[^%]: §
Note[^§].¶¶[^§]: x
| a | § |¶|---|---|¶| § | b |
```§¶code¶```
``` {.x title="§"}¶§¶```
~~~¶§¶~~~
    §
`§`
``§``
*[ABC%]: §¶¶ABC% and §
Term §¶:   What it means: §
::: quote §¶by: §¶:::
::: quote¶text: "§"¶by: '§'¶:::
::: figure shape.svg¶alt: §¶caption: §¶credit: §¶credit_url: https://example.org/§¶licence: §¶:::
::: figure §¶alt: x¶:::
::: button §¶label: §¶:::
::: button https://example.org/§¶label: x¶:::
::: contact §¶role: §¶organisation: §¶email: §@example.org¶url: https://example.org/§¶:::
::: video https://example.org/§¶title: §¶length: §¶picture: §¶:::
::: fund §¶:::
::: § §¶§: §¶:::""".split("\n")
)
"""Every construct of the Markdown that works here; § stands for the string, % for its number, ¶ for a new line."""


@dataclass(frozen=True)
class Attack:
    """A string with its number, and the text that it stands in."""

    number: int
    text: str


def attack(payload: str, number: int) -> str:
    """The payload with its number in it."""
    return (
        payload.replace("(%)", f"({number})")
        .replace("&lpar;%", f"&lpar;{number}")
        .replace("p%", f"p{number}")
    )


def in_markdown(every: int = 1) -> Iterator[Attack]:
    """Every payload in every context, or one of so many."""
    number = count(1)
    for row, context in enumerate(CONTEXTS):
        for column, payload in enumerate(PAYLOADS):
            if (row + column) % every == 0:
                n = next(number)
                text = context.replace("§", attack(payload, n)).replace("r%", f"r{n}").replace("^%", f"^{n}")
                yield Attack(n, text.replace("ABC%", f"ABC{n}"))


# --- a hub in whose every field something stands ------------------------------------------------

Leaf = tuple[str | int, ...]


class Pen:
    """Writes hostile fields: it remembers each string that it put somewhere and what was refused."""

    def __init__(self, shift: int = 0, first: int = 100_001) -> None:
        self._number = count(first)
        self._next = shift
        self.written = 0
        self.placed: dict[int, tuple[str, Leaf]] = {}
        self.refused: list[str] = []

    def payload(self) -> tuple[int, str]:
        """The next payload, and its number."""
        self._next += 1
        self.written += 1
        number = next(self._number)
        return number, attack(PAYLOADS[self._next * 7 % len(PAYLOADS)], number)

    def variants(self, leaf: Leaf, given: str) -> tuple[tuple[int, str], ...]:
        """What is tried in place of a value, the worst first, and at last the value itself."""
        n, text = self.payload()
        tight = text.replace(" ", "/").replace("\\", "/")
        head = given if given.startswith(("/", "http")) else "https://example.org/"
        return (n, text), (n, tight), (n, f"{head}?{tight}"), (n, f'{given}"{tight}'), (0, given)

    def settle(
        self, path: str, fields: dict[str, Any], refusals: Any, emit: Any, fixed: tuple[str, ...]
    ) -> str:
        """The fields as text, each value the worst that its declared type takes."""
        chosen = {
            leaf: list(self.variants(leaf, value) if not {*fixed} & {leaf[0], leaf[-1]} else ((0, value),))
            for leaf, value in leaves(fields)
        }
        for _ in range(12):
            rows = emit(with_values(fields, {leaf: left[0][1] for leaf, left in chosen.items()}))
            text = "\n".join(line for line, _ in rows) + "\n"
            wrong = refusals(text)
            if not wrong:
                break
            told = {leaf for line in wrong if (leaf := _leaf_at(rows, line)) is not None}
            assert told, (path, wrong, text)
            for leaf in told:
                if len(chosen[leaf]) > 1:
                    self.refused.append(chosen[leaf].pop(0)[1])
        else:
            raise AssertionError((path, wrong, text))
        self.placed.update({left[0][0]: (path, leaf) for leaf, left in chosen.items() if left[0][0]})
        return text


def _leaf_at(rows: list[tuple[str, Leaf | None]], line: int) -> Leaf | None:
    """The value on a line, or the first one below it."""
    return next((leaf for _, leaf in rows[line - 1 :] if leaf is not None), None)


def leaves(value: Any, at: Leaf = ()) -> Iterator[tuple[Leaf, str]]:
    """Every value within fields, with its way."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*at, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*at, number))
    else:
        yield at, str(value)


def with_values(value: Any, values: dict[Leaf, str], at: Leaf = ()) -> Any:
    """The same fields with other values."""
    if isinstance(value, dict):
        return {name: with_values(inner, values, (*at, name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [with_values(inner, values, (*at, number)) for number, inner in enumerate(value)]
    return values[at]


def as_yaml(value: Any, at: Leaf = (), margin: str = "") -> list[tuple[str, Leaf | None]]:
    """The fields as lines of YAML, one value a line, each with its way."""
    rows: list[tuple[str, Leaf | None]] = [("---", None)] if not at else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in pairs:
        head = f"{margin}{name}:" if isinstance(value, dict) else f"{margin}-"
        if isinstance(inner, dict | list):
            rows += [(head, None), *as_yaml(inner, (*at, name), margin + "  ")]
        else:
            rows.append((f"{head} {json.dumps(inner, ensure_ascii=False)}", (*at, name)))
    return [*rows, ("---", None)] if not at else rows


def as_toml(value: dict[str, Any]) -> list[tuple[str, Leaf | None]]:
    """Settings as lines of TOML, one value a line, each with its way."""
    rows: list[tuple[str, Leaf | None]] = []
    tables: list[tuple[str, Leaf | None]] = []
    for name, inner in value.items():
        if isinstance(inner, str):
            rows.append((f"{name} = {_quoted(inner)}", (name,)))
        elif isinstance(inner, list) and isinstance(inner[0], str):
            rows.append((f"{name} = [{_quoted(inner[0])}]", (name, 0)))
        else:
            many = isinstance(inner, list)
            for number, table in enumerate(inner if many else [inner]):
                at: Leaf = (name, number) if many else (name,)
                tables.append((f"[[{name}]]" if many else f"[{name}]", None))
                tables += [(f"{key} = {_quoted(one)}", (*at, key)) for key, one in table.items()]
    return rows + tables


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


MORE = {
    "news/summed-up": "title: Summed up\ndate: 2017-07-09\nsummary: In short\nid: first-of-july\n"
    "extra: {colour: red, deep: {more: [a, b]}}\naliases: [/2017/07/first/]\nrelated: [plain]",
    "news/removed": "title: Removed\ndate: 2017-07-08\ngone: {date: 2017-07-13, reason: It had to *go*.}",
    "events/long": "title: A long day\ndate: 2017-07-01\nstart: 2017-07-20 10:00\nduration: 2 hours\npinned: yes\n"
    "publish_at: 2017-07-02\nendorses: {contest: Mayor, candidate: Kim Lee, public: yes}\nslug: long\n"
    "source: {title: Day, publisher: The Paper, url: 'https://example.org/d', canonical: yes}\n"
    "image: {file: shape.svg, decorative: yes}",
}
"""Posts for the fields that the full hub has not."""

FIXED = ("slug", "campaigns", "related", "fund", "supersedes", "post", "file", "alt_format", "transcript")
"""Fields that name something else: it is there, or they are refused."""

SETTINGS: dict[str, Any] = {
    "title": "Anytown",
    "base_url": "https://anytown.example/hub/",
    "moved_from": ["https://old.example/"],
    "wordpress_until": "2016-07-01",
    "language": "en-GB",
    "timezone": "Europe/London",
    "description": "News",
    "imprint": "Promoted by Jo",
    "leave_out": ["/unions/unite/"],
    "search": "no",
    "social_cards": "no",
    "organisation": {
        "name": "Council",
        "address": "High Street",
        "email": "s@anytown.example",
        "phone": "020 7946 0000",
    },
    "menu": [{"label": "News", "url": "/news/"}],
    "contacts": [
        {"name": "Jo", "role": "Secretary", "email": "jo@anytown.example", "phone": "020 7946 0001"}
    ],
    "feeds": {"count": "20", "archives": "site", "websub_hub": "https://hub.example/"},
    "lists": {"page_size": "20"},
    "home": {"latest": "6", "coming_up": "4"},
    "colours": {"accent": "#a8102a", "accent_dark": "#ff8a9b", "trim": "#e0b040"},
    "redirects": [{"from": "/old/", "to": "/news/"}],
    "cms": {
        "repository": "anytown/hub",
        "branch": "main",
        "service": "forgejo",
        "host": "https://git.example",
        "sign_in": "https://sign-in.example",
        "app": "abc",
        "review": "yes",
    },
}

BODY = """\
§

A [link](§) with a [title](https://example.org/ "§"), ![a picture §](shape.svg "§") and a note[^1] on HTML.

## A heading § {title="§"}

| a § | b |
|-----|---|
| §   | § |

> §

Term §
:   What it means: §

- [ ] §

```§
§
```

`§`

::: quote §
by: §
:::

::: figure shape.svg
alt: §
caption: §
credit: §
:::

[^1]: §

*[HTML]: §
"""


def hostile_hub(root: Path, variants: int = 1, **settings: str) -> tuple[Hub, Pen]:
    """The full hub so many times over, each value of each field the worst that is taken for it."""
    pen = Pen()
    given = {**SETTINGS, **settings}
    write(root, {SETTINGS_PATH: pen.settle(SETTINGS_PATH, given, _refused_settings, as_toml, ("base_url",))})
    for variant in range(variants):
        for name, fields in (POSTS | MORE).items():
            folder, _, slug = name.partition("/")
            path = f"content/{folder}/{slug}{f'-{variant}' if variant else ''}.md"
            parsed = yaml.load(fields, yaml.BaseLoader)
            if variant:
                # Lists by subject are the same however many subjects there are.
                parsed = {k: v for k, v in parsed.items() if k not in ("id", "aliases", "tags", "unions")}
            text = pen.settle(path, parsed, lambda text, at=path: _refusals(at, text), as_yaml, FIXED)
            body = "" if folder == "funds" else "".join(pen.payload()[1] if c == "§" else c for c in BODY)
            write(root, {path: text + body})
            write(root, {f"content/{folder}/{file}": data for file, data in FILES.items()})
    return Hub(root, REPOSITORY / "templates"), pen


def _refused_settings(text: str) -> list[int]:
    found = read_settings(SETTINGS_PATH, text.encode())[1]
    return [problem.line for problem in found if problem.severity == "error"]


def _refusals(path: str, text: str) -> list[int]:
    document, problems = frontmatter.parse(path, text.encode())
    if document is not None:
        problems = (*problems, *reading.read(document)[1])
    return [problem.line for problem in problems if problem.severity == "error"]


DRAWN = tuple(
    """\
<script>pwned(%)</script>
<script href="data:text/javascript,pwned(%)"/>
<script xlink:href="data:text/javascript,pwned(%)"/>
<x:script xmlns:x="http://www.w3.org/2000/svg">pwned(%)</x:script>
<h:script xmlns:h="http://www.w3.org/1999/xhtml">pwned(%)</h:script>
<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="pwned(%)"/>
<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" srcdoc="&lt;script>parent.pwned(%)&lt;/script>"/>
<foreignObject width="9" height="9"><h:body xmlns:h="http://www.w3.org/1999/xhtml"><h:script>pwned(%)</h:script></h:body></foreignObject>
<foreignObject><h:video xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="pwned(%)"/></foreignObject>
<g onclick="pwned(%)" onmouseover="pwned(%)"><rect width="9" height="9"/></g>
<rect width="9" height="9" onclick="pwned(%)" tabindex="0" onfocus="pwned(%)"/>
<image href="x" width="9" height="9" onerror="pwned(%)"/>
<image href="data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' onload='parent.pwned(%)'/>"/>
<use href="data:image/svg+xml,&lt;svg id='x' xmlns='http://www.w3.org/2000/svg' onload='pwned(%)'/>#x"/>
<a href="javascript:pwned(%)"><rect width="9" height="9"/></a>
<a xlink:href="java&#10;script:pwned(%)"><rect width="9" height="9"/></a>
<a><animate attributeName="href" values="javascript:pwned(%)"/><rect width="9" height="9"/></a>
<a><set attributeName="xlink:href" to="javascript:pwned(%)"/><rect width="9" height="9"/></a>
<animate attributeName="x" dur="1ms" onbegin="pwned(%)" onend="pwned(%)"/>
<animateTransform attributeName="transform" dur="1ms" onbegin="pwned(%)"/>
<set attributeName="onmouseover" to="pwned(%)"/>
<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">pwned(%)</handler>
<style onload="pwned(%)">rect { fill: red }</style>
<style><![CDATA[</style><script>pwned(%)</script>]]></style>
<title><h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="pwned(%)"/></title>
<text><![CDATA[</text><script>pwned(%)</script>]]></text>
<desc>&lt;script&gt;pwned(%)&lt;/script&gt;</desc>
<metadata><h:script xmlns:h="http://www.w3.org/1999/xhtml">pwned(%)</h:script></metadata>
<switch><foreignObject><h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x" onerror="pwned(%)"/></foreignObject></switch>
<feImage href="javascript:pwned(%)" onerror="pwned(%)"/>
<discard onbegin="pwned(%)"/>
<path d="M0 0" style="behavior:url(javascript:pwned(%))" onload="pwned(%)"/>""".split("\n")
)
"""What a drawing could run, when it is opened by itself."""


def drawing(payload: str, number: int) -> str:
    """A drawing with such a thing in it, and one in its root."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40"'
        f' onload="pwned({number + 1000})">{attack(payload, number)}</svg>'
    )
