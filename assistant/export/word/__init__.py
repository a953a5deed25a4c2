"""A note as a Word document."""
