"""Hosting: what each kind of host is told about headers, types, caching and old addresses.

Two things are the same for all of them: files whose names change with their content are kept for ever,
and everything else is asked for again, which costs little where it has not changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from gazette.addresses import base_path
from gazette.mediatypes import FEEDS, TYPES
from gazette.policies import HEADERS, Places, sent, special, windows

FOR_EVER: Final = "public, max-age=31536000, immutable"
"""What is said of a file whose name changes with its content."""

A_DAY: Final = "public, max-age=86400"
"""What is said of pictures and fonts, which keep their names."""

ASK: Final = "no-cache"
"""What is said of the rest: keep it, but ask whether it is still the same."""

_LASTING: Final = r"(\.[0-9a-f]{10}\.(css|js)|_[0-9a-f]{7,}\.pf_(fragment|index|meta))$"
_SEARCHED: Final = ("fragment/*", "index/*", "pagefind.:meta.pf_meta")
"""What of each index of the search has its content in its name, as `_headers` says it. Netlify takes the last
for a name as it stands: there, that one file is asked for again."""

_PICTURES: Final = r"\.(avif|gif|ico|jpe?g|png|svg|webp|woff2?)$"
_FOR_HOSTS: Final = ("_headers", "_redirects", "nginx-redirects.conf")
"""Files that are there for hosts and not for readers."""

_STAY_TRUE: Final = "max-age=63072000"


_BY_PLACE: Final = (("Content-Security-Policy", sent), ("Cross-Origin-Opener-Policy", windows))
"""The headers that differ from folder to folder, and what gives them."""


def headers_file(base_url: str, lasting: tuple[str, ...], more: Places = ()) -> str:
    """The file `_headers`, as Netlify and Cloudflare Pages read it; `more` are places of this hub.

    Cloudflare adds up the rules that fit an address, and two policies are both kept to; so a folder with
    a policy of its own first takes the general one off (`!`). Netlify lets the later rule win by itself,
    and says in its log that it does not know that line.
    """
    base = base_path(base_url)
    general = tuple((name, give("", more)) for name, give in _BY_PLACE)
    rules = [_rule(f"{base}*", *general, *HEADERS)]
    for folder in special(more):
        own = tuple((name, give(folder, more)) for name, give in _BY_PLACE)
        other = [header for header in own if header not in general]
        rules.append(_rule(f"{base}{folder}*", *((f"! {name}", "") for name, _ in other), *other))
    searched = (f"{base}pagefind/{part}{files}" for part in ("", ":part/") for files in _SEARCHED)
    rules += [_rule(address, ("Cache-Control", FOR_EVER)) for address in (*lasting, *searched)]
    for name, kind in FEEDS.items():
        # A placeholder stands for one folder; how far a `*` in the middle reaches, hosts do not agree.
        rules += [
            _rule(f"{base}{folders}{file}", ("Content-Type", kind))
            for file in (name, name.replace(".", "-:number."))
            for folders in ("", ":in/", ":in/:of/")
        ]
    return "\n".join(rules)


def _rule(address: str, *headers: tuple[str, str]) -> str:
    lines = (f"  {name}: {value}" if value else f"  {name}" for name, value in headers)
    return "\n".join([address, *lines, ""])


def nginx(base_url: str, more: Places = ()) -> str:
    """A file for nginx's folder conf.d: maps, and the server; `more` are places of this hub."""
    host, base = urlsplit(base_url).hostname or "", base_path(base_url)
    folder = f"/var/www/{host}"
    compressed = _lines(" " * 15, _types(compressed=True))
    return f"""\
# {base_url} on nginx. Put the site into {folder}{base} and this file
# into /etc/nginx/conf.d/; then, and whenever old addresses are added: nginx -t && nginx -s reload

include {folder}{base}nginx-redirects.conf;

map $uri $gazette_policy {{
    default "{sent("")}";
{_each("    ", (f'"~^{re.escape(base + one)}" "{sent(one, more)}";' for one in special(more)))}
}}

map $uri $gazette_windows {{
    default "{windows("")}";
{_each("    ", (f'"~^{re.escape(base + one)}" "{windows(one, more)}";' for one, _ in more))}
}}

map $uri $gazette_caching {{
    default "{ASK}";
    "~{_LASTING}" "{FOR_EVER}";
    "~{_PICTURES}" "{A_DAY}";
}}

server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    root {folder};
    index index.html;
    absolute_redirect off;
    server_tokens off;

    add_header Content-Security-Policy $gazette_policy always;
    add_header Cross-Origin-Opener-Policy $gazette_windows always;
{_each("    ", (f'add_header {name} "{value}" always;' for name, value in HEADERS))}
    add_header Cache-Control $gazette_caching;
    # Once every address of {host} answers over https, and will for years:
    # add_header Strict-Transport-Security "{_STAY_TRUE}" always;

    gzip on;
    gzip_static on;  # a copy that was compressed beforehand, where there is one
    gzip_comp_level 6;
    gzip_min_length 512;
    gzip_proxied any;
    gzip_vary on;
    gzip_types {compressed};

    charset utf-8;
    charset_types {_lines(" " * 18, _types())};
    types {{
{_each("        ", (f"{kind} {' '.join(names)};" for kind, names in _by_type().items()))}
    }}
{_each("    ", (f"location ~ /{name} {{ types {{ }} default_type {kind}; }}" for name, kind in _feeds()))}

    # Old addresses, and what had to go; nginx-redirects.conf says which.
    if ($gazette_moved) {{ return 301 $gazette_moved; }}
    if ($gazette_gone) {{ return 410; }}
    error_page 410 @gone;
    location @gone {{ try_files ${{uri}}index.html $uri =410; }}

    error_page 404 {base}404.html;
    location ~ /(\\.(?!well-known/)|({"|".join(re.escape(one) for one in _FOR_HOSTS)})$) {{ return 404; }}
}}
"""


