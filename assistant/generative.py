"""The generative engine: a chat model drafts, the grounding check decides what is shown (being written by the generative builder)."""
