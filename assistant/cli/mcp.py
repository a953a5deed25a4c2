"""council-papers mcp: questions and search as tools for other programs."""

import click

from assistant.cli.ask import ROLE_HELP
from assistant.cli.shell import Shell, cli, verb
from vectorstore.models import Role


@verb(cli, "mcp", "council-papers mcp")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="public", show_default=True, help=ROLE_HELP)
def mcp(shell: Shell, role: str) -> None:
    """Serve an MCP client on this computer over stdin and stdout, until it hangs up.

    The client is configured with this command. Over the network the web app serves the same at /mcp, by API token.
    """
    shell.parts.serve_mcp(Role(role))
