"""Who reads: accounts, sessions, and what is kept of their use."""
