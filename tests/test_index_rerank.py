"""Closer looks at the best hits, and what becomes of the rest."""

from pathlib import Path

import numpy as np
import pytest

from assistant import compose
from assistant.settings import Settings
from corpus import Chunk, Span
from index import EncoderMissing, Hit, Query
from index.rerank import CrossEncoding, LateInteraction
from index.retrievers import Reranked

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Spelling:
    """Every letter is a token with a direction of its own."""

    def encode_tokens(self, texts: list[str], question: bool = False) -> list[np.ndarray]:
        return [np.array([np.eye(26)[LETTERS.index(c)] for c in text if c in LETTERS]) for text in texts]


def hits(*texts: str) -> list[Hit]:
    chunks = [Chunk(text, text, text, Span(0, len(text)), "en", "text", "") for text in texts]
    return [Hit(chunk, 1 - rank / 10, rank, "hybrid") for rank, chunk in enumerate(chunks, 1)]


class Given:
    def __init__(self, found: list[Hit]) -> None:
        self.found = found

    def retrieve(self, query: Query, k: int) -> list[Hit]:
        return self.found[:k]


def test_late_interaction_weighs_every_token_of_the_question():
    found = LateInteraction(Spelling()).rerank(Query("port"), hits("sand", "trip", "tropic"), 3)
    # shares of the letters of "port" in the texts: 0, 3/4 and 1; shares of the scores before: 1, 1/2 and 0
    assert {hit.chunk.id: round(hit.score, 6) for hit in found} == {"sand": 0.5, "trip": 0.625, "tropic": 0.5}
    assert [hit.rank for hit in found] == [1, 2, 3] and {hit.way for hit in found} == {"reranked"}


def test_what_lies_deeper_keeps_its_order_behind_the_best():
    whole = Reranked(Given(hits("sand", "trip", "tropic", "deep", "deeper")), LateInteraction(Spelling()), depth=3)
    found = whole.retrieve(Query("port"), 4)
    assert [hit.chunk.id for hit in found] == ["trip", "sand", "tropic", "deep"]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert whole.retrieve(Query("port"), 1)[0].chunk.id == "trip"


def test_nothing_found_is_nothing_to_rerank():
    assert Reranked(Given([]), LateInteraction(Spelling())).retrieve(Query("port"), 4) == []


def test_a_cross_encoder_that_is_not_there_is_named():
    with pytest.raises(EncoderMissing, match="'/no/such/model' cannot be loaded") as caught:
        CrossEncoding("/no/such/model")
    assert "ASSISTANT_RERANKER" in caught.value.hint


@pytest.mark.encoder
def test_the_bundled_encoder_gives_tokens_and_a_cross_encoder_folder_is_used(tmp_path: Path):
    from sentence_transformers import CrossEncoder
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    settings = Settings(reranker="late-interaction")
    encoder = compose.build_encoder(settings)
    (tokens,) = encoder.encode_tokens(["Vem finansierar?"], question=True)
    assert tokens.shape[1] == encoder.dimension and np.allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-5)
    wrapped = compose.build_reranking(settings, encoder)(Given(hits("who pays for it", "the harbour", "money")))
    assert {hit.way for hit in wrapped.retrieve(Query("money", "en"), 3)} == {"reranked"}

    bundled = settings.cache.expanduser() / encoder.name
    tokenizer = AutoTokenizer.from_pretrained(bundled)
    size = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    small = BertConfig(vocab_size=len(tokenizer), num_labels=1, **size)
    BertForSequenceClassification(small).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    found = CrossEncoding(str(tmp_path)).rerank(Query("money"), hits("who pays for it", "the harbour", "money"), 2)
    scores = CrossEncoder(str(tmp_path), device="cpu").predict([("money", hit.chunk.text) for hit in found])
    assert [hit.score for hit in found] == pytest.approx([float(score) for score in scores], abs=1e-5)
    assert len(found) == 2 and found[0].score >= found[1].score
