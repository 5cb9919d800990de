"""One round of load from wrk, and what came of it."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmark.servers import Server

# wrk runs this: requests in turn from a list, and the figures as one line of JSON at the end.
SCRIPT = """
local asked = {}
for line in io.lines(os.getenv("BENCH_REQUESTS")) do
  local method, path, body, headers = line:match("^(.-)\\t(.-)\\t(.-)\\t(.*)$")
  local sent = { ["Accept-Encoding"] = "gzip, br" }
  for name, value in headers:gmatch("([^\\t]-): ([^\\t]*)") do sent[name] = value end
  asked[#asked + 1] = { method, path, sent, body ~= "" and body or nil }
end
if #asked == 1 then  -- wrk writes it once, and is several times as fast
  wrk.method, wrk.path = asked[1][1], asked[1][2]
  for name, value in pairs(asked[1][3]) do wrk.headers[name] = value end
else
  local requests, at = {}, 0
  function init()
    for number, one in ipairs(asked) do requests[number] = wrk.format(unpack(one, 1, 4)) end
  end
  function request()
    at = at % #requests + 1
    return requests[at]
  end
end
function done(summary, latency, _)
  local wrong = summary.errors
  io.write(string.format('BENCH {"requests":%d,"microseconds":%d,"p50":%f,"p99":%f,"errors":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""


@dataclass(frozen=True)
class Request:
    """What is asked for; gzip and brotli are always taken."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def line(self) -> str:
        headers = "\t".join(f"{name}: {value}" for name, value in self.headers)
        return f"{self.method}\t{self.path}\t{self.body}\t{headers}\n"


@dataclass(frozen=True)
class Round:
    """Requests a second, milliseconds at the 50th and 99th percentile, errors, and the server's CPU for one request."""

    rate: float
    p50: float
    p99: float
    errors: int
    cpu: float


def load(server: Server, requests: list[Request], folder: Path, seconds: int, at_once: int = 32) -> Round:
    """Put this load on the server. CPU is in microseconds for one request, all workers together."""
    script, listed = folder / "load.lua", folder / "requests.txt"
    script.write_text(SCRIPT)
    listed.write_text("".join(request.line() for request in requests))
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{at_once}", f"-d{seconds}", "-s", str(script), server.address]
    before = server.cpu_seconds()
    said = subprocess.run(
        command, env={**os.environ, "BENCH_REQUESTS": str(listed)}, capture_output=True, text=True, check=True
    )
    used = server.cpu_seconds() - before
    found = json.loads(next(line for line in said.stdout.splitlines() if line.startswith("BENCH "))[6:])
    rate = found["requests"] / found["microseconds"] * 1e6
    return Round(rate, found["p50"], found["p99"], found["errors"], used / max(found["requests"], 1) * 1e6)
