"""The one place that builds concrete things. Heavy imports stand inside the builders, so that everything else stays light."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.citing import Citer
    from assistant.eligibility_told import EligibilityTold
    from assistant.engine import Assistant
    from assistant.evaluation import Judge
    from assistant.facts import FactBook
    from assistant.learning import Shelf
    from assistant.mind import Library
    from assistant.wording import Wording
    from assistant.written import Writer
    from corpus import Catalogue, Eligibility, LearningPath, NameFinder, OutlineMap, Programme
    from corpus.loading import DocumentFile
    from index import Retriever, SyncReport
    from index.collection import Collection, Snapshot
    from index.encoder import Encoder
    from index.texts import TextStore


RERANKED = 10  # hits that a reranker looks at


def build_encoder(settings: Settings) -> "Encoder":
    """The sentence encoder that the settings name."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # beside torch's own threads; see the design
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin take five times the time beside other work
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if not settings.encoder.model:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from index.e5 import FOLDER_VERSION, bundled_encoder

        folder, name = str(bundled_encoder(settings.cache.expanduser())), FOLDER_VERSION
    else:
        from index.encoder import folder_name

        folder, name = settings.encoder.model, folder_name(settings.encoder.model)
    from index.encoder import Encoder

    return Encoder(folder, name, settings.encoder.threads or os.cpu_count())


def build_collection(settings: Settings, encoder: "Encoder") -> "Collection[DocumentFile]":
    """The collection in the settings' store."""
    from corpus.chunking import Chunking, chunk_document
    from corpus.loading import read_document
    from index.collection import Collection

    chunking = Chunking(settings.chunking.max_tokens)
    return Collection(
        settings.store,
        encoder,
        read_document,
        lambda document: chunk_document(document, encoder.count_tokens, chunking),
        f"sentences-{chunking.max_tokens}",
        settings.chroma_url,
    )


def build_reranking(settings: Settings, encoder: "Encoder") -> "Callable[[Retriever], Retriever]":
    """What the settings put around a retriever to look closer at its best hits; nothing by default."""
    if not settings.reranker:
        return lambda retriever: retriever
    from index.rerank import LATE_INTERACTION, CrossEncoding, LateInteraction
    from index.retrievers import Reranked

    late = settings.reranker == LATE_INTERACTION
    reranker = LateInteraction(encoder) if late else CrossEncoding(settings.reranker)
    return lambda retriever: Reranked(retriever, reranker, RERANKED)


def sync(
    settings: Settings, rebuild: bool = False, progress: Callable[[str, int, int], None] = lambda stage, done, total: None
) -> "SyncReport":
    """Bring the index in line with the folder of documents. Files are checked before the encoder is loaded."""
    import msgspec

    from assistant.asked import encode_asked
    from corpus.catalogue import load_catalogue
    from corpus.checks import all_told, unknown_facts
    from corpus.eligibility import load_eligibility
    from corpus.learning import load_learning
    from corpus.loading import find_files
    from corpus.outline_map import load_map
    from corpus.programme import load_programme

    files, problems = find_files(settings.documents)
    catalogue, programme = load_catalogue(settings.documents), load_programme(settings.documents)
    flow = load_eligibility(settings.documents, catalogue)
    path = load_learning(settings.documents, catalogue)
    encoder = build_encoder(settings)
    collection = build_collection(settings, encoder)
    before = None if rebuild else collection.extra("listed")
    listed = encode_asked(catalogue, lambda texts: encoder.encode(texts, question=True), before, encoder.dimension)
    extras = {"catalogue": catalogue.encode(), "listed": listed}
    extras |= {"programme": msgspec.json.encode(programme), "eligibility": msgspec.json.encode(flow)}
    extras |= {"learning": msgspec.json.encode(path), "map": msgspec.json.encode(load_map(settings.documents))}
    return collection.sync(files, extras, problems, rebuild, progress, unknown_facts(catalogue), all_told(catalogue))


def open_texts(settings: Settings) -> "TextStore":
    """The records of the published index alone: neither encoder nor vectors are loaded."""
    from index.snapshots import Store
    from index.texts import TextStore

    return TextStore(Store(settings.store).current() / "texts.sqlite")


def build_assistant(settings: Settings) -> "Assistant":
    """The assistant over the published index."""
    from assistant.engine import Assistant
    from assistant.mind import Limits
    from index.words import WordTerms

    encoder = build_encoder(settings)
    answer = settings.answer
    limits = Limits(answer.max_question_characters, answer.passages, answer.max_sentences, settings.today)
    opener, writer = _library_opener(settings, encoder), build_writer(settings)
    return Assistant(opener, encoder, WordTerms(), settings.language, limits, writer)


def build_judge(settings: Settings) -> "Judge":
    """What asks the assistant over the published index and judges its answers."""
    from assistant.evaluation import Judge

    return Judge(build_assistant(settings), open_texts(settings).documents(), settings.answer.max_sentences)


def build_writer(settings: Settings) -> "Writer | None":
    """What words answers with the model that the settings name; None when they name none."""
    if not settings.model.name:
        return None
    from assistant.language_model import Patience, connect
    from assistant.written import Writer

    patience = Patience(settings.model.first_word_seconds, settings.model.seconds)
    return Writer(connect(settings.model.name, settings.model.base_url, settings.model.temperature, patience), patience)


