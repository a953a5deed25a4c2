"""Scores how well answers are grounded in the papers. Imports assistant."""
