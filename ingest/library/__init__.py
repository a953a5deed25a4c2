"""The library: papers and passages in SQLite."""
