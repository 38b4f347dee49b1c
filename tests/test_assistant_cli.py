"""The command line as people and programs meet it. Runs with the real encoder are few and marked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FIELDS = """question language status text claims citations table coverage freshness conflicts choices contact notices
    suggestions timings engine""".split()
CITATION = "number document_id title url language kind as_of page start end quote sources".split()
HIT = "chunk_id document_id url language score rank text start end".split()
QUESTION = "Which priorities does the Alpha agreement have?"


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    environment = kept | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(folder, "-m", "assistant", *arguments)


def failed(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One line on standard error that names the thing and the way out; nothing on standard output."""
    assert result.returncode == code, result.stderr
    assert result.stdout == "" and "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1 and "→" in result.stderr
    assert all(word in result.stderr for word in words), result.stderr


def imported(folder: Path, *arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    code = f"""import sys
from assistant.cli import main
try:
    main({list(arguments)!r})
except SystemExit:
    pass
print(*sorted(sys.modules), file=sys.stderr)"""
    return set(python(folder, "-c", code).stderr.split())


HEAVY = {"torch", "sentence_transformers", "chromadb", "gradio", "langchain", "langchain_text_splitters", "tantivy"}


def test_help_names_the_commands_and_loads_nothing_heavy(tmp_path: Path) -> None:
    result = run(tmp_path, "--help")
    assert result.returncode == 0
    assert all(name in result.stdout for name in ("ask", "batch", "search", "sync", "show", "doctor"))
    modules = imported(tmp_path, "--help")
    assert "argparse" in modules and not modules & (HEAVY | {"pydantic", "numpy"})


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["ask"], ["ask", "a", "b"], ["search", "x", "--k", "many"], ["sync", "--fast"]]
)
def test_wrong_usage_ends_with_two(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, *arguments)
    assert result.returncode == 2 and "usage:" in result.stderr and "Traceback" not in result.stderr


def test_empty_and_senseless_arguments_end_with_two(tmp_path: Path) -> None:
    failed(run(tmp_path, "ask", "  "), 2, "empty")
    failed(run(tmp_path, "search"), 2, "query")
    failed(run(tmp_path, "search", "x", "--k", "0"), 2, "--k")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("no json", "not JSON"),
        ('{"id": 1}', "question"),
        ("[1]", "question"),
        ('{"id": 1, "question": null}', "text"),
        ('{"id": 1, "question": "?", "history": ["hello"]}', "history"),
        ('{"id": 1, "question": "?", "history": [{"role": "user"}]}', "history"),
    ],
)
def test_a_bad_line_of_a_batch_is_named_before_anything_is_loaded(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 0, "question": "a\u2028b"}\n\n' + line + "\n", encoding="utf-8")
    failed(run(tmp_path, "batch", "in.jsonl", "out.jsonl", "--store", "none"), 2, "line 3", words)
    assert not (tmp_path / "out.jsonl").exists()


def test_files_of_a_batch_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    failed(run(tmp_path, "batch", "in.jsonl", "out.jsonl"), 2, "in.jsonl")
    (tmp_path / "in.jsonl").write_bytes(b'{"id": 1, "question": "\xff"}\n')
    failed(run(tmp_path, "batch", "in.jsonl", "out.jsonl"), 2, "in.jsonl", "UTF-8")
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "?"}\n', encoding="utf-8")
    failed(run(tmp_path, "batch", "in.jsonl", "nowhere/out.jsonl"), 2, "nowhere/out.jsonl")


def test_a_missing_or_empty_folder_is_named(tmp_path: Path) -> None:
    failed(run(tmp_path, "sync", "--documents", "nowhere", "--store", "store"), 1, "nowhere", "--documents")
    (tmp_path / "empty").mkdir()
    failed(run(tmp_path, "sync", "--documents", "empty", "--store", "store"), 1, "empty")


def test_a_missing_index_is_named_with_the_command_that_mends_it(tmp_path: Path, shelf: Path) -> None:
    failed(run(tmp_path, "show", "a", "--store", "nowhere"), 1, "nowhere", "python -m assistant sync")
    result = run(tmp_path, "doctor", "--json", "--documents", str(shelf), "--store", "nowhere")
    findings = {finding["thing"]: finding for finding in json.loads(result.stdout)["findings"]}
    assert result.returncode == 1
    assert not findings["index"]["ok"] and findings["index"]["mend"] == "python -m assistant sync"
    assert findings["documents"]["ok"] and findings["Python"]["ok"]


