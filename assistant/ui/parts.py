"""Pieces that both gradio pages are made of."""

import inspect
import logging
import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any

from assistant.service.faults import log_fault

_LOG = logging.getLogger(__name__)
_TAG = re.compile(r"<[^<>]*>")

if TYPE_CHECKING:
    import gradio


def html(value: str, elem_id: str) -> "gradio.Markdown":
    """An element whose inside is HTML, with our styles alone.

    Not gradio's HTML component: that compiles its template in the browser, which a content security policy without 'unsafe-eval'
    refuses. Markdown takes HTML as it is up to the first line end.
    """
    import gradio

    element = gradio.Markdown(one_line(value), elem_id=elem_id, sanitize_html=False, latex_delimiters=[])
    setattr(element, "postprocess", lambda changed: one_line(changed or ""))  # noqa: B010 mypy refuses a method to be assigned
    return element


def one_line(markup: str) -> str:
    """HTML as one block of one line, in which no Markdown is read: the line ends of its texts are references.

    Those between attributes are spaces.
    """
    inside = _TAG.sub(lambda tag: re.sub(r"(?<!\s)[^\S\n]*+\n\s*+", " ", tag[0]), markup.strip())
    return "<div>" + inside.replace("\r", "").replace("\n", "&#10;") + "</div>" if inside else ""


def handler(function: Callable[..., Any]) -> Callable[..., Any]:
    """A gradio handler whose defects are logged without what they say: gradio prints the whole message, which may hold exempt words."""
    import gradio

    def fault(error: Exception) -> gradio.Error:
        log_fault(_LOG, function.__name__, error)
        return gradio.Error("There is a fault in this service. Try again.", print_exception=False)

    @wraps(function)
    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            raise fault(error) from None

    @wraps(function)
    def generate(*arguments: Any) -> Iterator[Any]:
        try:
            yield from function(*arguments)
        except Exception as error:
            raise fault(error) from None

    return generate if inspect.isgeneratorfunction(function) else call
