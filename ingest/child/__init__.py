"""The limited child process in which everything of a file's content is read."""
