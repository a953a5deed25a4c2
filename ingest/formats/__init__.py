"""Word, HTML and text papers to lines and cells, and what stands outside a paper's text."""
