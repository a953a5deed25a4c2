"""Prompt texts for chat models. A leaf: imports nothing of ours."""
