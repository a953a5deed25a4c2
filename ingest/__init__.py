"""Papers in, passages with their places out. Imports nothing of the other layers."""
