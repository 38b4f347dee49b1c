"""The door: bring the index in line with the documents, then serve the chat. `make run` starts it."""

import sys

from assistant import AssistantError
from assistant.compose import run
from assistant.settings import load_settings
from corpus import CorpusError
from index import StoreError


def main() -> int:
    """Serve until stopped; a fault is one line with the way out, exit code 1."""
    try:
        run(load_settings())
    except (AssistantError, CorpusError, StoreError) as error:
        print(f"assistant: {' '.join(f'{error} → {error.hint}'.split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
