"""Learn the weights of `assistant/ranking.toml` from the listed questions: `python -m tests.make_ranking`, `make ranking`.

Each listed question is asked as if neither it nor its translations were listed: the questions are dealt into folds, and those
of a fold meet only the others. The sentences that carry its facts should come first. A logistic regression over the sentences
found for each question (the listwise loss of Cao et al., ICML 2007) learns the weights, held near to `HAND`, those that were set
by hand. It prints how often the first sentence tells what is asked, on questions that were not learnt from. No test.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from assistant import compose
from assistant.asked import Asked, encode_asked
from assistant.features import Features
from assistant.mind import NEIGHBOURS, Mind
from assistant.ranking import FILE
from assistant.settings import load_settings
from corpus import LANGUAGES, Catalogue, only_gaps
from corpus.catalogue import load_catalogue

FOLDS = 10
HELD_OUT = (0, 1)  # folds that the printed figures are of
HELD = 0.01  # how strongly the weights are held to those set by hand
SCALE = 7.0  # what a unit of these is worth in logits
PRINTED = 3.3  # logits in a unit of the weights that are written, so that their thresholds stay those of `extractive.py`
CAUTION = 3.6  # logits off for a gap: fewer of people's questions meet one than of those listed, and refusing wrongly is worse
HAND = {
    "meaning": 10.0, "chunk": 5.0, "coverage": 1.1, "rare": 0.3, "passage": 0.45, "newest": 0.6, "target": 1.1,
    "other_place": -0.9, "thing_elsewhere": 0.9, "place_unasked": -0.25, "named": 0.35, "tells_named": 0.175,
    "place_asked": 0.175, "gap_value": 0.35, "holds": 0.35, "lacks": -0.25, "requires": 0.35, "names_body": 0.35,
    "defines": 0.35, "defines_not": -0.25, "figure": 0.4, "year": 0.4, "other_year": -0.8, "no_year": -0.2,
    "length": 0.2, "replaced": -0.2, "wording": -0.5, "translates": -0.33, "glossary": -0.3,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question's fold, the features of its sentences (sentences × features) and how well each tells its facts, 0-1."""

    fold: int
    features: np.ndarray
    tells: np.ndarray
    is_gap: bool


def questions(catalogue: Catalogue) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """Each listed question: its fold, its text, its language and the facts that answer it."""
    for at, asked in enumerate(catalogue.asked):
        for language, texts in zip(LANGUAGES, asked.in_each, strict=True):
            for which, text in enumerate(texts):
                yield fold_of(at, which), text, language, asked.answered_by


def fold_of(at: int, which: int) -> int:
    """The fold of the questions that stand at one place of an entry, one in each language."""
    return zlib.crc32(f"{at} {which}".encode()) % FOLDS


def without(catalogue: Catalogue, fold: int) -> Catalogue:
    """The catalogue without the listed questions of a fold."""

    def kept(at: int, texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for which, text in enumerate(texts) if fold_of(at, which) != fold)

    entries = enumerate(catalogue.asked)
    return replace(catalogue, asked=tuple(replace(a, **{n: kept(i, getattr(a, n)) for n in LANGUAGES}) for i, a in entries))


def examples(catalogue: Catalogue, mind: Mind, encoder: Any) -> tuple[list[Example], list[str]]:
    """What is found for each listed question, and the names of the features."""
    found, names = [], []
    features = Features(mind.terms, mind.facts)
    for fold in range(FOLDS):
        kept = encode_asked(
            without(catalogue, fold), lambda texts: encoder.encode(texts, question=True), mind.opened.listed, encoder.dimension
        )
        asked = Asked(kept, encoder.dimension, mind.understanding.agreements_in)
        own = [(text, language, facts) for of, text, language, facts in questions(catalogue) if of == fold]
        read = [(mind.understanding.read(text, (), language), facts) for text, language, facts in own]  # type: ignore[arg-type]
        whole = [(asks[0], facts) for asks, facts in read if len(asks) == 1]
        vectors = encoder.encode([understood.standalone for understood, _ in whole], question=True)
        for (understood, facts), vector in zip(whole, vectors, strict=True):
            *_, what = mind.find(understood, vector, asked.near(vector, understood.agreements, NEIGHBOURS))
            wanted = set(facts)
            shared = [(len(wanted & set(s.facts)), len(s.facts)) for s in what.sentences]
            tells = [n / len(wanted) * (0.5 + 0.5 * n / of) if n else 0.0 for n, of in shared]
            if any(tells):
                rows, names = features.of(what)
                found.append(Example(fold, rows, np.array(tells, dtype=np.float32), only_gaps(facts)))
        print(f"fold {fold + 1} of {FOLDS}: {len(found)} questions", flush=True)
    return found, names


def learn(found: Sequence[Example], names: Sequence[str]) -> np.ndarray:
    """The weights, in logits, that give the sentences which tell the facts the greatest likelihood."""
    most, spread = max(len(e.tells) for e in found), np.concatenate([e.features for e in found]).std(axis=0) + 1e-3
    rows = torch.zeros(len(found), most, len(names))
    tells, absent = torch.zeros(len(found), most), torch.full((len(found), most), -1e9)
    for at, example in enumerate(found):
        count = len(example.tells)
        rows[at, :count] = torch.from_numpy(example.features / spread)
        tells[at, :count], absent[at, :count] = torch.from_numpy(example.tells), 0.0
    tells = tells / tells.sum(dim=1, keepdim=True)
    by_hand = torch.tensor([HAND.get(name, 0.0) * SCALE for name in names]) * torch.from_numpy(spread)
    weights = by_hand.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        likely = torch.log_softmax(rows @ weights + absent, dim=1)
        value = -(tells * likely).sum(dim=1).mean() + HELD * ((weights - by_hand) ** 2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    learnt: np.ndarray = weights.detach().numpy() / spread
    return learnt


def first_tells(found: Sequence[Example], weights: np.ndarray) -> str:
    """How often the first sentence tells something of what is asked: of questions with an answer, and of gaps."""
    told = {gap: [e.tells[np.argmax(e.features @ weights)] > 0 for e in found if e.is_gap == gap] for gap in (False, True)}
    return f"answers {np.mean(told[False]):.3f} of {len(told[False])}, gaps {np.mean(told[True]):.3f} of {len(told[True])}"


def main() -> None:
    """Learn, print what it gains, and write the weights."""
    settings = load_settings()
    assistant = compose.build_assistant(settings)
    mind, catalogue = assistant._current_mind(), load_catalogue(settings.documents)
    found, names = examples(catalogue, mind, assistant.encoder)
    caution = np.array([CAUTION * (name == "gap") for name in names])
    held_out = [e for e in found if e.fold in HELD_OUT]
    print("by hand:", first_tells(held_out, np.array([HAND.get(name, 0.0) for name in names])))
    print("learnt: ", first_tells(held_out, learn([e for e in found if e.fold not in HELD_OUT], names) - caution))
    weights = (learn(found, names) - caution) / PRINTED
    lines = "".join(f"{name} = {weight:.3f}\n" for name, weight in zip(names, weights, strict=True))
    head = "# What each feature of a sentence counts: learnt from the listed questions by `make ranking`, not set by hand.\n"
    FILE.write_text(f"{head}[weights]\n{lines}", encoding="utf-8")


if __name__ == "__main__":
    main()
