"""Questions in, cited and checked answers out. Imports vectorstore, ingest's nouns and prompts."""
