"""From blocks to passages with their place: headings, numbering, agenda, parts, tables."""
