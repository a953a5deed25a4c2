"""council-papers serve: the web app."""

import contextlib

import click

from assistant.cli.shell import Shell, cli, verb


@verb(cli, "serve", "council-papers serve\ncouncil-papers serve --port 8080")
@click.option("--host", help="Address to listen on (setting host).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes any free one (setting port).")
def serve(shell: Shell, host: str | None, port: int | None) -> None:
    """Serve the web app until it is stopped with Ctrl+C."""
    settings = shell.parts.configuration.assistant
    with contextlib.suppress(KeyboardInterrupt):
        shell.parts.serve(host or settings.host, settings.port if port is None else port)
