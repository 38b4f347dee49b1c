"""A question and its history in; a stream of answer events out. Gradio stays in `assistant/web/`."""

from assistant.errors import AssistantError, SettingsError, UsageError
from assistant.records import Answer, Answered, AnswerEvent, Citation, Claim, Language, Retrieved, TextDelta, Turn

VERSION = "0.1.0"  # of the software, as in pyproject.toml (tested)

__all__ = [
    "VERSION",
    "Answer",
    "AnswerEvent",
    "Answered",
    "AssistantError",
    "Citation",
    "Claim",
    "Language",
    "Retrieved",
    "SettingsError",
    "TextDelta",
    "Turn",
    "UsageError",
]
