"""What can go wrong with the index, one class for each thing a person can do about it.

StoreError              base: a message that names the thing, and a hint that mends it
├── EncoderMissing      the sentence encoder is not there
├── StoreMissing        nothing has been indexed yet
├── StoreMismatch       the store was built by another encoder, chunking or version
├── StoreBusy           another process is syncing the same store
├── StoreUnwritable     the disk is full, read-only or not ours
└── StoreUnreachable    the Chroma server that the settings name does not answer
"""


class StoreError(Exception):
    """A fault of the index; `hint` says what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class EncoderMissing(StoreError):
    """The sentence encoder cannot be found or is damaged."""


class StoreMissing(StoreError):
    """There is no published snapshot."""


class StoreMismatch(StoreError):
    """The snapshot was made by another encoder, chunking or version of the program."""


class StoreBusy(StoreError):
    """Another process is writing."""


class StoreUnwritable(StoreError):
    """The store cannot be written."""


class StoreUnreachable(StoreError):
    """The Chroma server does not answer."""


def unwritable(folder: object, fault: Exception) -> StoreUnwritable:
    """The fault of a disk, however a library tells it, as a message with a way out."""
    reason = (
        fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault).splitlines()[0] if str(fault) else "?"
    )
    return StoreUnwritable(
        f"cannot write to {str(folder)!r}: {reason}",
        "free some space, or name another folder with --store or ASSISTANT_STORE",
    )
