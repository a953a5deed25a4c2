"""Pieces that both gradio pages are made of."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio


def html(value: Any, elem_id: str) -> "gradio.HTML":
    """An element whose inside is `value` (HTML, or a function that gives it when the page is opened), with our styles alone."""
    import gradio

    return gradio.HTML(value, elem_id=elem_id, padding=False, apply_default_css=False, js_on_load=None)
