"""Compare retrievers on judged questions: one table of systems, language pairs, metrics and latency.

Rankings are judged by document: a document stands where its best chunk stands. Metrics as in Manning, Raghavan and Schütze,
"Introduction to Information Retrieval" (2008), chapter 8; intervals by bootstrap over questions (Efron, 1979).
"""

import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.records import Query, Retriever

Metric = Callable[[Sequence[str], Collection[str]], float]  # ranked document ids, the right ones; 0–1
DEPTH = 50  # chunks asked for
_RESAMPLES = 1000
_SURE = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the ids of the documents that answer it. `pair` says languages, such as `fi>sv`."""

    query: Query
    pair: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """What one system did on one language pair: the mean of each metric with its interval, and milliseconds a question."""

    system: str
    pair: str
    questions: int
    means: dict[str, tuple[float, float, float]]
    median_ms: float
    p95_ms: float


def recall(k: int) -> Metric:
    """The share of right documents among the first k, of as many as k can hold."""
    return lambda ranked, right: len(set(ranked[:k]) & set(right)) / min(k, len(right))


def reciprocal_rank(k: int) -> Metric:
    """1 / the rank of the first right document, or 0 when it is not among the first k."""
    return lambda ranked, right: next((1 / rank for rank, id in enumerate(ranked[:k], 1) if id in right), 0.0)


def ndcg(k: int) -> Metric:
    """Discounted cumulative gain of the first k over that of the best order; every right document gains 1."""

    def metric(ranked: Sequence[str], right: Collection[str]) -> float:
        gain = sum(1 / math.log2(rank + 1) for rank, id in enumerate(ranked[:k], 1) if id in right)
        return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(right)) + 1))

    return metric


METRICS: dict[str, Metric] = {
    "R@1": recall(1),
    "R@5": recall(5),
    "R@10": recall(10),
    "MRR@10": reciprocal_rank(10),
    "nDCG@10": ndcg(10),
}


def compare(
    retrievers: Mapping[str, Retriever], questions: Sequence[Judged], metrics: Mapping[str, Metric] = METRICS
) -> list[Row]:
    """Every retriever on every question: a row for each retriever and language pair, in the order given."""
    rows = []
    for pair in dict.fromkeys(question.pair for question in questions):
        asked = [question for question in questions if question.pair == pair]
        for system, retriever in retrievers.items():
            rows.append(_row(system, retriever, pair, asked, metrics))
    return rows


def _row(system: str, retriever: Retriever, pair: str, asked: Sequence[Judged], metrics: Mapping[str, Metric]) -> Row:
    scores: dict[str, list[float]] = {name: [] for name in metrics}
    took = []
    for question in asked:
        start = time.perf_counter()
        hits = retriever.retrieve(question.query, DEPTH)
        took.append((time.perf_counter() - start) * 1000)
        ranked = list(dict.fromkeys(hit.chunk.document_id for hit in hits))
        for name, metric in metrics.items():
            scores[name].append(metric(ranked, question.relevant))
    means = {name: interval(values) for name, values in scores.items()}
    return Row(system, pair, len(asked), means, float(np.median(took)), float(np.percentile(took, 95)))


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """The mean of values and the bounds between which it lies with 95 % probability, by resampling with a fixed seed."""
    sample = np.array(values)
    picks = np.random.default_rng(1).integers(0, len(sample), (_RESAMPLES, len(sample)))
    low, high = np.quantile(sample[picks].mean(axis=1), ((1 - _SURE) / 2, (1 + _SURE) / 2))
    return float(sample.mean()), float(low), float(high)


def table(rows: Iterable[Row]) -> str:
    """Rows as a Markdown table; the interval stands with the last metric."""
    rows = list(rows)
    if not rows:
        return "no questions"
    names = list(rows[0].means)
    head = ["pair", "system", "questions", *names, f"{names[-1]}, 95 %", "median ms", "p95 ms"]
    lines = [head, ["---"] * len(head)]
    for row in rows:
        *_, last = row.means.values()
        cells = [f"{mean:.3f}" for mean, _, _ in row.means.values()]
        bounds = f"{last[1]:.3f}–{last[2]:.3f}"
        lines.append([row.pair, row.system, str(row.questions), *cells, bounds, f"{row.median_ms:.1f}", f"{row.p95_ms:.1f}"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
