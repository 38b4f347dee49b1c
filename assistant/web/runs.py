"""Which question of a browser session is being answered, so that giving it up, or asking anew, ends it.

Gradio can cancel events by itself, but its page then looks up what to cancel one event after another, and cancels a question
that was asked again in the meantime.
"""

import threading
from collections import OrderedDict
from typing import Literal

_MOST = 10_000  # sessions remembered; one forgotten while it answers is answered to the end
State = Literal["on", "stopped", "over"]


class Runs:
    """The newest run of each session. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: OrderedDict[str, tuple[int, State]] = OrderedDict()
        self._count = 0

    def begin(self, session: str) -> int:
        """A new run, which ends the one before."""
        return self._put(session, "on")

    def stop(self, session: str) -> None:
        """Give up what is being answered."""
        with self._lock:
            if session in self._newest:
                self._newest[session] = (self._newest[session][0], "stopped")

    def end(self, session: str) -> None:
        """Let nothing that is still being answered be shown."""
        self._put(session, "over")

    def state(self, session: str, run: int) -> State:
        """Whether a run goes on, was given up, or is over because something newer is shown."""
        with self._lock:
            newest, state = self._newest.get(session, (run, "on"))
        return state if newest == run else "over"

    def _put(self, session: str, state: State) -> int:
        with self._lock:
            self._count += 1
            self._newest[session] = (self._count, state)
            self._newest.move_to_end(session)
            if len(self._newest) > _MOST:
                self._newest.popitem(last=False)
            return self._count
