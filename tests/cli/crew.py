"""Run by test_workers.py: a parent whose workers serve nothing, and write down in a file what they do.

`python tests/cli/crew.py parent FOLDER COUNT` runs the parent; FOLDER holds the log and, one a line, what worker 2 does each time it is
started: "serve", "fail" (ends at once), "serve SECONDS" (says it is ready and then ends).
"""

import http.server
import json
import sys
import time
from pathlib import Path


def parent(folder: Path, count: int) -> None:
    from assistant.cli import workers
    from assistant.cli.workers import Worker, Workers
    from assistant.errors import AssistantError

    if (folder / "unwell").exists():
        workers._HEALTH_SECONDS, workers._UNWELL = 0.1, 2

    def command(port: int, prepares: bool) -> list[str]:
        return [sys.executable, __file__, "worker", str(folder), str(port), "prepare" if prepares else "join"]

    def on_ready(worker: Worker) -> None:
        print(f"{worker.number} at {worker.address}", flush=True)

    try:
        Workers(command, range(1, count + 1), on_ready, wait=0.1).run()
    except AssistantError as error:
        sys.exit(str(error))


def note(folder: Path, *what: object) -> None:
    with (folder / "log").open("a") as log:
        log.write(json.dumps([time.monotonic(), *what]) + "\n")


def worker(folder: Path, number: str, task: str) -> None:
    note(folder, number, task, "began")
    if (folder / "with parent").exists():
        from assistant.cli.workers import end_with_parent

        end_with_parent()
    if task == "prepare":
        print("taking papers in", flush=True)
        time.sleep(0.3)
    plans = (folder / "plans").read_text().splitlines() if number == "2" and (folder / "plans").exists() else []
    mine = plans.pop(0).split() if plans else ["serve"]
    if number == "2":
        (folder / "plans").write_text("\n".join(plans))
    if mine[0] == "fail":
        sys.exit(3)
    server = _health(folder, number)
    print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
    note(folder, number, task, "ready")
    server.timeout = 0.05
    until = time.monotonic() + (float(mine[1]) if len(mine) > 1 else 60)
    while time.monotonic() < until:
        server.handle_request()


def _health(folder: Path, number: str) -> http.server.HTTPServer:
    class Health(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sick = number == "2" and (folder / "unwell").exists() and (folder / "unwell").read_text() == "sick"
            self.send_response(503 if sick or self.path != "/healthz" else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    return http.server.HTTPServer(("127.0.0.1", 0), Health)


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "parent":
        parent(Path(where), int(rest[0]))
    else:
        worker(Path(where), *rest)
