"""What a snapshot holds while it is written: documents go and come, a batch at a time, in texts, words and vectors alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Chunk, Document, only_gaps
from index.lexical import LexicalIndex
from index.records import CollectionEncoder, VectorStore
from index.texts import TextStore


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a snapshot that is not published yet, and the encoder that its vectors come from."""

    texts: TextStore
    dense: VectorStore
    words: LexicalIndex
    encoder: CollectionEncoder

    def change(
        self, leaving: Sequence[str], coming: Sequence[tuple[Document, list[Chunk]]], share: Callable[[float], None]
    ) -> int:
        """Take documents out by id, then put documents in with their chunks; how many texts were encoded.

        `share` is told how much of the encoding is done, from 0 to 1.
        """
        gone = [c for id in leaving for c in self.texts.chunks(self.texts.chunk_ids(id))]
        added = [c for _, chunks in coming for c in chunks]
        vectors, encoded = self._encode(added, self._known_vectors(gone), share)
        for id in leaving:
            self.texts.remove(id)
        for document, chunks in coming:
            self.texts.put(document, [(c, vectors[c.id]) for c in chunks])
        self._change_words(gone, added)
        self.dense.delete([c.id for c in gone])
        self.dense.add([c.id for c in added], [vectors[c.id][0] for c in added])
        return encoded

    def _encode(
        self, chunks: list[Chunk], known: dict[str, np.ndarray], share: Callable[[float], None]
    ) -> tuple[dict[str, np.ndarray], int]:
        """Each chunk's vector, then those of its sentences, by chunk id; equal texts, and those known, are not encoded again."""
        texts = [text for text in texts_of(chunks) if text not in known]
        done = 0

        def on_batch(count: int) -> None:
            nonlocal done
            done += count
            share(done / len(texts))

        fresh = self.encoder.encode(texts, on_batch) if texts else ()
        share(1)
        vectors = known | dict(zip(texts, fresh, strict=True))
        found = {c.id: np.array([vectors[text] for text in (c.indexed_text, *_sentences(c))]) for c in chunks}
        return found, len(texts)

    def _known_vectors(self, gone: Sequence[Chunk]) -> dict[str, np.ndarray]:
        """The vectors of sentences that changed documents held before; most of their sentences stay as they were."""
        return {s: v for c in gone for s, v in zip(_sentences(c), self.texts.sentence_vectors(c.id), strict=True)}

    def _change_words(self, gone: Sequence[Chunk], added: Sequence[Chunk]) -> None:
        """Bring the word index in line, one language after the other; a document may hold chunks of several."""
        for language in sorted({chunk.language for chunk in (*gone, *added)}):
            removed = [chunk.id for chunk in gone if chunk.language == language]
            put = [(chunk.id, chunk.indexed_text) for chunk in added if chunk.language == language]
            self.words.update(language, removed, put)


def texts_of(chunks: Sequence[Chunk]) -> list[str]:
    """What is encoded of chunks: each with its headings, and each sentence; equal texts once."""
    return list(dict.fromkeys([c.indexed_text for c in chunks] + [s for c in chunks for s in _sentences(c)]))


def _sentences(chunk: Chunk) -> list[str]:
    """The texts of a chunk's sentences; one that is a quarter of its chunk or more goes with the headings, as the chunk does.

    Not so a sentence that tells a gap: a gap must be told from those beside it.
    """
    texts = [chunk.text[s.start - chunk.span.start : s.end - chunk.span.start] for s in chunk.sentences]
    facts = chunk.facts or ((),) * len(texts)
    alone = [4 * len(text) < len(chunk.text) or only_gaps(own) for text, own in zip(texts, facts, strict=True)]
    return [text if own else chunk.indexed_text for text, own in zip(texts, alone, strict=True)]
