"""Pieces that both gradio pages are made of."""

import inspect
import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any

from assistant.ui.faults import log_fault

_LOG = logging.getLogger(__name__)

if TYPE_CHECKING:
    import gradio


def html(value: Any, elem_id: str) -> "gradio.HTML":
    """An element whose inside is `value` (HTML, or a function that gives it when the page is opened), with our styles alone."""
    import gradio

    return gradio.HTML(value, elem_id=elem_id, padding=False, apply_default_css=False, js_on_load=None)


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