def _library_opener(
    settings: Settings, encoder: "Encoder", retriever_of: "Callable[[Snapshot], Retriever]" = lambda snapshot: snapshot.hybrid
) -> "Callable[[], Library]":
    """A function that gives the library of the published index, made anew only when a newer one is published."""
    from assistant.mind import Library

    collection, rerank = build_collection(settings, encoder), build_reranking(settings, encoder)
    made: list[Library] = []

    def open_library() -> Library:
        snapshot = collection.open()
        if not made or made[0].version != snapshot.manifest.version:
            version, texts, retriever = snapshot.manifest.version, snapshot.texts, rerank(retriever_of(snapshot))
            catalogue, programme, finder, flow, path = _known(texts)
            known = (snapshot.knows, snapshot.written_in, catalogue, programme, finder, texts.extra("listed"), flow, path)
            made[:] = [Library(version, texts, retriever, *known, _map_of(texts))]
        return made[0]

    return open_library


def _known(texts: "TextStore") -> "tuple[Catalogue, Programme, NameFinder, Eligibility, LearningPath]":
    """What is kept beside the texts of an index."""
    import msgspec

    from corpus import Eligibility, LearningPath, Programme
    from corpus.catalogue import decode_catalogue
    from corpus.names import NameFinder
    from corpus.programme import entity_names

    catalogue = decode_catalogue(texts.extra("catalogue"))
    programme = msgspec.json.decode(texts.extra("programme") or b"{}", type=Programme)
    flow = msgspec.json.decode(texts.extra("eligibility") or b"{}", type=Eligibility)
    path = msgspec.json.decode(texts.extra("learning") or b"{}", type=LearningPath)
    return catalogue, programme, NameFinder(entity_names(catalogue, programme)), flow, path


def _map_of(texts: "TextStore") -> "OutlineMap | None":
    """The map that is kept beside the texts of an index, if there is one."""
    import msgspec

    from corpus import OutlineMap

    return msgspec.json.decode(texts.extra("map") or b"null", type=OutlineMap | None)


def _citing(
    settings: Settings, texts: "TextStore", catalogue: "Catalogue", programme: "Programme"
) -> "tuple[Citer, FactBook, Wording]":
    """What cites sentences of the published index, with the facts and the words it does so by."""
    from assistant.citing import Citer
    from assistant.facts import FactBook
    from assistant.verify import Verifier
    from assistant.wording import Wording

    facts, wording = FactBook(catalogue, programme), Wording(programme)
    return Citer(Verifier(texts.document), facts, wording, settings.today), facts, wording


def build_eligibility(settings: Settings) -> "EligibilityTold":
    """The eligibility check over the published index. Neither encoder nor vectors are loaded."""
    from assistant.eligibility_told import EligibilityTold

    texts = open_texts(settings)
    catalogue, programme, _, flow, _ = _known(texts)
    return EligibilityTold(flow, catalogue, texts, *_citing(settings, texts, catalogue, programme), settings.today)


def open_shelf(settings: Settings) -> "Shelf":
    """What one learns from, of the published index: neither encoder nor vectors are loaded."""
    from assistant.learning import Shelf

    texts = open_texts(settings)
    catalogue, programme, finder, _, path = _known(texts)
    citer, facts, wording = _citing(settings, texts, catalogue, programme)
    return Shelf(texts, catalogue, finder, path, citer, wording, facts)


def build_search(settings: Settings) -> "Callable[[str, int], list[dict[str, object]]]":
    """A function from a text and k to the raw ranking of chunks, as the command line prints it."""
    from assistant.understanding import Understanding
    from index import Query
    from index.words import WordTerms

    encoder = build_encoder(settings)
    library = _library_opener(settings, encoder, lambda snapshot: snapshot.parallel)()
    understanding = Understanding(library.finder, lambda id: (), settings.language, WordTerms(), library.written_in)

    def find(text: str, k: int) -> list[dict[str, object]]:
        language, foreign = understanding.language_of(text, settings.language)
        known = None if foreign else language
        elsewhere = library.finder.elsewhere(library.finder.find(text), known)
        hits = library.retriever.retrieve(Query(text, known, elsewhere=elsewhere), k)
        return [
            {
                "chunk_id": hit.chunk.id,
                "document_id": hit.chunk.document_id,
                "url": hit.chunk.url,
                "language": hit.chunk.language,
                "score": round(hit.score, 6),
                "rank": hit.rank,
                "text": hit.chunk.text,
                "start": hit.chunk.span.start,
                "end": hit.chunk.span.end,
            }
            for hit in hits
        ]

    return find


def out_of_date(settings: Settings) -> tuple[str, bool]:
    """What is indexed, in words, and whether the folder has changed since. Loads neither encoder nor vectors."""
    from corpus.loading import find_files
    from index.snapshots import Store, read_manifest

    path = Store(settings.store).current()
    manifest = read_manifest(path)
    indexed = open_texts(settings).digests()
    changed = {f.id: f.digest for f in find_files(settings.documents)[0]} != indexed
    state = f"{manifest.documents} documents, {manifest.chunks} chunks, version {manifest.version}"
    return state + (", but the documents have changed" if changed else ""), changed


def run(settings: Settings) -> None:
    """Bring the index in line with the documents, load everything, and serve the web application."""
    from assistant import show
    from assistant.web.address import check_address

    check_address(settings.server.host, settings.server.port)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    with show.progress() as progress:
        report = sync(settings, progress=progress)
    show.sync_report(report)
    assistant = build_assistant(settings)
    assistant.warm_up()
    from assistant.web.application import build_application, serve

    application = build_application(assistant, settings)
    show.address(settings.server.host, settings.server.port)
    serve(application, settings.server.host, settings.server.port)
