"""The index in PostgreSQL with pgvector: the same hits as the index on files, for many hosts (ADR 20)."""
