"""Which passages answer: found, ranked, grown to extracts."""
