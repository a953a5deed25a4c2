"""Chat models: the one place that opens one, sends it messages and turns its failures into one error."""

from collections.abc import Iterator
from typing import Any, Protocol

from assistant.errors import ChatModelError
from assistant.settings import AssistantSettings


class ChatModel(Protocol):
    """What is asked of a chat model; every LangChain chat model does it."""

    def stream(self, input: Any) -> Iterator[Any]:
        """Chunks of the reply to messages, each with its `text`."""
        ...


def open_chat_model(settings: AssistantSettings) -> ChatModel:
    """The chat model that the settings name, as `provider:name`; nothing is sent yet.

    With `chat_base_url` an OpenAI-compatible server is meant (llama.cpp, vLLM, Ollama) and a key is not needed.
    Raises ChatModelError where the provider's package is missing or the name is not understood.
    """
    from langchain.chat_models import init_chat_model

    name = settings.chat_model
    extra: dict[str, Any] = {}
    if settings.chat_base_url:
        name = name if ":" in name else f"openai:{name}"
        extra = {"base_url": settings.chat_base_url, "api_key": "none"}
    try:
        model: ChatModel = init_chat_model(
            name,
            temperature=0,
            timeout=settings.chat_timeout,
            max_retries=settings.chat_retries,
            max_tokens=settings.chat_answer_tokens,
            **extra,
        )
        return model
    except ImportError as error:
        raise ChatModelError(f"chat model {name}: its package is not installed ({error}); install it or unset chat_model") from error
    except Exception as error:
        raise ChatModelError(f"chat model {name} cannot be opened: {_line(error)}; check chat_model and chat_base_url") from error


def stream_words(model: ChatModel, system: str, human: str) -> Iterator[str]:
    """Pieces of the model's reply as they come; closing the iterator cancels the request. Raises ChatModelError."""
    from langchain_core.messages import HumanMessage, SystemMessage

    try:
        for chunk in model.stream([SystemMessage(system), HumanMessage(human)]):
            if chunk.text:
                yield str(chunk.text)
    except Exception as error:
        raise ChatModelError(f"the chat model's service failed: {_line(error)}") from error


def _line(error: Exception) -> str:
    words = " ".join(str(error).split())
    return words[:200] or type(error).__name__
