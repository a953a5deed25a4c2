"""The options by which a command is asked of some of the papers only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from pydantic import ValidationError

from assistant.scope import Scope, past

DAY = click.DateTime(["%Y-%m-%d"])
_OPTIONS = (
    click.option("--council", help="Only this council; part of its name is enough."),
    click.option("--committee", help="Only this body; part of its name, or its initials, are enough."),
    click.option("--from", "date_from", type=DAY, help="First day of the meetings."),
    click.option("--to", "date_to", type=DAY, help="Last day, included."),
    click.option("--paper", "documents", multiple=True, help="Only this paper, by its name; may be given again."),
    click.option("--as-of", type=DAY, help="The papers as they stood on this day: what was not known yet is left out."),
    click.option("--kind", "kinds", multiple=True, help='Only papers of this kind, such as "minutes"; may be given again.'),
)


def scoped(function: Callable[..., None]) -> Callable[..., None]:
    """`function` with these options, given to it as `scope`."""

    @wraps(function)
    def with_scope(*given: Any, **options: Any) -> None:
        if options["as_of"]:
            past(options["as_of"].date())
        try:
            scope = Scope.model_validate({name: options.pop(name) for name in Scope.model_fields})
        except ValidationError as error:
            raise click.UsageError("a name has at most 300 characters, and there are at most 200 papers and 20 kinds") from error
        function(*given, scope=scope, **options)

    for option in reversed(_OPTIONS):
        with_scope = option(with_scope)
    return with_scope
