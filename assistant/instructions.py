"""Take instructions to the assistant out of a question: an instruction is no subject, and nobody here obeys it.

A question is cut into sentences and, where one holds an instruction, into its parts. What is left is answered as if it had
been asked alone; of a message that holds an instruction only what is plainly a question is left. Instructions are found
also in look-alike letters, set apart, reversed or encoded (`readings.py`); the forms stand in `instructions.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.readings import alike, decoded, readings, without_codes

_FILE = Path(__file__).parent / "instructions.toml"
_ENDS = re.compile(r"(?<=[.!?:;…])[\"'”’»)\]]*\s+|\s+[-–—]+\s+|[\[\](){}<>|`\"“”«»#*]+|\s*/{2,}\s*|---+|===+")
_PARTS = re.compile(r",\s+|\s+(?=(?:and|then|but|ja|sitten|mutta|sekä|och|sedan|men|samt)\s)", re.IGNORECASE)
_JOINING = re.compile(r"^(?:(?:and|then|but|ja|sitten|mutta|sekä|och|sedan|men|samt|sen jälkeen)\s+)+", re.IGNORECASE)
_TELLING = re.compile(r"^(?:tell me|kerro(?: minulle)?|berätta(?: för mig)?|answer|vastaa|svara)\s*[,:]?\s*", re.IGNORECASE)
_QUESTION_TAIL = re.compile(r"\w(?:ko|kö)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is left of a question to answer; `instructed` says whether an instruction was taken out, `plain` is how it reads."""

    text: str
    instructed: bool
    plain: str


def without_instructions(question: str) -> Heard:
    """The question without its instructions to the assistant; its `text` is empty when nothing else was asked."""
    whole = instruction_in(question)
    if whole is None and not any(_is_role(part) for part in _ENDS.split(question)):
        return Heard(question, False, question)
    kept: list[str] = []
    for sentence in filter(None, map(str.strip, _ENDS.split(question))):
        if instruction_in(sentence) is None:
            kept.append(sentence)
            continue
        parts = [part.strip() for part in _PARTS.split(sentence)]
        clear = [part for part in parts if instruction_in(part) is None]
        kept += clear if len(clear) < len(parts) else []
    asked = [_JOINING.sub("", without_codes(part)) for part in kept]
    left = " ".join(part for part in asked if _is_question(part))
    if instruction_in(left) is not None:
        left = ""
    return Heard(left, True, question if left or whole is None else whole)


def instruction_in(text: str) -> str | None:
    """The reading of a text in which it holds an instruction to the assistant, or None."""
    plain = alike(text)
    for reading in readings(text):
        near = reading in (plain, *decoded(plain))
        if _search(reading, "spaced") or (not near and _search(reading, "squeezed")):
            return reading
    return None


@lru_cache(maxsize=20_000)
def is_instruction(text: str) -> bool:
    """Whether a sentence of a document, as written, tells the assistant to drop its rules or give itself away."""
    return bool(_patterns()["anywhere"].search(alike(text)))


def _search(text: str, how: str) -> bool:
    return bool(_patterns()[how].search(text))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    joined = {name: "|".join(t.strip().replace("\n", "") for t in group.values()) for name, group in groups.items()}
    gap, some = r"[\W_]+", r"(?:[\W_]+\w+){0,5}?[\W_]+"
    anywhere = rf"\b(?:{joined['anywhere']})"
    start = rf"(?:^|[.!?:;,]\s+)\W*(?:(?:{joined['lead']}) ){{0,3}}(?:{joined['at_start']})\b"
    forms = {
        "anywhere": anywhere.replace("~", some).replace(" ", gap),
        "spaced": f"{anywhere}|{start}".replace("~", some).replace(" ", gap),
        "squeezed": rf"(?:{joined['anywhere']})".replace("~", ".{0,30}?").replace(" ", r"[\W_]*"),
        "roles": rf"\W*(?:{joined['roles']})\W*",
        "questions": rf"\W*(?:{joined['questions']})\b",
    }
    return {name: re.compile(form, re.IGNORECASE) for name, form in forms.items()}


def _is_role(part: str) -> bool:
    """Whether a part is nothing but the label of a made-up turn, such as `SYSTEM:`."""
    label = part.strip()
    return label in ("im_start", "INST") or (label.endswith((":", "|")) and bool(_patterns()["roles"].fullmatch(label)))


def _is_question(part: str) -> bool:
    words = part.split()
    if _is_role(part) or len(words) < 2:
        return False
    asks = _patterns()["questions"].match(_TELLING.sub("", part)) or _TELLING.match(part) or _QUESTION_TAIL.search(words[0])
    return part.endswith("?") or bool(asks)
