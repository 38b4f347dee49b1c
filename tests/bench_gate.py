"""How well a known gap is told from what the sources answer: `python -m tests.bench_gate FILE…`, `make bench GATE=…`.

The files hold questions as JSON lines with `question`, `history` and `expected_status`. The threshold `gaps.AHEAD` is chosen on
all folds but one and judged on that one; the versions of a question in other languages stay in one fold. Nothing here is a test.
"""

import json
import math
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import compose, gaps
from assistant.engine import Assistant
from assistant.mind import NEIGHBOURS, Mind
from assistant.records import Turn
from assistant.settings import load_settings

FOLDS = 5
THRESHOLDS = np.arange(-0.04, 0.09, 0.01)


@dataclass(frozen=True, slots=True)
class Measured:
    """A question's fold, whether it should be refused, whether it is whatever the threshold, and the lead of its nearest gap."""

    fold: int
    should: bool
    always: bool
    measure: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How many refusals are right, how many questions to refuse are refused, how many of the others are answered whole."""

    precision: float
    recall: float
    answered: float

    @property
    def balance(self) -> float:
        """What is chosen by: the mean of recall and of what is answered whole."""
        return (self.recall + self.answered) / 2


def measure(assistant: Assistant, mind: Mind, line: dict) -> Measured | None:
    """Ask one question with the gaps out of play, and measure its gap; None where the answer is neither given nor refused."""
    history = [Turn(**turn) for turn in line.get("history", [])]
    status = assistant.answer(line["question"], history).status
    expected = set(line["expected_status"])
    if not expected & {"answered", "partial", "not_in_sources"} or status not in ("answered", "partial", "not_in_sources"):
        return None
    leads = [-math.inf]
    for understood in mind.understanding.read(line["question"], history):
        vector = np.array(assistant.encoder.embed_query(understood.standalone), dtype=np.float32)
        leads.append(gaps.lead(mind.asked.near(vector, understood.agreements, NEIGHBOURS)))
    fold = zlib.crc32(str(line.get("group", line["question"])).encode()) % FOLDS
    return Measured(fold, "not_in_sources" in expected, status != "answered", max(leads))


def rates(rows: Sequence[Measured], threshold: float) -> Rates:
    """The rates at a threshold; `partial` counts as a refusal of a part."""
    refused = [row.always or row.measure >= threshold for row in rows]
    right = sum(row.should for row, said in zip(rows, refused, strict=True) if said)
    should = sum(row.should for row in rows)
    answered = sum(not row.should and not said for row, said in zip(rows, refused, strict=True))
    return Rates(right / max(sum(refused), 1), right / max(should, 1), answered / max(len(rows) - should, 1))


def chosen(rows: Sequence[Measured]) -> float:
    """The threshold of the best balance; of equals the highest, which refuses least."""
    return float(max(THRESHOLDS, key=lambda t: (round(rates(rows, t).balance, 6), t)))


def calibrate(files: Sequence[Path]) -> int:
    """Print the curve, what each fold's others choose and how that does on it, and the value that all together choose."""
    assistant = compose.build_assistant(load_settings())
    mind = assistant._current_mind()
    lines = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
    in_use, gaps.AHEAD = gaps.AHEAD, math.inf
    rows = [row for line in lines if (row := measure(assistant, mind, line))]
    print(f"{len(rows)} questions, {sum(row.should for row in rows)} of them to refuse, at least in part")
    print("threshold  precision  recall  answered whole")
    for threshold in THRESHOLDS:
        _show(f"{threshold:9.2f}", rates(rows, threshold))
    for fold in range(FOLDS):
        best = chosen([row for row in rows if row.fold != fold])
        _show(f"fold {fold}: {best:.2f}", rates([row for row in rows if row.fold == fold], best))
    print(f"chosen on all: {chosen(rows):.2f}; in use: {in_use}")
    return 0


def _show(name: str, found: Rates) -> None:
    print(f"{name}  {found.precision:9.2f}  {found.recall:6.2f}  {found.answered:14.2f}")


if __name__ == "__main__":
    sys.exit(calibrate([Path(name) for name in sys.argv[1:]]))
