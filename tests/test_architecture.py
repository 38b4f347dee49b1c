"""The rule of the house: data flows corpus → index → assistant → app, imports point back, heavy things have one home."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("corpus", "index", "assistant")
HOMES = {
    "torch": {"index/encoder.py"},
    "sentence_transformers": {"index/encoder.py", "index/rerank.py"},
    "transformers": {"index/encoder.py"},
    "chromadb": {"index/chroma.py"},
    "tantivy": {"index/lexical.py"},
    "sqlite3": {"index/texts.py", "index/collection.py", "assistant/feedback.py"},  # collection.py names its errors only
    "langchain_text_splitters": {"corpus/chunking.py"},
    "trafilatura": {"corpus/html.py"},
    "pypdf": {"corpus/pdf.py"},
    "pypdfium2": {"corpus/page_image.py"},
    "PIL": {"corpus/page_image.py"},
    "lingua": {"corpus/language.py"},
    "rapidfuzz": {"corpus/names.py"},
    "markdown_it": {"corpus/markdown.py"},
    "charset_normalizer": {"corpus/plain.py"},
    "Stemmer": {"index/analysis.py"},
    "phonenumbers": {"assistant/personal.py"},
    "stdnum": {"assistant/personal.py"},
    "jinja2": {"assistant/web/site.py"},
    "rich": {"assistant/show.py"},
    "pydantic_settings": {"assistant/settings.py"},
    "langchain": {"assistant/language_model.py"},
    "langchain_core": {"assistant/language_model.py"},
    "langsmith": {"assistant/language_model.py"},
}
HEAVY = (
    "torch",
    "sentence_transformers",
    "chromadb",
    "tantivy",
    "gradio",
    "langchain_text_splitters",
    "langchain_core",
    "pypdfium2",
)
LONGEST = 40  # lines of a function, without its docstring
COMPOSERS = ("assistant/compose.py", "assistant/doctor.py")  # they import inner modules inside their functions


def modules() -> list[Path]:
    files = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "documents" not in path.parts]
    return [*files, ROOT / "app.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_upstream(path: Path) -> None:
    room = name_of(path).split("/")[0]
    allowed = {"corpus": {"corpus"}, "index": {"corpus", "index"}, "assistant": set(ROOMS)}.get(room, set(ROOMS))
    for module in imports_of(parsed(path)):
        root = module.split(".")[0]
        assert root not in ROOMS or root in allowed, f"{name_of(path)} imports {module}"
        assert root != "app", f"{name_of(path)} imports the door"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_rooms_are_entered_by_the_front_door(path: Path) -> None:
    room = name_of(path).split("/")[0]
    if name_of(path) in COMPOSERS:
        return
    for module in imports_of(parsed(path)):
        root, _, inner = module.partition(".")
        if root in ROOMS and inner and root != room and name_of(path) != "app.py":
            assert guarded_by_type_checking(path, module), f"{name_of(path)} imports {module} past the front door"


def guarded_by_type_checking(path: Path, module: str) -> bool:
    for node in parsed(path).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return module in set(imports_of(node))
    return False


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_heavy_things_have_one_home(path: Path) -> None:
    for module in imports_of(parsed(path)):
        root = module.split(".")[0]
        assert name_of(path) in HOMES.get(root, {name_of(path)}), f"{module} belongs in {HOMES[root]}"
        if root in ("gradio", "fastapi", "uvicorn", "starlette"):
            assert name_of(path).startswith("assistant/web/"), f"{module} belongs in assistant/web/"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_file_is_a_page(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300, f"{name_of(path)} has {len(lines)} lines"
    assert ast.get_docstring(parsed(path)), f"{name_of(path)} does not say what it is for"
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            documented = ast.get_docstring(node, clean=False)
            code = (node.end_lineno or 0) - node.lineno + 1 - (documented.count("\n") + 1 if documented else 0)
            assert code <= LONGEST, f"{name_of(path)}: {node.name} has {code} lines of code"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_variable_bears_a_rooms_name(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assert node.id not in ("corpus", "index"), f"{name_of(path)}: {node.id}"


def test_no_module_is_called_by_a_word_that_says_nothing() -> None:
    vague = {"utils", "helpers", "common", "base", "misc", "core", "manager"}
    assert not {path.stem for path in modules()} & vague


def test_tests_are_flat_and_do_not_shadow_a_room() -> None:
    inside = [path for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert not any(path.name in ROOMS for path in inside)
    assert not (ROOT / "tests" / "__init__.py").exists()


@pytest.mark.parametrize(
    "code", ["import corpus", "import index", "import assistant", "import assistant.cli; assistant.cli.parser()"]
)
def test_front_doors_load_nothing_heavy(code: str) -> None:
    check = f"import sys; {code}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
