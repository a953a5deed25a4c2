"""Notes and tables as files: Word, Excel, HTML, Markdown."""

from assistant.export.files import note_bytes, write_grids, write_note
from assistant.export.xlsx import xlsx_bytes

__all__ = ["note_bytes", "write_grids", "write_note", "xlsx_bytes"]
