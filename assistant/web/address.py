"""The address to serve on, looked at before anything is loaded."""

import os
import socket

from assistant.errors import AssistantError


def check_address(host: str, port: int) -> None:
    """Raise `AssistantError` when nothing can listen there, as when another program does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        hint = f"ASSISTANT_SERVER__PORT={port + 1} make run"
        raise AssistantError(f"cannot listen on {host}:{port}: {reason}", hint) from error
