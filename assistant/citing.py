"""Turn chosen sentences into an answer: numbered citations with exact quotes, verified claims, notices, freshness."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.disagreements import disagreements
from assistant.evidence import Sentence, is_gap, tells_absence
from assistant.facts import FactBook
from assistant.records import Answer, Citation, Claim, Freshness, Language, Status
from assistant.understanding import Understood
from assistant.values import NAME
from assistant.verify import Verifier
from assistant.wording import Wording, shown_date
from corpus import LANGUAGES

_MARK = re.compile(r"\[(\d+)\]")
_NAMES = 10  # names from which a sentence lists the places
_NOTICED = ("conflict", "superseded", "planned", "derived")


class Citer:
    """Builds answers whose every claim is verified against its document."""

    def __init__(self, verifier: Verifier, facts: FactBook, wording: Wording, today: date | None = None) -> None:
        self._verifier, self._facts, self._wording, self._today = verifier, facts, wording, today

    def answered(self, understood: Understood, sentences: Sequence[Sentence], whole: bool = True) -> Answer:
        """An answer made of sentences, `whole` or perhaps not. When none can be verified, the sources do not say."""
        claims, citations = self._claims(understood.language, sentences)
        if not claims:
            return self.not_in_sources(understood, None, ())
        claims = [*self._without_agreement(understood, sentences, claims), *claims]
        told = {claim.text for claim in claims}
        part = not whole or any(is_gap(s) and s.text in told for s in sentences)
        opening = [self._wording.say(understood.language, "partly")] if part else []
        text = " ".join((*opening, _joined(claims)))
        first = next(claim for claim in claims if claim.verdict == "quoted")
        status: Status = "partial" if part or tells_absence(first.text) else "answered"
        return self.with_context(Answer(understood.question, understood.language, status, text, tuple(claims), citations))

    def joined(self, answers: Sequence[Answer], unanswered: Sequence[str] = ()) -> Answer:
        """One answer from several, their citations numbered through, naming the questions left `unanswered`."""
        claims: list[Claim] = []
        citations: list[Citation] = []
        texts: list[str] = []
        table = None
        for answer in answers:
            new = {c.number: len(citations) + n for n, c in enumerate(answer.citations, 1)}
            citations += [replace(c, number=new[c.number]) for c in answer.citations]
            claims += [replace(c, citations=tuple(new[n] for n in c.citations)) for c in answer.claims]
            texts.append(_MARK.sub(lambda mark, new=new: f"[{new[int(mark[1])]}]", answer.text))  # type: ignore[misc]
            if answer.table and not table:
                rows = [replace(row, citations=tuple(new[n] for n in row.citations)) for row in answer.table.rows]
                table = replace(answer.table, rows=tuple(rows))
        first = answers[0]
        if unanswered:
            open_questions = "; ".join(f"“{question.strip()}”" for question in unanswered)
            texts.append(self._wording.say(first.language, "unanswered", questions=open_questions))
        whole = not unanswered and all(answer.status == "answered" for answer in answers)
        coverage = next((answer.coverage for answer in answers if answer.table), None)
        status: Status = "answered" if whole else "partial"
        answer = Answer(first.question, first.language, status, "\n\n".join(texts), tuple(claims), tuple(citations))
        own = dict.fromkeys(n for answer in answers for n in answer.notices if n not in self._notices(answer))
        return self.with_context(replace(answer, table=table, coverage=coverage, notices=tuple(own)))

    def not_in_sources(self, understood: Understood, gap: Sentence | None, near: Sequence[Sentence], said: str = "") -> Answer:
        """An honest refusal: the sentence that tells the gap (or what is `said`), what is known nearby, and whom to ask."""
        say, language = self._wording.say, understood.language
        claims, citations = self._claims(language, [*([gap] if gap else []), *near])
        gap_claims = claims[:1] if gap and claims and claims[0].text == gap.text else []
        rest = claims[len(gap_claims) :]
        parts = [" ".join((said or say(language, "not_in_sources"), _joined(gap_claims))).strip()]
        if rest:
            parts.append(" ".join((say(language, "nearby"), _joined(rest))))
        contact = self._facts.contact(understood.agreements, language)
        if contact:
            parts.append(say(language, "ask_contact", contact=contact.name))
        answer = Answer(understood.question, language, "not_in_sources", "\n\n".join(parts), tuple(claims), citations)
        return replace(self.with_context(answer), contact=contact)

    def _claims(self, language: Language, sentences: Sequence[Sentence]) -> tuple[list[Claim], tuple[Citation, ...]]:
        made = [self.cite(n, sentence, language) for n, sentence in enumerate(sentences, 1)]
        citations = {c.number: c for c in made if c is not None}
        claims = [Claim(c.quote, (n,), "quoted") for n, c in citations.items()]
        kept = self._verifier.supported(claims, citations)
        used = {n for claim in kept for n in claim.citations}
        return kept, tuple(c for n, c in citations.items() if n in used)

    def _without_agreement(self, understood: Understood, sentences: Sequence[Sentence], claims: Sequence[Claim]) -> list[Claim]:
        """That a place which the question names is not on the list of those with an agreement, where that list is told."""
        ids, quoted = set(understood.entities("outside")), {claim.citations[0]: claim.text for claim in claims}
        lists = {n: len(NAME.findall(quoted[n])) for n, s in enumerate(sentences, 1) if n in quoted and ids & set(s.facts)}
        listing = max(lists, key=lambda n: lists[n], default=0)
        if understood.agreements or lists.get(listing, 0) < _NAMES:
            return []
        names = " / ".join(dict.fromkeys(m.name for m in understood.mentions if m.kind == "outside"))
        return [Claim(self._wording.say(understood.language, "no_agreement", place=names), (listing,), "computed")]

    def cite(self, number: int, sentence: Sentence, language: Language) -> Citation | None:
        """A citation of a sentence, its own official pages first, else its document's; None when the document is gone."""
        document, facts = self._verifier.document_of(sentence.chunk.document_id), sentence.facts
        if document is None:
            return None
        sources = self._facts.sources(facts, language)
        own = sources[0].url if sources and sources[0].language == language else None
        return Citation(
            number=number,
            document_id=document.id,
            title=document.title,
            url=own or document.url or (sources[0].url if sources else None),
            language=document.language,
            kind=document.kind,
            as_of=self._facts.newest(facts) or document.as_of,
            page=document.page_of(sentence.span),
            start=sentence.span.start,
            end=sentence.span.end,
            quote=document.text[sentence.span.start : sentence.span.end],
            sources=sources,
            fact_status=None if is_gap(sentence) else self._facts.status(facts),
        )

    def with_context(self, answer: Answer) -> Answer:
        """The answer with its freshness, its conflicts and the notices a reader is owed, after those that it has."""
        newest, oldest = self._dates(answer)
        freshness = Freshness(newest, oldest) if answer.citations else None
        conflicts = disagreements(answer.citations, self._facts, self._verifier.document_of, answer.language)
        answer = replace(answer, conflicts=conflicts, freshness=freshness)
        return replace(answer, notices=(*answer.notices, *self._notices(answer)))

    def _dates(self, answer: Answer) -> tuple[str | None, str | None]:
        """The dates of the newest and the oldest source cited, none from the future."""
        today = (self._today or date.today()).isoformat()
        dates = [c.as_of for c in answer.citations if c.as_of and c.as_of <= today]
        return max(dates, default=None), min(dates, default=None)

    def _notices(self, answer: Answer) -> list[str]:
        """What a reader is owed to know of the sources: their status, language and date."""
        if not answer.citations:
            return []
        say, language = self._wording.say, answer.language
        cited = answer.citations
        statuses = {c.fact_status for c in cited if c.fact_status != "conflict" or answer.conflicts or c.number == 1}
        notices = [say(language, f"notice_{status}") for status in _NOTICED if status in statuses]
        others = dict.fromkeys(c.language for c in cited if c.language != language and c.language in LANGUAGES)
        notices += [say(language, "notice_other_language", other=say(language, f"language_{other}")) for other in others]
        newest, _ = self._dates(answer)
        dated = say(language, "notice_newest", date=shown_date(newest, language)) if newest else say(language, "notice_undated")
        return [*notices, dated]


