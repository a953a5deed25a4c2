"""Language models, owned here: chat models by provider and name, with timeouts, retries, budget and cancellation (being written by the generative builder)."""
