"""Settings of the assistant; the one place that documents each."""

from pydantic import BaseModel, ConfigDict, Field


class AssistantSettings(BaseModel):
    """How answers are made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chat_model: str = Field("", description="LangChain chat model as provider:name; empty means the extractive engine, which needs none.")
    chat_base_url: str = Field("", description="Address of an OpenAI-compatible server for the chat model; empty means the provider's own.")
    chat_timeout: float = Field(60.0, gt=0, description="Seconds that the chat model may take for one reply.")
    chat_retries: int = Field(2, ge=0, description="Times a failed request to the chat model is sent again.")
    chat_context_tokens: int = Field(6000, gt=0, description="Tokens of passages that are sent to the chat model.")
    chat_answer_tokens: int = Field(500, gt=0, description="Tokens that the chat model may reply with.")
    unsupported: str = Field(
        "drop", pattern="^(drop|strike)$", description="What is done with a chat model's statement that fails the check: drop or strike."
    )
    answer_passages: int = Field(10, gt=0, le=50, description="Passages an answer is made from.")
    extract_words: int = Field(500, gt=0, description="Words up to which a passage that matched is joined with its neighbours.")
    retrieved_passages: int = Field(100, gt=0, description="Passages that a search brings to be re-ordered.")
    sentence_passages: int = Field(
        8, ge=0, le=50, description="Best passages re-ordered by their closest sentence; 0 leaves them as they are."
    )
    host: str = Field("127.0.0.1", description="Address the web app listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port the web app listens on; 0 takes any free one.")
