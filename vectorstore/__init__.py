"""Passages in, ranked hits out: vectors, lexical index, filters and fusion. Imports only ingest."""
