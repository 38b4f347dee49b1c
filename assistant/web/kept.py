"""What is made once for each published index and language, so that a page is quick and still follows a newer index."""

from collections.abc import Callable
from typing import Generic, TypeVar

from assistant.engine import Assistant
from assistant.learning import Shelf
from assistant.records import Language

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Makes something from a shelf in a language when it is first asked for, and again when a newer index is published."""

    def __init__(self, assistant: Assistant, make: Callable[[Shelf, Language], Made]) -> None:
        self._assistant, self._make = assistant, make
        self._made: dict[Language, tuple[str, Made]] = {}

    def get(self, language: Language) -> Made:
        """What was made from the index that answers now."""
        version = self._assistant.index_version()
        if language not in self._made or self._made[language][0] != version:
            self._made[language] = version, self._make(self._assistant.shelf(), language)
        return self._made[language][1]
