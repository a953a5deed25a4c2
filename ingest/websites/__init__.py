"""Meetings that a council's website publishes: which documents it lists, and how they are asked for politely."""
