"""Backends: where the CMS reads and writes posts, and what a browser has to allow it for that."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from gazette.addresses import ADMIN
from gazette.policies import Places
from gazette.sections import Cms

LOCAL: Final = 8081
"""The port at which decap-server gives the CMS of a preview the files of this machine."""

_HOSTS: Final = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "forgejo": "https://codeberg.org",
}

Json = dict[str, Any]


def backend(cms: Cms) -> Json:
    """The service as the configuration of the CMS names it."""
    if cms.repository is None:
        # Only the preview has it so, where decap-server stands in for this.
        return {"name": "proxy", "proxy_url": f"http://localhost:{LOCAL}/api/v1"}
    named: Json = {"name": cms.service, "repo": cms.repository, "branch": cms.branch}
    if cms.service == "github":
        named["base_url"] = _origin(cms.sign_in or "")
        if endpoint := urlsplit(cms.sign_in or "").path.strip("/"):
            named["auth_endpoint"] = endpoint
    else:
        named |= {"auth_type": "pkce", "app_id": cms.app, "base_url": _host(cms)}
    if cms.host or cms.service == "forgejo":
        named["api_root"] = _api(cms)
    return named


def _host(cms: Cms) -> str:
    return (cms.host or _HOSTS[cms.service]).rstrip("/")


def _api(cms: Cms) -> str:
    """The address at which a program reads and writes the repository."""
    if cms.service == "github" and cms.host is None:
        return "https://api.github.com"
    return _host(cms) + {"github": "/api/v3", "gitlab": "/api/v4", "forgejo": "/api/v1"}[cms.service]


def places(cms: Cms | None, local: bool) -> Places:
    """The folder of the CMS, and what its program needs; nothing where there is none."""
    if not is_shown(cms, local):
        return ()
    asked, shown = ["'self'", "blob:"], ["'self'", "data:", "blob:"]
    if cms is not None and cms.repository is not None:
        github = cms.service == "github" and cms.host is None
        asked += [_origin(_api(cms)), "https://www.githubstatus.com" if github else _origin(_host(cms))]
        shown.append("https://avatars.githubusercontent.com" if github else _origin(_host(cms)))
    if local:
        asked += [f"http://{name}:{LOCAL}" for name in ("localhost", "127.0.0.1")]
    return (
        (
            ADMIN,
            (
                # It checks its configuration by functions made of text, and styles by what it writes itself.
                ("script-src", "'self' 'unsafe-eval'"),
                ("style-src", "'self' 'unsafe-inline'"),
                ("img-src", " ".join(shown)),
                ("font-src", "'self' data:"),
                ("media-src", "'self' blob:"),
                ("connect-src", " ".join(dict.fromkeys(asked))),
            ),
        ),
    )


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_shown(cms: Cms | None, local: bool) -> bool:
    """Whether the site has the CMS: wanted, and in a preview (`local`) or with a repository to write to."""
    return cms is not None and (local or cms.repository is not None)
