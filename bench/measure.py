"""Measures a command: wall and CPU seconds, or the peak of its memory over all its processes."""

from __future__ import annotations

import math
import os
import platform
import signal
import subprocess
import threading
import time
from pathlib import Path

EVERY = 0.02
"""Seconds between two looks at the memory; ten times as long as a look takes, where that is more."""


def measure(
    command: list[str], folder: Path, watch_memory: bool = False, most: float = math.inf
) -> dict[str, float]:
    """Wall and CPU seconds of a command, or the peak of its memory in MB; it is ended after `most` seconds."""
    env = {
        **os.environ,
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "ASTRO_TELEMETRY_DISABLED": "1",
        "HUGO_CACHEDIR": str(folder / "cache"),
    }
    with (folder / "told.txt").open("ab") as told:
        began = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
        end = threading.Timer(min(most, threading.TIMEOUT_MAX), os.kill, (process.pid, signal.SIGKILL))
        end.daemon = True
        end.start()
        peak = _peak(process) if watch_memory else 0.0
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        end.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": peak, "code": process.returncode}


def _peak(process: subprocess.Popen[bytes]) -> float:
    """The peak, in MB, of what a process and all below it hold of the memory."""
    peak = 0.0
    while True:
        # Looks, without taking the process's end away from whoever waits for it.
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return peak
        began = time.monotonic()
        peak = max(peak, sum(map(_pss, _family(process.pid))))
        time.sleep(max(EVERY, 10 * (time.monotonic() - began)))


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> float:
    try:
        with Path(f"/proc/{pid}/smaps_rollup").open() as lines:
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0.0


def machine() -> str:
    """The machine in a few words, with what else it had to do."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return (
        f"{platform.system()} {platform.release()}, {model}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )


def load() -> float:
    """How many processes waited for a core in the last minute."""
    return os.getloadavg()[0]
