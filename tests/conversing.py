"""What the tests of conversations share: a few names, and how a message after others is read."""

from assistant.conversation import Conversation
from assistant.records import Turn
from corpus import Name, NameFinder
from index.words import WordTerms

NAMES = [
    Name("city-lahti", "city", "Lahti", "fi"),
    Name("city-oulu", "city", "Oulu", "fi"),
    Name("city-oulu", "city", "Uleåborg", "sv"),
    Name("harbour", "project", "Green Harbour", "en"),
]
SAID = "The calls were the Lahti call of spring, the Oulu call of summer and the joint call of autumn."


def asked(message: str, *before: str) -> list[tuple[str, str]]:
    """Each question of a message: what it wants, and the whole. `before` alternates between user and assistant."""
    terms = WordTerms()
    conversation = Conversation(
        NameFinder(NAMES), lambda word: all(terms.words(word, language) for language in ("fi", "sv", "en"))
    )
    history = [Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(before)]
    return [(ask.wanted, ask.whole) for ask in conversation.asks(message, history)]
