"""council-papers settings: every setting with its value, source and meaning."""

import click

from assistant.cli.shell import Shell, cli, verb
from assistant.cli.terminal import json_line


@verb(cli, "settings", "council-papers settings\nCOUNCIL_PAPERS_PORT=8080 council-papers settings --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def settings(shell: Shell, as_json: bool) -> None:
    """Print each setting with its value, where the value comes from, and its meaning."""
    configuration = shell.parts.configuration
    if not as_json:
        click.echo(f"home = {configuration.home}\n    The library's folder: papers, indexes, audit log. (--home or COUNCIL_PAPERS_HOME)")
    for setting in configuration.values:
        if as_json:
            click.echo(json_line(setting))
        else:
            click.echo(f"{setting.name} = {setting.value!r}  [{setting.source}]\n    {setting.meaning}")
