"""Words in an embedded Tantivy: BM25 (Robertson & Zaragoza, 2009) over stems and 4-grams. Home of tantivy.

Each language has an index of its own, so that a word's rarity is that among texts of its language (+0.01 nDCG@10); a
question is analysed once for each.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import tantivy

from index.analysis import beginning, stems, terms
from index.errors import StoreError, unwritable

_HEAP = 64_000_000
_BEGINNING = 6  # letters by which a word is known; longer than a 4-gram, shorter than most endings begin
_HINT = "python -m assistant sync --rebuild"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", stored=False, tokenizer_name="spaces", index_option="freq")
    return builder.build()


def _open(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    found = tantivy.Index(_schema(), path=str(folder))
    found.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return found


class LexicalIndex:
    """The words of chunks, in one folder with a subfolder for each language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._searchers: dict[str, tantivy.Searcher] = {}
        try:
            for sub in sorted(folder.iterdir()) if folder.is_dir() else []:
                self._searchers[sub.name] = _open(sub).searcher()
        except (ValueError, OSError) as error:
            raise StoreError(f"the words in {str(folder)!r} cannot be opened: {error}", _HINT) from error

    def update(self, language: str, removed: Iterable[str], added: Iterable[tuple[str, str]]) -> None:
        """Take chunks out by id and put (id, text) pairs in, in one commit."""
        try:
            opened = _open(self._folder / language)
            writer = opened.writer(heap_size=_HEAP, num_threads=1)
            for id in removed:
                writer.delete_documents_by_term("id", id)
            for id, text in added:
                writer.add_document(tantivy.Document(id=id, terms=" ".join(terms(text, language))))
            writer.commit()
            writer.wait_merging_threads()
            opened.reload()
        except ValueError as error:  # what the binding makes of a fault of the disk
            raise unwritable(self._folder, error) from error
        self._searchers[language] = opened.searcher()

    def search(self, text: str, k: int, elsewhere: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, float]]:
        """At most k ids over all languages with their BM25 scores, the best first.

        `elsewhere` holds words that are looked for in one language's texts only.
        """
        found: list[tuple[str, float]] = []
        for language, searcher in self._searchers.items():
            wanted = dict.fromkeys(terms(f"{text} {elsewhere.get(language, '')}", language))
            if not wanted:
                continue
            clauses = [(tantivy.Occur.Should, self._term(t)) for t in wanted]
            for score, address in searcher.search(tantivy.Query.boolean_query(clauses), max(k, 1), count=False).hits:
                found.append((searcher.doc(address)["id"][0], float(score)))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def knows(self, word: str) -> bool:
        """Whether any text holds a word that begins as this one does (its first six letters, or all of a shorter one).

        Words are not kept, so this asks for one chunk that holds all the 4-grams of the beginning.
        """
        wanted = [(tantivy.Occur.Must, self._term(t)) for t in beginning(word, _BEGINNING)]
        query = tantivy.Query.boolean_query(wanted)
        return any(searcher.search(query, 1, count=False).hits for searcher in self._searchers.values())

    def written_in(self, word: str) -> dict[str, int]:
        """In how many texts of each language a word of this one's stem stands; languages without one are left out."""
        wanted = {language: stems(word, language) for language in self._searchers}
        found = {language: self._searchers[language].search(self._term(own[0]), 1) for language, own in wanted.items() if own}
        counts = {language: int(result.count) for language, result in found.items()}  # type: ignore[attr-defined]
        return {language: count for language, count in counts.items() if count}

    def _term(self, term: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "terms", term, "freq")
