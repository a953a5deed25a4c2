"""Notes and tables as files: Word, Excel, HTML, Markdown."""
