"""The options by which a command is asked of some of the papers only."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from pydantic import ValidationError

from assistant.scope import Scope

DAY = click.DateTime(["%Y-%m-%d"])
_OPTIONS = (
    click.option("--council", help="Only this council; part of its name is enough."),
    click.option("--committee", help="Only this body; part of its name, or its initials, are enough."),
    click.option("--from", "since", type=DAY, help="First day of the meetings."),
    click.option("--to", "until", type=DAY, help="Last day, included."),
    click.option("--paper", "papers", multiple=True, help="Only this paper, by its name; may be given again."),
    click.option("--kind", "kinds", multiple=True, help='Only papers of this kind, such as "minutes"; may be given again.'),
)


def scoped(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with these options, given to it as `scope`."""

    @wraps(function)
    def with_scope(
        *given: Any,
        council: str | None,
        committee: str | None,
        since: datetime.datetime | None,
        until: datetime.datetime | None,
        papers: tuple[str, ...],
        kinds: tuple[str, ...],
        **options: Any,
    ) -> None:
        first, last = (day.date() if day else None for day in (since, until))
        try:
            scope = Scope(council=council, committee=committee, date_from=first, date_to=last, documents=papers, kinds=kinds)
        except ValidationError as error:
            raise click.UsageError("a name has at most 300 characters, and there are at most 200 papers and 20 kinds") from error
        function(*given, scope=scope, **options)

    for option in reversed(_OPTIONS):
        with_scope = option(with_scope)
    return with_scope
