"""PDF pages: glyphs, words, lines, columns, grids."""
