"""Settings of search; the one place that documents each."""

from pydantic import BaseModel, ConfigDict, Field


class SearchSettings(BaseModel):
    """Which model embeds, and how hits are found and fused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    embedding_model: str = Field(
        "all-MiniLM-L6-v2",
        description="Embedding model: the packaged all-MiniLM-L6-v2, a folder, or a name in the local model cache.",
    )
    embedding_precision: str = Field("auto", pattern="^(auto|bf16|fp32)$", description="auto uses bf16 where the processor has it.")
    embedding_batch: int = Field(32, gt=0, description="Texts that the embedding model reads at once.")
    rerank_model: str = Field("", description="CrossEncoder folder or cached name that re-orders the best hits; empty means none.")
    lexical_weight: float = Field(0.5, ge=0, le=1, description="Share of the lexical score in the fused score; the rest is dense.")
    lexical_context_weight: float = Field(
        0.5, ge=0, le=1, description="What a word in a passage's context (meeting, report, section) counts beside one in its text."
    )
    candidates: int = Field(100, gt=0, description="Best passages of each half, dense and lexical, that are fused.")
    duplicate_overlap: float = Field(0.9, gt=0, le=1, description="Share of common five-word runs from which two hits are the same words.")
    rerank_passages: int = Field(24, gt=0, le=30, description="Best hits that the rerank model reads.")
    index: str = Field(
        "local",
        pattern="^(local|postgresql)$",
        description="Where the search index lies: local means files of the library's folder, postgresql the server that the setting "
        "'database' names, which must have pgvector 0.7 or newer.",
    )
    chroma: str = Field(
        "",
        pattern=r"^(https?://[^\s/@]+/?)?$",
        description="Address of a Chroma server (http://host:8000) that holds the vectors of the index on files; empty means its folder.",
    )
    chroma_token_secret: str = Field("", description="Token that the Chroma server, or the proxy before it, asks for. Never shown.")
    chroma_certificate: str = Field("", description="File of the certificate authority that signed an https Chroma server's certificate.")
    support_model: str = Field(
        "",
        description="Model that tells whether a passage bears out a statement: empty means the shipped one, none goes without, else the "
        "folder or cached name of a CrossEncoder for entailment.",
    )
