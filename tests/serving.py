"""Servers of a folder, for tests: a plain one, and nginx as a host would be set up."""

from __future__ import annotations

import functools
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from gazette import hosting
from gazette.policies import Places


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def plainly(folder: Path) -> Iterator[str]:
    """The address of a server that gives out the files of a folder and knows nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Silent, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def by_nginx(program: str, site: Path, base_url: str, work: Path, more: Places = ()) -> Iterator[str]:
    """The address, without the path of the base URL, of nginx set up as `build.py host nginx` says.

    `more` are the places of a hub's own.

    Only where the files are and what it listens on are other than in the file that it is given. They lie
    in `work`, in the folder www, and it writes down in access.log what it is asked.
    """
    host, path = urlsplit(base_url).hostname, urlsplit(base_url).path
    port, root = free_port(), _rooted(site, path, work)
    server = hosting.nginx(base_url, more)
    for written, here in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("    listen [::]:80;\n", ""),
        (f"/var/www/{host}", str(root)),
    ):
        assert written in server
        server = server.replace(written, here)
    temporary = "".join(
        f"{name}_temp_path {work}/t;" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = work / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {work}/pid; error_log {work}/error.log;\n{'user root;' if os.getuid() == 0 else ''}\n"
        f"events {{ }}\nhttp {{\naccess_log {work}/access.log; {temporary}\n{server}\n}}\n"
    )
    with _running([program, "-c", str(configuration)], port, work / "error.log"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def by_decap(server: Path, folder: Path, mode: str = "fs") -> Iterator[int]:
    """The port of decap-server, which gives the CMS the files of a folder; in the mode `git`, its repository."""
    port, node = free_port(), shutil.which("node")
    assert node is not None
    given = {"PORT": str(port), "BIND_HOST": "127.0.0.1", "MODE": mode, "GIT_REPO_DIRECTORY": str(folder)}
    command = [node, str(server)]
    with _running(command, port, folder / "none", {**os.environ, **given}):
        yield port


MODULES = "mpm_event authz_core dir mime headers deflate filter alias rewrite setenvif".split()


@contextmanager
def by_apache(program: str, site: Path, base_url: str, work: Path) -> Iterator[str]:
    """The same of Apache, with the file that `build.py host apache` says beside index.html."""
    path = urlsplit(base_url).path
    port, root = free_port(), _rooted(site, path, work)
    (root / path.strip("/") / ".htaccess").write_text(hosting.apache(base_url))
    known = {name: Path(f"/usr/lib/apache2/modules/mod_{name}.so") for name in MODULES}
    configuration = work / "apache.conf"
    configuration.write_text(
        f"ServerRoot {work}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {work}/pid\n"
        f"ErrorLog {work}/error.log\nDocumentRoot {root}\nTypesConfig /dev/null\n"
        + "".join(f"LoadModule {name}_module {file}\n" for name, file in known.items() if file.exists())
        + f"<Directory {root}>\nAllowOverride All\nRequire all granted\n</Directory>\n"
    )
    with _running([program, "-X", "-f", str(configuration)], port, work / "error.log"):
        yield f"http://127.0.0.1:{port}"


def _rooted(site: Path, path: str, work: Path) -> Path:
    """A folder in which the site lies at the path of its base URL; it is a copy."""
    root = work / "www"
    shutil.copytree(site, root / path.strip("/"), dirs_exist_ok=True)
    return root


@contextmanager
def _running(
    command: list[str], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment
    ) as server:
        try:
            for _ in range(1500):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, (server.stderr.read(), log.exists() and log.read_text())
                time.sleep(0.02)
            yield
        finally:
            server.terminate()
            server.wait(10)
