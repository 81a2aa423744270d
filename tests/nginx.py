"""A real nginx that serves a site as docs/nginx.conf says, on a port of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.hub import REPOSITORY

SEARCH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"

AROUND = """\
daemon off;
master_process off;
pid {state}/pid;
error_log {state}/errors warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {state}/body;
    proxy_temp_path {state}/proxy;
    fastcgi_temp_path {state}/fastcgi;
    uwsgi_temp_path {state}/uwsgi;
    scgi_temp_path {state}/scgi;
    include {types};
    include {state}/server.conf;
}}
"""

TYPES = "types {{ text/html html; text/css css; text/javascript js; application/xml xml; }}"


@contextmanager
def nginx(site: Path, state: Path) -> Iterator[str]:
    """The address (`http://localhost:PORT`) at which nginx serves the site; what it needs goes to `state`."""
    program = shutil.which("nginx", path=SEARCH)
    if program is None:
        pytest.skip("no nginx here: tests/tools.sh installs one on Debian")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state.mkdir(parents=True, exist_ok=True)
    server = (REPOSITORY / "docs/nginx.conf").read_text()
    server = server.replace("/srv/hub/site", str(site)).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (state / "server.conf").write_text(server)
    (state / "types").write_text(TYPES.replace("{{", "{").replace("}}", "}"))
    (state / "nginx.conf").write_text(AROUND.format(state=state, types=state / "types"))
    running = subprocess.Popen([program, "-p", str(state), "-c", str(state / "nginx.conf")])
    try:
        for _ in range(200):
            assert running.poll() is None, (state / "errors").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://localhost:{port}"
    finally:
        running.terminate()
        running.wait(10)
