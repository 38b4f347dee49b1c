"""Files and web pages in; documents, chunks and the typed catalogue out. Knows nothing of vectors or models."""

from corpus.agreements import Agreement
from corpus.catalogue import Catalogue
from corpus.eligibility import OUTCOMES, Choice, Eligibility, EligibilityQuestion, Ground, NextStep, Outcome, holds
from corpus.errors import CatalogueError, CorpusError, DocumentError, FolderError
from corpus.fact_files import Conflict, NewsItem, Term
from corpus.facts import LanguageNotes, Names, as_source
from corpus.language import detect_language
from corpus.learning import LearningPath, PathQuestion, Role
from corpus.names import Mention, Name, NameFinder, fold
from corpus.outline_map import OutlineMap
from corpus.page_image import PageLook, draw_page, find_pdf, letters_of, look_at_page
from corpus.programme import Programme
from corpus.records import (
    LANGUAGES,
    Chunk,
    CountTokens,
    Document,
    Heading,
    Mark,
    Page,
    Source,
    Span,
    only_gaps,
    topic_of,
)
from corpus.sentences import sentence_spans

__all__ = [
    "LANGUAGES",
    "OUTCOMES",
    "Agreement",
    "Catalogue",
    "CatalogueError",
    "Choice",
    "Chunk",
    "Conflict",
    "CorpusError",
    "CountTokens",
    "Document",
    "DocumentError",
    "Eligibility",
    "EligibilityQuestion",
    "FolderError",
    "Ground",
    "Heading",
    "LanguageNotes",
    "LearningPath",
    "Mark",
    "Mention",
    "Name",
    "NameFinder",
    "Names",
    "NewsItem",
    "NextStep",
    "Outcome",
    "OutlineMap",
    "Page",
    "PageLook",
    "PathQuestion",
    "Programme",
    "Role",
    "Source",
    "Span",
    "Term",
    "as_source",
    "detect_language",
    "draw_page",
    "find_pdf",
    "fold",
    "holds",
    "letters_of",
    "look_at_page",
    "only_gaps",
    "sentence_spans",
    "topic_of",
]
