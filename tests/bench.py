"""Speed and size as ratios within one run, so that the figures mean the same on any machine: `make bench`.

Uses the real encoder, the real collection and the questions that its catalogue lists. Nothing here is a test.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assistant import compose
from assistant.eligibility import step
from assistant.settings import ModelSettings, Settings, load_settings
from corpus import LANGUAGES
from corpus.catalogue import load_catalogue
from corpus.loading import find_files
from corpus.programme import load_programme
from index import Query
from index.encoder import Encoder
from index.experiment import table
from tests.bench_retrieval import groups, retrieval
from tests.bench_web import web

SAMPLE = 60  # documents that the sync figures are measured on
ROUNDS = 3
WRITTEN = 20  # answers of a language model that its figures are measured on


def main() -> int:
    """Print every figure with its aim, then how well retrieval finds; with a folder of sets, the latter on these alone."""
    settings = load_settings()
    compose.sync(settings)
    if len(sys.argv) > 1:
        return finding(settings, Path(sys.argv[1]))
    measures = (answering, lambda s: [checking(s)], syncing, lambda s: starting(), lambda s: [serving(s)], writing, web)
    for measure in measures:
        for name, value, aim in measure(settings):
            print(f"{name:<48}  {value:>28}  {aim}", flush=True)
    return finding(settings, None)


def finding(settings: Settings, folder: Path | None) -> int:
    """Print how well retrieval finds, beside its parts and peers."""
    if folder is not None and not any(folder.glob("*/qrels.tsv")):
        print(f"no set lies in {str(folder)!r}: each is a folder with corpus.jsonl, queries.jsonl and qrels.tsv", file=sys.stderr)
        return 2
    rows = []
    for found in retrieval(settings, folder):
        print("", table(found), sep="\n", flush=True)
        rows += found
    print("", "nDCG@10, mean over language pairs:", *groups(rows), sep="\n")
    return 0


def questions(settings: Settings) -> list[str]:
    """The catalogue's own questions in three languages."""
    catalogue = load_catalogue(settings.documents)
    return [q.question.in_language(language) for q in catalogue.questions for language in ("fi", "sv", "en")]


def milliseconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def beside_encoding(encoder: Encoder, asked: list[str], act: Callable[[str], object]) -> tuple[list[float], list[float]]:
    """Milliseconds of an act on each question and of encoding it alone, both in turn, a round after one that warms up."""
    whole, bare = [], []
    for number in range(ROUNDS + 1):
        for question in asked:
            encoding = milliseconds(lambda q=question: encoder.encode_query(q))
            encoder.forget()
            acting = milliseconds(lambda q=question: act(q))
            if number:
                bare.append(encoding)
                whole.append(acting)
    return whole, bare


def ratio(whole: list[float], bare: list[float]) -> str:
    """The ratio of medians, and its span over the rounds."""
    size = len(whole) // ROUNDS
    rounds = [slice(start, start + size) for start in range(0, len(whole), size)]
    ratios = [statistics.median(whole[part]) / statistics.median(bare[part]) for part in rounds]
    return f"{statistics.median(whole) / statistics.median(bare):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"


def answering(settings: Settings) -> list[tuple[str, str, str]]:
    """Answering, and finding chunks, end to end against encoding the same question alone."""
    assistant = compose.build_assistant(settings)
    encoder = assistant.encoder
    assert isinstance(encoder, Encoder)
    asked = questions(settings)
    whole, bare = beside_encoding(encoder, asked, assistant.answer)
    hybrid = compose.build_collection(settings, encoder).open().hybrid
    found, alone = beside_encoding(encoder, asked, lambda question: hybrid.retrieve(Query(question), 10))
    p95 = sorted(whole)[int(0.95 * len(whole))]
    return [
        ("answer / encoding the question", ratio(whole, bare), "≤ 1.5"),
        ("  answer, median and p95", f"{statistics.median(whole):.1f} ms, {p95:.1f} ms", ""),
        ("  encoding alone, median", f"{statistics.median(bare):.1f} ms", ""),
        ("retrieval / encoding the question", ratio(found, alone), "≤ 1.3"),
    ]


