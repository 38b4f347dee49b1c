"""What can go wrong outside the two other rooms. Refusing to answer is no error: it is an `Answer` with a status."""


class AssistantError(Exception):
    """A fault with a hint that mends it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class SettingsError(AssistantError):
    """A setting is unknown or has a value it cannot have."""


class UsageError(AssistantError):
    """A command was given something it cannot work with."""


class ModelError(AssistantError):
    """The language model cannot be reached, fails, or takes too long."""