def apache(base_url: str, more: Places = ()) -> str:
    """A file .htaccess for Apache 2.4, to lie beside index.html; `more` are places of this hub."""
    base = base_path(base_url)
    hidden = "|".join(re.escape(one) for one in _FOR_HOSTS)
    return f"""\
# {base_url} on Apache. Put this file beside index.html, under the name .htaccess

DirectoryIndex index.html
Options -Indexes
ErrorDocument 404 {base}404.html
<FilesMatch "^({hidden}|\\.gazette-files)$">
    Require all denied
</FilesMatch>

# The feeds of a site that was made with WordPress, where they were queries of the front page.
<IfModule mod_rewrite.c>
    RewriteEngine On
    RewriteCond %{{QUERY_STRING}} "(?:^|&)feed=(?:comments-)?atom(?:&|$)"
    RewriteRule ^(?:index\\.php)?$ {base}atom.xml? [R=301,L]
    RewriteCond %{{QUERY_STRING}} "(?:^|&)feed=(?:comments-)?(?:rss2?|rdf)(?:&|$)"
    RewriteRule ^(?:index\\.php)?$ {base}feed.xml? [R=301,L]
</IfModule>

AddDefaultCharset utf-8
AddCharset utf-8 {_suffixes(name for name, kind in TYPES.items() if "charset" in kind)}
{_each("", (f"AddType {kind} {_suffixes(names)}" for kind, names in _by_type().items()))}
{_each("", (f'<FilesMatch "^{name}">{_N}    ForceType {kind}{_N}</FilesMatch>' for name, kind in _feeds()))}

<IfModule mod_headers.c>
{_each("    ", (f'Header always set {name} "{give("", more)}"' for name, give in _BY_PLACE))}
{_each("    ", (_section(base, folder, more) for folder in special(more)))}
{_each("    ", (f'Header always set {name} "{value}"' for name, value in HEADERS))}
    # Once every address of this host answers over https, and will for years:
    # Header always set Strict-Transport-Security "{_STAY_TRUE}"
    # Apache adds a word to the ETag of what it compresses, and calls that of a file just written weak: it
    # would not know either again.
    RequestHeader edit If-None-Match '^(?:W/)?"(.*)-gzip"$' '"$1-gzip", "$1"'
    Header set Cache-Control "{ASK}"
    <FilesMatch "{_PICTURES}">
        Header set Cache-Control "{A_DAY}"
    </FilesMatch>
    <FilesMatch "{_LASTING}">
        Header set Cache-Control "{FOR_EVER}"
    </FilesMatch>
</IfModule>

<IfModule mod_deflate.c>
    AddOutputFilterByType DEFLATE text/html {" ".join(_types(compressed=True))}
</IfModule>
"""


HOSTS: Final[dict[str, Callable[[str, Places], str]]] = {"nginx": nginx, "apache": apache}
"""Hosts that are set up by a file which is not part of the site, each with what writes it."""

_N: Final = "\n"


def _section(base: str, folder: str, more: Places) -> str:
    inner = (f'Header always set {name} "{give(folder, more)}"' for name, give in _BY_PLACE)
    return "\n".join(
        (
            f'<If "%{{REQUEST_URI}} =~ m#^{re.escape(base + folder)}#">',
            *(f"        {line}" for line in inner),
            "    </If>",
        )
    )


def _each(indent: str, lines: Iterable[str]) -> str:
    return "\n".join(f"{indent}{line}" for line in lines)


def _lines(indent: str, words: tuple[str, ...]) -> str:
    return f"\n{indent}".join(words)


def _suffixes(names: Iterable[str]) -> str:
    return " ".join(f".{name}" for name in names)


def _by_type() -> dict[str, list[str]]:
    """The suffixes of each media type, without its character set."""
    found: dict[str, list[str]] = {}
    for name, kind in TYPES.items():
        found.setdefault(kind.partition(";")[0], []).append(name)
    return found


def _types(compressed: bool = False) -> tuple[str, ...]:
    """The media types of text; html goes without saying. Compressed are a few others as well."""
    kinds = [kind.partition(";")[0] for kind in (*TYPES.values(), *FEEDS.values()) if "charset" in kind]
    more = ["application/wasm"] if compressed else []
    return tuple(dict.fromkeys(kind for kind in (*kinds, *more) if kind != "text/html"))


def _feeds() -> list[tuple[str, str]]:
    """What the names of feeds look like, archives with their numbers included, and their types."""
    return [
        (rf"{stem}(-\d+)?\.{suffix}$", kind.partition(";")[0])
        for (stem, _, suffix), kind in ((name.partition("."), kind) for name, kind in FEEDS.items())
    ]
