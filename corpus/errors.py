"""What can go wrong with documents and facts, one class for each thing a person can do about it.

CorpusError             base: a message that names the thing, and a hint that mends it
├── DocumentError       one file cannot be used; the others can
├── FolderError         the folder of documents is missing or empty
└── CatalogueError      a fact file breaks its format, so no fact can be trusted
"""


class CorpusError(Exception):
    """A fault in what was read; `hint` says what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class DocumentError(CorpusError):
    """One file cannot be read as a document; `document_id` is what it would have been, once known."""

    def __init__(self, message: str, hint: str, document_id: str = "") -> None:
        super().__init__(message, hint)
        self.document_id = document_id


class FolderError(CorpusError):
    """There is no folder of documents, or nothing in it."""


class CatalogueError(CorpusError):
    """A file of facts cannot be used."""
