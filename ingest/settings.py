"""Settings of ingest; the one place that documents each. Values come from the composition root, never from the environment here."""

from pydantic import BaseModel, ConfigDict, Field


class IngestSettings(BaseModel):
    """How papers are read and cut into passages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_timeout: float = Field(120.0, gt=0, description="Seconds that reading one paper may take before it is given up.")
    read_memory: int = Field(2048, gt=0, description="Mebibytes of memory that the process reading one paper may use.")
    max_file_size: int = Field(300, gt=0, description="Mebibytes above which a file is refused unread.")
    max_pages: int = Field(5000, gt=0, description="Pages above which a PDF is refused.")
    workers: int = Field(0, ge=0, description="Papers read at once; 0 means one a processor core.")
    passage_words: int = Field(170, gt=0, description="Words above which a paragraph is cut at a sentence or list item.")
