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
        "drop",
        pattern="^(drop|strike)$",
        description="How a chat model's statement that fails the check is told of: drop (behind a line that says"
        " how many there are) or strike (the list stands open; while the answer is written each is shown struck).",
    )
    unmatched: str = Field(
        "mark",
        pattern="^(mark|drop)$",
        description="What is done with a chat model's statement whose figures, names and decisions are the papers' while the rest could not"
        " be matched to them: mark (shown with a mark) or drop.",
    )
    answer_passages: int = Field(10, gt=0, le=50, description="Passages an answer is made from.")
    extract_words: int = Field(500, gt=0, description="Words up to which a passage that matched is joined with its neighbours.")
    retrieved_passages: int = Field(100, gt=0, description="Passages that a search brings to be re-ordered.")
    sentence_passages: int = Field(
        8, ge=0, le=50, description="Best passages re-ordered by their closest sentence; 0 leaves them as they are."
    )
    templates: str = Field("", description="Folder of the council's own templates of briefing notes; empty means the shipped ones only.")
    host: str = Field("127.0.0.1", description="Address the web app listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port the web app listens on; 0 takes any free one.")
    public_hosts: str = Field(
        "", description="Host names that readers may call the web app by besides this computer's own, separated by commas; needs accounts."
    )
    https: bool = Field(False, description="Whether readers come by https, through a reverse proxy: cookies are then sent by https alone.")
    proxy_address: str = Field("127.0.0.1", description="Address of the reverse proxy that is believed about where a reader comes from.")
    proxy_secret: str = Field(
        "",
        pattern="^(.{32,})?$",
        description="Secret that a single sign-on proxy sends with each request (at least 32 characters); empty trusts no proxy.",
    )
    proxy_secret_header: str = Field("X-Proxy-Secret", description="Header that carries proxy_secret.")
    proxy_user_header: str = Field("X-Remote-User", description="Header in which the proxy says who is signed in.")
    proxy_role_header: str = Field(
        "X-Remote-Role", description="Header in which the proxy says the role; without it the local account of that name says it."
    )
    session_idle_minutes: int = Field(120, gt=0, description="Minutes without a request after which a reader is signed out.")
    session_hours: int = Field(12, gt=0, description="Hours after signing in at which a reader is signed out in any case.")
    token_days: int = Field(90, gt=0, le=3650, description="Days after which an API token ends, where none are named.")
    questions_per_minute: int = Field(
        30, ge=0, description="Questions an account, or an address without one, may ask a minute; 0 sets no limit."
    )
    sign_in_attempts: int = Field(5, gt=0, description="Failed attempts to sign in after which one must wait, each time twice as long.")
    sign_in_wait: int = Field(900, gt=0, description="Seconds that one must wait at most after failed attempts to sign in.")
    history_days: int = Field(
        365, ge=0, description="Days that conversations and feedback are kept on the server; 0 keeps no conversation."
    )
    audit_days: int = Field(730, gt=0, description="Days that lines of the audit log are kept; older ones go with 'audit prune'.")
    answers_at_once: int = Field(
        0, ge=0, le=64,
        description="Questions that the web app answers at the same time, others wait in a line; 0 takes 4 with a chat model, 1 without "
        "(more would share one processor and all be later). Several processes share it out.",
    )  # fmt: skip
    answers_waiting: int = Field(200, gt=0, description="Questions that may wait in the line; more are refused until it is shorter.")

    def at_once(self, processes: int = 1) -> int:
        """Questions that one of `processes` answers at the same time: its share of all that are, and one at least."""
        return max(1, (self.answers_at_once or (4 if self.chat_model else 1)) // processes)
