"""The web app: the chat made with gradio, and the pages around it, in one FastAPI app."""

import logging
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from assistant.access.opening import Access
from assistant.answering.stopping import stoppable
from assistant.api.app import attach_api
from assistant.errors import AssistantError
from assistant.models import Ask
from assistant.registers.registers import Registers
from assistant.service.faults import log_fault
from assistant.service.services import Services
from assistant.service.waiting_line import Line
from assistant.ui.added import build_added
from assistant.ui.address import LOOPBACK, Methods
from assistant.ui.api_docs import build_api_docs
from assistant.ui.ask_page import build_ask_page
from assistant.ui.conversations import build_conversations
from assistant.ui.gradio_guard.door import GradioDoor
from assistant.ui.gradio_guard.frame import Framed
from assistant.ui.gradio_guard.limits import forget_old_uploads, forget_uploads, hold, limit_gradio
from assistant.ui.guard import Guard
from assistant.ui.intake_page import build_intake
from assistant.ui.notes import build_notes
from assistant.ui.pages import build_pages
from assistant.ui.paper_forms import build_paper_forms
from assistant.ui.papers_page import build_papers_page
from assistant.ui.patience import Patience
from assistant.ui.refusals import show_errors
from assistant.ui.registers import build_registers
from assistant.ui.render import page_head, render
from assistant.ui.sign_in import build_sign_in
from assistant.ui.sources import PageImages, build_sources
from assistant.ui.standing import Standing, refuse_served_home

if TYPE_CHECKING:
    import uvicorn

_LOG = logging.getLogger(__name__)
_FILES = Path(__file__).parent / "static"
_ANY = ("", "0.0.0.0", "::")
_ALONE = (
    "{}: without accounts the web app is for this computer only: use --host 127.0.0.1, "
    "or make an account first (council-papers accounts add NAME)"
)
_TRIAL_SECONDS = 10.0
"""How long the address is held back for a trial question."""
_ENDING_SECONDS = 2.0
_TICKS = 6000
"""Ticks of the server between looks for uploads that are too old."""
_BOARD_TICKS = 600
"""Ticks of the server between looks for what has had its time on the board."""
_FONTS = ["Arial", "Helvetica", "sans-serif"]


def create_app(services: Services, hosts: tuple[str, ...] = LOOPBACK) -> FastAPI:
    """The whole app, called by the names `hosts` and the setting public_hosts; nothing in it asks another host for anything."""
    refuse_served_home(services.library.home)
    images = PageImages()
    registers = services.registers or Registers(services.library)
    services = replace(services, registers=registers)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        images.close()

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.mount("/static-ui", StaticFiles(directory=_FILES))
    app.add_api_route("/favicon.ico", lambda: FileResponse(_FILES / "icon-32.png"))  # asked for by browsers whatever the page says
    app.include_router(build_sources(services, images))
    app.include_router(build_pages(services))
    app.include_router(build_registers(services, registers))
    if access := services.access:
        app.include_router(build_sign_in(services, access))
        app.include_router(build_paper_forms(services, access))
        app.include_router(build_conversations(services, access))
        app.include_router(build_added(services, access))
        if services.queue:
            app.include_router(build_intake(services, access, services.queue))
    app.include_router(build_api_docs(services, attach_api(app, services)))
    if access and services.briefer:
        app.include_router(build_notes(services, services.briefer, access))

    show_errors(app)
    _mount(app, services, "/papers/add", "Add papers", build_papers_page)
    _mount(app, services, "/", "Ask a question", build_ask_page)
    app.add_middleware(Methods, routes=app.router.routes)
    app.add_middleware(Guard, access=services.access, hosts=hosts)
    app.add_middleware(Standing, services=services)
    return app


def serve(
    services: Services, host: str, port: int, prepare: Callable[[], None], on_ready: Callable[[str], None], *, alone: bool = True
) -> None:
    """Serve until stopped; `prepare` is run once the port is had, and `on_ready` is given the app's address once it answers.

    The notes of a process that serves `alone` go with it; those of one of several are the others' to show.
    Raises AssistantError where readers of other computers could reach it and there are no accounts, or the port cannot be had.
    """
    hosts: tuple[str, ...] = LOOPBACK
    proxy = LOOPBACK[0]
    if access := services.access:
        hosts, proxy = hosts_of(access, host), access.settings.proxy_address
        access.gatekeeper.on_network = host not in LOOPBACK
        access.prune()
    listener = listen(host, port, guarded=services.access is not None)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}"
    prepare()
    import uvicorn

    config = uvicorn.Config(
        create_app(services, hosts), log_config=None, log_level="warning", access_log=False, server_header=False,
        timeout_graceful_shutdown=2, forwarded_allow_ips=proxy,
        http="h11",  # the other implementation reads the head of a request into memory, however long it is
    )  # fmt: skip
    server = _server(config, services, lambda: on_ready(address), alone)
    with _warming_up(services):
        server.run(sockets=[listener])