class Cited:
    """Numbers citations as sentences come; the same sentence keeps its number."""

    def __init__(self, citer: Citer, language: Language) -> None:
        self._citer, self._language = citer, language
        self._made: dict[tuple[str, int], Citation] = {}

    def numbers(self, sentences: Iterable[Sentence]) -> list[int]:
        """The numbers of sentences, each once."""
        found: list[int] = []
        for sentence in sentences:
            key = (sentence.chunk.document_id, sentence.span.start)
            if key not in self._made and (made := self._citer.cite(len(self._made) + 1, sentence, self._language)):
                self._made[key] = made
            found += [self._made[key].number] if key in self._made else []
        return list(dict.fromkeys(found))

    def marks_of(self, sentences: Iterable[Sentence]) -> str:
        """The citation markers of sentences."""
        return brackets(self.numbers(sentences))

    def citations(self) -> tuple[Citation, ...]:
        """All citations in order."""
        return tuple(self._made.values())


def brackets(numbers: Iterable[int]) -> str:
    """The markers of citations: `[1] [3]`."""
    return " ".join(f"[{number}]" for number in numbers)


def _joined(claims: Sequence[Claim]) -> str:
    """The claims as running text; one that holds a list stands apart."""
    text = ""
    for claim in claims:
        piece = marked(claim)
        apart = "\n" in piece or "\n" in text.rpartition("\n\n")[2]
        text += ("\n\n" if apart else " ") * bool(text) + piece
    return text


def marked(claim: Claim) -> str:
    """A claim with its citation markers before the final stop: `… 2027 [1].`"""
    marks = "".join(f" [{n}]" for n in claim.citations)
    if claim.text.endswith((".", "!", "?")) and "\n" not in claim.text:
        return claim.text[:-1] + marks + claim.text[-1]
    return claim.text + marks
