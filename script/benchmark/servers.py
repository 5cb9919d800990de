"""Starts and stops what is measured, each on the first core; what loads it runs on the second."""

import getpass
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and the process whose children do the work."""

    address: str
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def cpu_seconds(self) -> float:
        """What all its workers have used so far."""
        return sum(_cpu_ticks(pid) for pid in self.workers()) / TICKS_PER_SECOND

    def memory(self) -> float:
        """The resident memory of its largest worker, in megabytes."""
        return max(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.workers()) * PAGE_BYTES / 1e6


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def gunicorn(application: str, environment: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """One worker with four threads; a `gunicorn.conf.py` in that folder is respected."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--workers=1", "--threads=4", "--worker-class=gthread"]
    command += [f"--bind=127.0.0.1:{port}", "--log-level=warning"]
    with _running(command, {**os.environ, **environment}, f"http://127.0.0.1:{port}", folder) as server:
        yield server


@contextmanager
def nginx(folder: Path, configuration: str) -> Iterator[Server]:
    """nginx with one worker and this inside of its `http { }`; `PORT` there is where it listens."""
    port = free_port()
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    whole = f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; {user}\n"
    whole += f"events {{ worker_connections 1024; }}\nhttp {{\n{configuration.replace('PORT', str(port))}\n}}\n"
    (folder / "nginx.conf").write_text(whole)
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with _running(command, dict(os.environ), f"http://127.0.0.1:{port}", folder) as server:
        yield server


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], address: str, folder: Path) -> Iterator[Server]:
    process = subprocess.Popen(["taskset", "-c", "0", *command], env=environment, cwd=folder, start_new_session=True)
    try:
        _wait_for(address, process)
        yield Server(address, process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 (our own server)
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{' '.join(process.args)} does not answer.")  # type: ignore[arg-type]


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
