"""Settings of ingest and of where the library is kept; the one place that documents each.

Values come from the composition root, never from the environment here."""

from pydantic import BaseModel, ConfigDict, Field


class StorageSettings(BaseModel):
    """Where the library and the record of access are kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database: str = Field(
        "",
        pattern="^(postgres(ql)?://.*)?$",
        description="Address of a PostgreSQL (postgresql://user@host:5432/name, several hosts by commas) that holds library and access for "
        "many processes; empty keeps them in files of the home folder. A password belongs into the environment variable of this name, or "
        "into ~/.pgpass.",
    )


class IngestSettings(BaseModel):
    """How papers are read and cut into passages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    read_timeout: float = Field(
        120.0,
        gt=0,
        description="Seconds of processor time or sleep that reading one paper may take; on a busy machine up to ten times as many pass.",
    )
    read_memory: int = Field(2048, gt=0, description="Mebibytes of memory that the process reading one paper may use.")
    max_file_size: int = Field(300, gt=0, description="Mebibytes above which a file is refused unread.")
    max_pages: int = Field(5000, gt=0, description="Pages above which a PDF is refused.")
    workers: int = Field(0, ge=0, description="Papers read at once; 0 means one a processor core.")
    scheduler: str = Field("", description="Dask scheduler whose workers read and embed papers, tls://HOST:PORT; empty means this process.")
    scheduler_tls: str = Field("", description="Folder with ca.pem, cert.pem and key.pem for the scheduler.")
    passage_words: int = Field(170, gt=0, description="Words above which a paragraph is cut at a sentence or list item.")
    max_unpacked: int = Field(300, gt=0, description="Mebibytes that a Word file may hold when unpacked; more is taken for a zip bomb.")
    ocr: bool = Field(True, description="Read pages without a text layer with Tesseract where it is installed.")
    ocr_language: str = Field("eng", pattern=r"^[A-Za-z_+]{3,40}$", description="Tesseract languages, joined by +.")
    ocr_timeout: float = Field(
        120.0, gt=0, description="Seconds of processor time or sleep that OCR of one page may take before the page is given up."
    )
