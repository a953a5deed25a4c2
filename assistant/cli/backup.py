"""council-papers backup: a copy of the library while it is in use."""

from pathlib import Path

import click

from assistant.cli.shell import Shell, cli, verb
from ingest.errors import LibraryError


@verb(cli, "backup", "council-papers backup /media/backup/2025-03-11")
@click.argument("folder", type=click.Path(path_type=Path))
def backup(shell: Shell, folder: Path) -> None:
    """Copy papers, accounts and record to the new FOLDER, whatever is running; docs/storage.md says how to restore it."""
    from ingest.library.backup import back_up

    if shell.parts.configuration.storage.database:
        raise LibraryError(
            "the library is in PostgreSQL: copy its database with pg_dump, as a role that has BYPASSRLS, and then the folder "
            f"{shell.parts.configuration.home / 'papers'}"
        )
    papers = back_up(shell.parts.configuration.home, folder)
    click.echo(f"{papers} papers: {folder}")