def _server(config: "uvicorn.Config", services: Services, on_ready: Callable[[], None], alone: bool) -> "uvicorn.Server":
    """The server, with what is to be done when it is ready, now and then, and when it ends."""
    import uvicorn

    patience = Patience()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            on_ready()

        async def on_tick(self, counter: int) -> bool:
            await _look_after(self, services, patience, counter)
            return await super().on_tick(counter)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await super().shutdown(sockets)
            forget_uploads()
            if services.access and alone:
                services.access.desk.leave()

    return Server(config)


async def _look_after(server: "uvicorn.Server", services: Services, patience: Patience, tick: int) -> None:
    """What is to be done now and then; there are ten ticks a second."""
    if tick % 5 == 0:
        patience.look(server.server_state.connections)
    if tick % _TICKS == 0:
        await run_in_threadpool(forget_old_uploads)
    if services.access and tick % _BOARD_TICKS == 0:
        await run_in_threadpool(_sweep, services.access)


def _sweep(access: Access) -> None:
    """Delete what has had its time on the board; where that cannot be done, it is tried again the next time."""
    try:
        access.desk.sweep()
    except Exception as error:
        log_fault(_LOG, "what has had its time could not be deleted", error)


@contextmanager
def _warming_up(services: Services) -> Iterator[None]:
    """Something has been asked, so that the first reader waits for no model to load; where the library is large, not to the end of it.

    Nobody who asks meanwhile waits behind it.

    What is read ahead after it ends with the block: a process that ends in the middle of the model's work is aborted.
    """
    stop, tried = threading.Event(), threading.Event()

    def warm_up() -> None:
        try:
            with stoppable(stop):
                Line.over(services.assistant).try_out(Ask(question="What was decided?"))
                tried.set()
                services.warm_up()
        except Exception as error:
            log_fault(_LOG, "the assistant failed on a trial question", error)
        finally:
            tried.set()

    thread = threading.Thread(target=warm_up, daemon=True)
    thread.start()
    try:
        tried.wait(_TRIAL_SECONDS)
        yield
    finally:
        stop.set()
        thread.join(_ENDING_SECONDS)


def hosts_of(access: Access, host: str) -> tuple[str, ...]:
    """The names that readers may call an app by which listens at `host`, besides those of the setting public_hosts.

    Raises AssistantError where readers of other computers could reach it and there are no accounts, or no name for them to call it by.
    """
    if host in LOOPBACK:
        return LOOPBACK
    if not access.gatekeeper.guarded:
        raise AssistantError(_ALONE.format(host))
    if host not in _ANY:
        return (*LOOPBACK, host.casefold())
    if not access.settings.public_hosts:
        raise AssistantError(f"{host}: say by which host names readers call the web app: setting public_hosts")
    return LOOPBACK


def listen(host: str, port: int, *, guarded: bool = False) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises AssistantError where the address is not this computer's own and nothing guards the app, or the port cannot be had.
    """
    if host not in LOOPBACK and not guarded:
        raise AssistantError(_ALONE.format(host))
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise AssistantError(
            f"port {port} of {host} cannot be had ({error.strerror}): name another with --port, or --port 0 for any"
        ) from error


def _mount(app: FastAPI, services: Services, path: str, title: str, build: Callable[[Services], None]) -> None:
    """Add a gradio page. One app a page: gradio's own multi-page apps bring a second navigation bar and share one title."""
    limit_gradio()
    import gradio as gr
    from starlette.routing import Mount

    with gr.Blocks(title=f"{title} - Council papers", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        build(services)
    blocks.queue(default_concurrency_limit=4, max_size=64, api_open=False)
    gr.mount_gradio_app(
        app, blocks, path=path, footer_links=[], run_history=False, enable_monitoring=False, show_error=False, ssr_mode=False,
        max_file_size=f"{services.max_upload}mb", blocked_paths=[str(services.library.home.resolve())],
        theme=gr.themes.Base(font=_FONTS, font_mono=["monospace"]), head=render("sheets.html"),
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )  # fmt: skip
    hold(blocks)
    mounted = app.router.routes[-1]
    assert isinstance(mounted, Mount)
    framed = Framed(mounted.app, lambda: page_head(title), render("without_script.html", here=path, title=title))
    mounted.app = GradioDoor.before(framed, blocks, services.access)
