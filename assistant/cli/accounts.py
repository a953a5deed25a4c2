"""council-papers accounts: who may sign in to the web app and the API, as what, and their API tokens."""

import sys
from collections.abc import Callable

import click

from assistant.access.audit import COMMAND_LINE
from assistant.access.models import Action
from assistant.access.opening import Desk
from assistant.cli.shell import Shell, cli, desk_of, verb
from assistant.cli.terminal import json_line, say
from assistant.errors import AccessError
from vectorstore.models import Role

ROLES = click.Choice([role.value for role in Role])


@cli.group()
def accounts() -> None:
    """Make, change and remove the accounts that may sign in."""


@accounts.group()
def token() -> None:
    """Make, list and revoke the API tokens of accounts."""


def _password_option(function: Callable[..., None]) -> Callable[..., None]:
    meaning = "Read the password from standard input, one line, instead of asking for it."
    return click.option("--password-stdin", is_flag=True, help=meaning)(function)


@verb(
    accounts, "add", "council-papers accounts add jane --role officer\npass show jane | council-papers accounts add jane --password-stdin"
)
@click.argument("name")
@click.option("--role", type=ROLES, default="member", show_default=True, help="What the account may see and do.")
@_password_option
def add(shell: Shell, name: str, role: str, password_stdin: bool) -> None:
    """Make the account NAME. Members, officers and administrators see exempt papers; the last two may add and remove papers."""
    with desk_of(shell) as desk:
        account = desk.accounts.create(name, Role(role), _password(password_stdin))
        _record(desk, f"{account.name} made", role)
        click.echo(f"added {account.name}, {account.role}")


@verb(accounts, "list", "council-papers accounts list --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_accounts(shell: Shell, as_json: bool) -> None:
    """List the accounts with their role."""
    with desk_of(shell) as desk:
        found = desk.accounts.all()
    for account in found:
        off = "  disabled" if account.disabled else ""
        click.echo(json_line(account) if as_json else f"{account.name}  {account.role}  since {account.created:%Y-%m-%d}{off}")
    if not found:
        say("there are no accounts: the web app serves this computer only; 'council-papers accounts add NAME' makes one")


@verb(accounts, "role", "council-papers accounts role jane member")
@click.argument("name")
@click.argument("role", type=ROLES)
def set_role(shell: Shell, name: str, role: str) -> None:
    """Give the account NAME another ROLE, in force at once; it is signed out."""
    with desk_of(shell) as desk:
        desk.accounts.set_role(name, Role(role))
        _record(desk, f"{name} changed role", role)
        click.echo(f"{name} is {role} now")


@verb(accounts, "password", "council-papers accounts password jane")
@click.argument("name")
@_password_option
def set_password(shell: Shell, name: str, password_stdin: bool) -> None:
    """Give the account NAME another password; it is signed out, its tokens stay."""
    with desk_of(shell) as desk:
        desk.accounts.set_password(name, _password(password_stdin))
        _record(desk, f"{name} changed password")
        click.echo(f"the password of {name} is changed")


@verb(accounts, "disable", "council-papers accounts disable jane\ncouncil-papers accounts disable jane --undo")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let the account in again.")
def disable(shell: Shell, name: str, undo: bool) -> None:
    """Shut the account NAME out at once, its tokens too; nothing of it is lost."""
    with desk_of(shell) as desk:
        desk.accounts.set_disabled(name, not undo)
        word = "enabled" if undo else "disabled"
        _record(desk, f"{name} {word}")
        click.echo(f"{name} is {word}")


@verb(accounts, "remove", "council-papers accounts remove jane")
@click.argument("name")
def remove(shell: Shell, name: str) -> None:
    """Remove the account NAME with its tokens and conversations; the audit log keeps what it did."""
    with desk_of(shell) as desk:
        desk.accounts.remove(name)
        _record(desk, f"{name} removed")
        click.echo(f"removed {name}")


@verb(token, "create", "council-papers accounts token create jane --label reports --days 30")
@click.argument("name")
@click.option("--label", default="", help="What the token is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it ends (setting token_days).")
def create_token(shell: Shell, name: str, label: str, days: int | None) -> None:
    """Make an API token for the account NAME and print it; it cannot be shown again."""
    with desk_of(shell) as desk:
        value = desk.tokens.create(name, label, days or shell.parts.configuration.assistant.token_days)
        _record(desk, f"{name} got a token", label)
        click.echo(value)
        say("keep it like a password: it cannot be shown again; 'council-papers accounts token revoke' ends it")


@verb(token, "list", "council-papers accounts token list --json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_tokens(shell: Shell, as_json: bool) -> None:
    """List the tokens of all accounts, without their values."""
    with desk_of(shell) as desk:
        found = desk.tokens.all()
    for one in found:
        click.echo(json_line(one) if as_json else f"{one.number}  {one.account}  until {one.expires:%Y-%m-%d}  {one.label}".rstrip())
    if not found:
        say("there are no tokens: 'council-papers accounts token create NAME' makes one")


@verb(token, "revoke", "council-papers accounts token revoke 3")
@click.argument("number", type=int)
def revoke_token(shell: Shell, number: int) -> None:
    """End the token NUMBER at once."""
    with desk_of(shell) as desk:
        ended = desk.tokens.revoke(number)
        _record(desk, f"{ended.account} lost token {number}", ended.label)
        click.echo(f"revoked token {number} of {ended.account}")


def _record(desk: Desk, what: str, outcome: str = "") -> None:
    desk.audit.record(COMMAND_LINE, Action.ACCOUNT_CHANGED, what, outcome=outcome)


def _password(from_stdin: bool) -> str:
    """The password, never taken from the arguments, which every user of the machine can read."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise AccessError("there is no terminal to ask for the password at: give it on standard input with --password-stdin")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
