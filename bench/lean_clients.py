"""Clients that take their time, and many that do nothing: each is let go of, and others are answered meanwhile."""

import contextlib
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.load import Served
from bench.scenes import Report, answers, ask, running

IDLE = 3000
MOST = 2100
"""Connections, a little above what the app allows."""
_HEAD = b"POST /api/v1/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
_UPLOAD = b"POST /papers/gradio_api/upload HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: multipart/form-data; boundary=x\r\n"
_PART = b'--x\r\ncontent-disposition: form-data; name="files"; filename="a.md"\r\n\r\n'
SLOW = {
    "a connection that sends nothing": (b"", b"", 40.0),
    "a head that comes byte by byte (slowloris)": (b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n", b"x-a: b\r\n", 40.0),
    "a head without end": (b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ", b"a" * 65536, 40.0),
    "a body that comes byte by byte": (_HEAD + b"content-length: 2000\r\n\r\n", b" ", 60.0),
    "an upload that comes byte by byte": (_UPLOAD + b"content-length: 2000000\r\n\r\n" + _PART, b" ", 110.0),
    "an upload without a length": (_UPLOAD + b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(_PART), _PART), b"1\r\na\r\n", 60.0),
}  # fmt: skip
"""What is sent at once, what then twice a second, and the seconds after which it must be over."""


def check(report: Report, work: Path, _moments: int) -> None:
    """Slow clients, one of each kind and 20 at once; idle ones by the thousand; readers that never read."""
    with running(work / "home", work / "uploads", questions_per_minute="0") as app:
        well = answers(app)
        memory = app.memory
        idle, refused = _open(app, IDLE)
        time.sleep(3)
        status, _, seconds = ask(app, "Which permits were decided on?", 60)
        held = app.files
        report.line(f"{len(idle)} idle connections ({refused} refused)", "others answered", (status, f"{seconds:.1f} s"), status == 200)
        report.line("connections then held", f"at most {MOST}", held, held <= MOST)
        for one in idle:
            one.close()
        _slow(report, app)
        _unread(report, app)
        time.sleep(1)
        report.line("memory", "no more than 150 MiB above before", f"{app.memory - memory:.0f} MiB", app.memory - memory < 150)
        report.line("files open at the end", "as before", app.files, app.files < 200)
        report.line("a question at the end", "answered as at first", answers(app), well and answers(app))


def _open(app: Served, count: int) -> tuple[list[socket.socket], int]:
    opened, refused = [], 0
    for _ in range(count):
        try:
            opened.append(socket.create_connection(_place(app), timeout=5))
        except OSError:
            refused += 1
    return opened, refused


def _place(app: Served) -> tuple[str, int]:
    parts = urlsplit(app.address)
    return parts.hostname or "", parts.port or 0


def _slow(report: Report, app: Served) -> None:
    """Twenty of each at once."""
    clients = {name: _open(app, 20)[0] for name in SLOW}
    for name, group in clients.items():
        for one in group:
            one.setblocking(False)
            with contextlib.suppress(OSError):
                one.send(SLOW[name][0])
    began, ended, waits = time.monotonic(), dict[str, float](), list[float]()
    while len(ended) < len(SLOW) and time.monotonic() - began < 120:
        for name, group in clients.items():
            group[:] = [one for one in group if _goes_on(one, SLOW[name][1])]
            if not group:
                ended.setdefault(name, time.monotonic() - began)
        waits.append(ask(app, f"What was decided on permits? {len(waits)}", 60)[2])
        time.sleep(0.5)
    for name, (_, _, most) in SLOW.items():
        took = ended.get(name, float("inf"))
        report.line(f"20 of: {name}", f"let go of within {most:.0f} s", f"{took:.0f} s", took <= most)
    report.line("others meanwhile", "each answered within 10 s", f"{len(waits)} asked, longest {max(waits):.1f} s", max(waits) < 10)


def _goes_on(client: socket.socket, drip: bytes) -> bool:
    try:
        if drip:
            client.send(drip)
    except BlockingIOError:
        return True
    except OSError:
        return False
    try:
        return bool(client.recv(65536))
    except BlockingIOError:
        return True
    except OSError:
        return False


def _unread(report: Report, app: Served) -> None:
    """Readers of streams who never read."""
    body = b'{"question": "What was decided about permits in all years and all committees?"}'
    sent = b"POST /api/v1/ask/stream HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    group = []
    for _ in range(30):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.connect(_place(app))
        one.sendall(sent % len(body) + body)
        group.append(one)
    status, _, seconds = ask(app, "Who decided on permits?", 90)
    report.line("30 streams that nobody reads", "others answered", (status, f"{seconds:.1f} s"), status == 200)
    deadline = time.monotonic() + 100
    while _connections(app) > 3 and time.monotonic() < deadline:
        time.sleep(1)
    left = _connections(app)
    report.line("the same after at most 100 s", "let go of", f"{left} connections", left <= 3)
    for one in group:
        one.close()


def _connections(app: Served) -> int:
    """Established connections to the app's port, as this machine counts them."""
    port = f"{_place(app)[1]:04X}"
    lines = subprocess.run(["cat", f"/proc/{app.process}/net/tcp"], capture_output=True, text=True, check=True).stdout.splitlines()
    return sum(line.split()[1].endswith(f":{port}") and line.split()[3] == "01" for line in lines[1:])
