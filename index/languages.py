"""Take the language out of a comparison of vectors, so that a question meets texts in other languages as it meets its own.

An encoder of many languages keeps part of each vector for the language: questions of one language share a mean that those of
another do not (Yang et al., "A Simple and Effective Method To Eliminate the Self Language Bias in Multilingual
Representations", EMNLP 2021). Here the question moves by the difference of two means; stored vectors stay as they are.
"""

import tomllib
from functools import cached_property
from pathlib import Path

import numpy as np

from index.records import CollectionEncoder

_SAMPLES = Path(__file__).parent / "samples.toml"
PART = 0.8  # of the difference; all of it would also take out some meaning, since few samples tell the means


class LanguageShift:
    """Moves a question's vector from its language toward another. The encoder tells the means once, when first needed."""

    def __init__(self, encoder: CollectionEncoder) -> None:
        self._encoder = encoder

    def toward(self, vector: np.ndarray, own: str | None, other: str | None) -> np.ndarray:
        """The vector of a question in `own` as if asked in `other`, or in no language at all when that is None.

        A language without samples, or the same one, changes nothing.
        """
        if own in (None, other) or own not in self._means or other not in self._means:
            return vector
        moved: np.ndarray = vector - PART * (self._means[own] - self._means[other])
        return moved

    @cached_property
    def _means(self) -> dict[str | None, np.ndarray]:
        """The mean vector of the sample questions in each language; under None that of all."""
        samples: dict[str, list[str]] = tomllib.loads(_SAMPLES.read_text(encoding="utf-8"))
        vectors = self._encoder.encode([text for texts in samples.values() for text in texts], question=True)
        means = vectors.reshape(len(samples), -1, vectors.shape[1]).mean(axis=1)
        return {None: means.mean(axis=0), **dict(zip(samples, means, strict=True))}