def checking(settings: Settings) -> tuple[str, str, str]:
    """A step of the eligibility check, its result too: along the way that each choice of the first question opens."""
    check = compose.build_eligibility(settings)
    check.warm_up()
    took = []
    for number in range(ROUNDS + 1):
        for first in check.flow.questions[0].choices if check.flow.questions else ():
            at = step(check.flow, {check.flow.questions[0].id: first.id})
            while at.question:
                at = step(check.flow, at.given | {at.question.id: at.choices[0].id})
                spent = milliseconds(lambda at=at: check.reply(at.given, settings.language, ""))
                took += [spent] if number else []
    figures = f"{statistics.median(took):.1f} ms, {sorted(took)[int(0.95 * len(took))]:.1f} ms" if took else "no check"
    return ("a step of the eligibility check, median and p95", figures, "≤ 5 ms")


def syncing(settings: Settings) -> list[tuple[str, str, str]]:
    """The rate of a sync from nothing against that of the bare encoder on the same texts; then a sync of nothing new."""
    encoder = compose.build_encoder(settings)
    files = find_files(settings.documents)[0]
    sample = files[:: max(1, len(files) // SAMPLE)]
    with tempfile.TemporaryDirectory() as folder:
        trial = settings.model_copy(update={"store": Path(folder)})
        collection = compose.build_collection(trial, encoder)
        texts = collection.texts_of(sample)
        encoder.encode(texts[:64])
        bare = milliseconds(lambda: encoder.encode(texts))
        synced = milliseconds(lambda: collection.sync(sample, {}))
        bare = (bare + milliseconds(lambda: encoder.encode(texts))) / 2
        again = collection.sync(sample, {})
    return [
        ("sync rate / bare encoder's rate", f"{bare / synced:.2f}", "≥ 0.90"),
        ("  texts a second, sync and bare", f"{1000 * len(texts) / synced:.0f}, {1000 * len(texts) / bare:.0f}", ""),
        ("  texts encoded by a second sync", str(again.encoded), "0"),
    ]


def starting() -> list[tuple[str, str, str]]:
    """What `--help` loads and costs."""
    heavy = "torch sentence_transformers chromadb tantivy gradio langchain_core".split()
    lines = (
        "import sys; sys.argv = ['assistant', '--help']",
        "from assistant.cli import main",
        "try: main()",
        "except SystemExit: pass",
        f"print(*[m for m in {heavy} if m in sys.modules], file=sys.stderr)",
    )
    code = "\n".join(lines)
    took = []
    for _ in range(5):
        took.append(milliseconds(lambda: subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)))
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.strip()
    return [("--help: heavy libraries, time", f"{loaded or 'none'}, {statistics.median(took):.0f} ms", "none, ≤ 500 ms")]


def serving(settings: Settings) -> tuple[str, str, str]:
    """Resident memory of the web application after it has started and warmed up."""
    port = 17860
    environment = os.environ | {"ASSISTANT_SERVER__PORT": str(port)}
    server = subprocess.Popen([sys.executable, "app.py"], env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(240):
            time.sleep(0.5)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).read()
                for language in ("fi", "sv", "en"):
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/{language}/", timeout=5).read()
                break
            except OSError:
                continue
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
        size = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    finally:
        server.terminate()
        server.wait()
    return ("memory while serving", f"{size / 1024 / 1024:.2f} GB", "≤ 1.5 GB")


def writing(settings: Settings) -> list[tuple[str, str, str]]:
    """Of the configured language model: how much of what it wrote was shown, and what it added to the time of an answer."""
    if not settings.model.name:
        return []
    plain = compose.build_assistant(settings.model_copy(update={"model": ModelSettings()}))
    assistant = compose.build_assistant(settings)
    examples = load_programme(settings.documents).examples
    asked = [q for language in LANGUAGES for q in examples.in_language(language)] + questions(settings)
    found, added = [], []
    for question in asked:
        answer = assistant.answer(question)
        if answer.engine.written:
            found.append(answer)
            added.append(answer.timings.total_ms - plain.answer(question).timings.total_ms)
        if len(found) == WRITTEN:
            break
    written = sum(answer.engine.written for answer in found)
    shown = written - sum(answer.engine.dropped for answer in found)
    worded = sum(answer.engine.answerer == settings.model.name for answer in found)
    return [
        (f"sentences of {settings.model.name} shown", f"{shown} of {written}", "the rest failed verification"),
        ("  answers worded by it", f"{worded} of {len(found)}", "the others are quotes"),
        ("  latency added, median and most", f"{statistics.median(added):.0f} ms, {max(added):.0f} ms", "≤ model.seconds"),
    ]


if __name__ == "__main__":
    sys.exit(main())
