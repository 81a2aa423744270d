"""From saving a post to its new bytes, asked for over loopback, in `serve`."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from pathlib import Path

from corpus import Post, corrected
from peers import Peer, lay_out

PATIENCE = 300.0


def seconds(peer: Peer, tmp: Path, posts: list[Post], rounds: int = 15) -> list[float]:
    """The seconds of each of so many saves of a body."""
    folder = tmp / "work" / "serve"
    lay_out(peer, folder, posts)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = peer.command(tmp / "tools", folder)
    command[2:2] = ["serve"]
    server = subprocess.Popen([*command, "--port", str(port)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    found = []
    try:
        post = posts[len(posts) // 3]
        address = "/" + peer.page(post).removesuffix("index.html")
        _until(port, address, "<article")
        time.sleep(2)
        for number in range(rounds):
            new = corrected(post, number)
            path, text = peer.source(new)
            began = time.monotonic()
            (folder / path).write_text(text)
            _until(port, address, f"{new.marker}.")
            found.append(time.monotonic() - began)
            time.sleep(0.5)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)
    return found


def _until(port: int, address: str, wanted: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", address)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            connection.close()
            if answer.status == 200 and wanted in text:
                return
        except OSError:
            time.sleep(0.2)
        time.sleep(0.002)
    raise TimeoutError(f"{wanted} never came")