def test_an_unknown_setting_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("colour = 1\n", encoding="utf-8")
    failed(run(tmp_path, "settings"), 1, "colour")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with documents and their index, made once by `sync`; one document has a broken front matter."""
    home = tmp_path_factory.mktemp("home")
    texts = {
        "agreements/alpha/en.md": "---\ntitle: Alpha\n---\n\nThe Alpha agreement has two priorities: water and light.\n",
        "agreements/alpha/fi.md": "---\ntitle: Alfan sopimus\n---\n\nAlfan sopimuksella on kaksi painopistettä: vesi ja valo.\n",
        "rates.md": "# Rates\n\nThe support rate is at most 60 per cent.\n",
    }
    for name, text in texts.items():
        path = home / "documents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert sync(home)["added"] == ["agreements/alpha/en", "agreements/alpha/fi", "rates"]
    return home


def sync(home: Path, code: int = 0) -> dict[str, list[str]]:
    result = run(home, "sync", "--json", "--documents", "documents", "--store", "store")
    assert result.returncode == code and "Traceback" not in result.stderr, result.stderr
    found: dict[str, list[str]] = json.loads(result.stdout)
    return found


def write_lines(path: Path, lines: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.encoder
def test_ask_prints_one_object_with_every_field_of_the_contract(home: Path) -> None:
    result = run(home, "ask", "--json", QUESTION, "--store", "store")
    answer = json.loads(result.stdout)
    assert result.returncode == 0 and len(result.stdout.splitlines()) == 1
    assert set(FIELDS) <= set(answer) and answer["status"] == "answered"
    assert set(CITATION) <= set(answer["citations"][0])
    assert {"text", "citations", "verdict"} <= set(answer["claims"][0])
    shown = run(home, "show", answer["citations"][0]["document_id"], "--store", "store").stdout
    assert all(shown[c["start"] : c["end"]] == c["quote"] for c in answer["citations"] if c["document_id"].endswith("/en"))


@pytest.mark.encoder
def test_an_evaluation_holds_a_floor_and_prints_no_personal_data(home: Path) -> None:
    asked = {"lang": "en", "kind": "factual", "expected_status": ["answered", "partial"]}
    lines = [
        {"id": "a", "question": QUESTION, **asked},
        {"id": "b", "question": "Is 131052-308T right?", **asked, "must_not_include": ["131052-308T"]},
    ]
    write_lines(home / "asked.jsonl", lines)
    at = ("eval", "--questions", "asked.jsonl", "--documents", "documents", "--store", "store")
    report = json.loads(run(home, *at, "--json", "--floor", "50").stdout)
    assert (report["all"], report["causes"]) == ({"right": 1, "total": 2}, {"gated": 1})
    missed = run(home, *at, "--floor", "51")
    assert missed.returncode == 1 and "gated: 1" in missed.stdout and "131052" not in missed.stdout
    assert run(home, "eval", "--documents", "documents", "--store", "store").returncode == 2  # no questions of its own


@pytest.mark.encoder
def test_a_batch_keeps_order_and_ids_and_writes_no_personal_data(home: Path) -> None:
    history = [{"role": "user", "content": QUESTION}]
    lines = [
        {"id": "z", "question": QUESTION},
        {"id": 7, "question": "Onko 131052-308T oikein?"},
        {"id": "a", "question": "And\u2028why?", "history": history},
        {"id": "e", "question": "\ud83d"},
    ]
    (home / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert run(home, "batch", "in.jsonl", "out.jsonl", "--store", "store").returncode == 0
    answers = read_lines(home / "out.jsonl")
    assert [a["id"] for a in answers] == ["z", 7, "a", "e"]
    assert [a["status"] for a in answers][:2] == ["answered", "blocked_pii"]
    assert set(FIELDS) <= set(answers[2])
    assert "131052" not in (home / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.encoder
def test_search_gives_the_raw_ranking(home: Path) -> None:
    hits = json.loads(run(home, "search", "--json", "--k", "2", "priorities of Alpha", "--store", "store").stdout)["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert all(set(HIT) <= set(hit) for hit in hits) and hits[0]["score"] >= hits[1]["score"]
    write_lines(home / "queries.jsonl", [{"id": 2, "text": "support rate"}, {"id": 1, "text": "vety"}])
    assert run(home, "search", "--batch", "queries.jsonl", "hits.jsonl", "--store", "store").returncode == 0
    found = read_lines(home / "hits.jsonl")
    assert [line["id"] for line in found] == [2, 1]
    assert all(len(line["hits"]) == 3 for line in found)  # type: ignore[arg-type]


@pytest.mark.encoder
def test_show_prints_the_exact_text_without_encoder_and_vectors(home: Path) -> None:
    result = run(home, "show", "rates", "--store", "store")
    assert (result.returncode, result.stdout) == (0, "Rates\n\nThe support rate is at most 60 per cent.\n")
    modules = imported(home, "show", "rates", "--store", "store")
    assert "sqlite3" in modules and not modules & {"torch", "sentence_transformers", "chromadb", "tantivy", "gradio"}
    failed(run(home, "show", "alpha", "--store", "store"), 1, "agreements/alpha/en")


@pytest.mark.encoder
def test_a_collection_without_path_glossary_and_quiz_says_so_without_the_encoder(home: Path) -> None:
    here = ("learn", "--store", "store", "--language", "en")
    for options, said in (((), "no learning path"), (("--terms",), "no glossary"), (("--quiz",), "No quiz")):
        result = run(home, *here, *options)
        assert result.returncode == 0 and said in result.stdout
    assert json.loads(run(home, *here, "--quiz", "3", "--seed", "5", "--json").stdout) == {"seed": 5, "questions": []}
    failed(run(home, *here, "--role", "city"), 2, "'city'", "no learning path")
    failed(run(home, *here, "--term", "call"), 2, "'call'")
    failed(run(home, *here, "--quiz", "0"), 2, "--quiz")
    assert not imported(home, *here, "--quiz") & {"torch", "sentence_transformers", "chromadb", "tantivy", "gradio"}


@pytest.mark.encoder
def test_a_path_is_synced_listed_and_answered(tmp_path: Path) -> None:
    facts = tmp_path / "documents" / "facts"
    facts.mkdir(parents=True)
    (facts / "funding.yaml").write_text(
        "facts:\n- {id: rate, statement: It is 60 per cent., status: confirmed, sources: []}\n", encoding="utf-8"
    )
    (tmp_path / "documents" / "rates.md").write_text(
        "The support rate in a city call is at most 60 per cent.[^rate]\n", encoding="utf-8"
    )
    question = "How high is the support rate in a city call?"
    path = tmp_path / "documents" / "learning.yaml"
    text = f"""roles: [{{id: new, name: {{fi: Uusi, sv: Ny, en: New}}, questions: [rate?]}}]
