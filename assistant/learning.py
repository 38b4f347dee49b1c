"""Learning a programme: what a role's path asks, and the glossary. The quiz is in `assistant/quiz.py`.

Answers to the questions of a path are not made here: a face asks the assistant each of them, so they are cited and verified
as any other. Neither encoder nor vectors are needed for the rest.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from assistant.catalogue_rows import Item
from assistant.catalogue_told import Telling
from assistant.citing import Citer
from assistant.errors import UsageError
from assistant.evidence import Texts
from assistant.facts import FactBook
from assistant.records import Citation, Language
from assistant.wording import Wording
from corpus import Catalogue, LanguageNotes, LearningPath, NameFinder, Names, Role, Term, fold

_GLOSSARY = "glossary"  # the kind of the documents that define terms
_SURE = 0.85  # likeness of letters from which a misspelt or bent word is taken for a term
_LIKE = 0.7  # likeness of letters from which a term is near
_NEAR = 6  # near terms named when there is none of the name
_LETTERS = 3  # of a word from which names that hold it are near
_LAST = str.maketrans("åäö", "{|}")  # what follows z


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """What one learns from: the records of one published index."""

    texts: Texts
    catalogue: Catalogue
    finder: NameFinder
    path: LearningPath
    citer: Citer
    wording: Wording
    facts: FactBook


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in three languages, and the sentence that defines it."""

    id: str
    names: Names
    abbreviations: LanguageNotes | None
    definition: Citation | None


def role_of(path: LearningPath, id: str) -> Role:
    """A role by its id. Raises `UsageError` naming those there are."""
    found = next((role for role in path.roles if role.id == id), None)
    if found is None:
        there = ", ".join(role.id for role in path.roles)
        hint = f"the roles are {there}" if there else "this collection has no learning path"
        raise UsageError(f"there is no role {id!r}", hint)
    return found


def terms_in_order(shelf: Shelf, language: Language) -> list[Term]:
    """Every term, in the order of the alphabet, in which å, ä and ö come last."""
    return sorted(shelf.catalogue.terms, key=lambda term: term.names.in_language(language).lower().translate(_LAST))


def glossary(shelf: Shelf, language: Language) -> list[Entry]:
    """Every term with its definition, in the order of the alphabet."""
    return [_entry(shelf, term, language) for term in terms_in_order(shelf, language)]


def look_up(shelf: Shelf, word: str, language: Language) -> list[Entry]:
    """The terms that a word names, in any language. Raises `UsageError` naming near terms when there is none."""
    ids = {mention.entity_id for mention in shelf.finder.find(word) if mention.kind == "term"}
    names = _names(shelf)
    ids = ids or {names[likest][1] for likest in get_close_matches(fold(word), names, 1, _SURE)}
    found = [term for term in shelf.catalogue.terms if term.id in ids]
    if not found:
        near = near_terms(shelf, word)
        hint = f"did you mean {', '.join(near)}?" if near else "python -m assistant learn --terms"
        raise UsageError(f"the glossary has no term {word!r}", hint)
    return [_entry(shelf, term, language) for term in found]


def near_terms(shelf: Shelf, word: str) -> list[str]:
    """Names of terms, in any language, that hold a word or its like."""
    names, wanted = _names(shelf), fold(word).strip()
    holding = [name for name in names if len(wanted) >= _LETTERS and wanted in name]
    return [names[one][0] for one in dict.fromkeys((*holding, *get_close_matches(wanted, names, _NEAR, _LIKE)))][:_NEAR]


def _names(shelf: Shelf) -> dict[str, tuple[str, str]]:
    """Every name of a term, folded, with the name as written and the term's id."""
    written = [(name, term.id) for term in shelf.catalogue.terms for name in (term.names.fi, term.names.sv, term.names.en)]
    return {fold(name): (name, id) for name, id in written}


def _entry(shelf: Shelf, term: Term, language: Language) -> Entry:
    """A term with its definition: the first sentence that the glossary has on it."""
    telling = Telling(shelf.texts, shelf.finder, language, {})
    told = [line.sentence for line in telling.lines(Item("terms", term.id, (term.id,), ()))]
    told.sort(key=lambda sentence: (sentence.chunk.kind != _GLOSSARY, sentence.span.start))
    definition = shelf.citer.cite(1, told[0], language) if told else None
    return Entry(term.id, term.names, term.abbreviations, definition)
