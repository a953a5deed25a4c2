"""Decisions, actions and measures over many papers."""