questions: [{{id: rate?, text: {{fi: "{question}", sv: "{question}", en: "{question}"}}, facts: [rate]}}]"""
    path.write_text(text.replace("facts: [rate]", "facts: [rates]"), encoding="utf-8")
    failed(run(tmp_path, "sync", "--documents", "documents", "--store", "store"), 1, "learning.yaml", "'rates'")
    path.write_text(text, encoding="utf-8")
    sync(tmp_path)
    listed = run(tmp_path, "learn", "--store", "store", "--language", "sv")
    assert "Ny: python -m assistant learn --role new" in listed.stdout
    answers = json.loads(run(tmp_path, "learn", "--store", "store", "--role", "new", "--json").stdout)["answers"]
    assert [(answer["question"], answer["status"]) for answer in answers] == [(question, "answered")]


@pytest.mark.encoder
def test_a_second_sync_changes_nothing_and_unusable_files_are_skipped(home: Path) -> None:
    version = (home / "store" / "current").read_text(encoding="utf-8")
    again = sync(home)
    assert (again["added"], again["updated"], again["removed"], again["unchanged"]) == ([], [], [], 3)
    assert run(home, "doctor", "--documents", "documents", "--store", "store").returncode == 0
    (home / "documents" / "broken.md").write_text("---\ntitle: [\n---\n\nText.\n", encoding="utf-8")
    (home / "documents" / "fake.pdf").write_bytes(b"this is no PDF")
    skipped = " ".join(sync(home, code=1)["skipped"])
    assert "broken.md" in skipped and "fake.pdf" in skipped
    assert (home / "store" / "current").read_text(encoding="utf-8") == version
    for name in ("broken.md", "fake.pdf"):
        (home / "documents" / name).unlink()


@pytest.mark.encoder
def test_a_footnote_to_an_unknown_fact_is_named(home: Path, tmp_path: Path) -> None:
    facts = tmp_path / "documents" / "facts"
    facts.mkdir(parents=True)
    (facts / "funding.yaml").write_text(
        "facts:\n- {id: known, statement: So it is., status: confirmed, sources: []}\n", encoding="utf-8"
    )
    (tmp_path / "documents" / "good.md").write_text("So it is.[^known]\n", encoding="utf-8")
    (tmp_path / "documents" / "bad.md").write_text("So it is not.[^unknown]\n", encoding="utf-8")
    result = sync(tmp_path, code=1)
    assert result["added"] == ["good"]
    assert "'bad'" in result["skipped"][0] and "'unknown'" in result["skipped"][0]


@pytest.mark.encoder
def test_a_store_of_another_version_and_one_that_cannot_be_written(home: Path, tmp_path: Path) -> None:
    snapshot = home / "store" / (home / "store" / "current").read_text(encoding="utf-8").strip()
    manifest = snapshot / "manifest.json"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(json.dumps(json.loads(before) | {"format": 999}), encoding="utf-8")
    failed(run(home, "ask", QUESTION, "--store", "store"), 1, "format", "--rebuild")
    manifest.write_text(before, encoding="utf-8")
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    failed(run(home, "sync", "--documents", "documents", "--store", str(tmp_path / "file")), 1, "file", "--store")
