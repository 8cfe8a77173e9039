"""Asks an address as fast as it answers, over sixteen connections: with wrk where there is one, else by itself."""

import http.client
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlsplit

CONNECTIONS = 16

REPORT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("measured %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Answers:
    """Times in seconds. `failed` counts what was not answered, or with a status of 400 or more."""

    number: int
    seconds: float
    median: float
    p95: float
    failed: int

    @property
    def rate(self) -> float:
        return self.number / self.seconds


def ask(url: str, headers: Mapping[str, str], seconds: float) -> Answers:
    wrk = shutil.which("wrk")
    return by_wrk(wrk, url, headers, seconds) if wrk else by_ourselves(url, headers, seconds)


def by_wrk(wrk: str, url: str, headers: Mapping[str, str], seconds: float) -> Answers:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        wanted = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
        command = [
            wrk,
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{round(seconds)}s",
            "--timeout",
            "30s",
            "-s",
            script.name,
            *wanted,
            url,
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 (found by name)
    figures = re.search(r"measured (\d+) (\d+) (\d+) (\d+) (\d+)", said)
    assert figures is not None, said
    number, lasted, half, most, failed = (int(figure) for figure in figures.groups())
    return Answers(number, lasted / 1e6, half / 1e6, most / 1e6, failed)


def by_ourselves(url: str, headers: Mapping[str, str], seconds: float) -> Answers:
    times: list[float] = []
    failed: list[int] = []
    begin = time.perf_counter()

    def go_on() -> None:
        address = urlsplit(url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        path = address.path + (f"?{address.query}" if address.query else "")
        while time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - start)
            if answer.status >= 400:
                failed.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=go_on) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hundredths = quantiles(times, n=100)
    return Answers(len(times), time.perf_counter() - begin, hundredths[49], hundredths[94], len(failed))
