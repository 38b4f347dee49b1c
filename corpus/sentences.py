"""Cut text into sentences in Finnish, Swedish and English.

Rules, not a model: a full stop ends a sentence unless it belongs to an abbreviation, an ordinal, an initial or a number.
Ready-made splitters were tried (see DECISIONS.md); they cut after `ns.`, `t.ex.` and `den 3.`, which would put half
sentences into answers.
"""

import re

from corpus.records import Span

ABBREVIATIONS = frozenset(
    # Finnish
    "esim mm ns nk ym yms jne eli ko klo kk milj mrd tuh n noin v vrt ks so ts tms s kpl alv puh os par mom "
    "prof tri nro em ed k tms t.s m.m ao po huom sis toim vs vt "
    # Swedish
    "t.ex bl.a s.k d.v.s dvs o.s.v osv m.m m.fl f.d fr.o.m t.o.m p.g.a i.o.m o.d jfr jmf kl ca nr st avd milj mdr "
    "mn tfn kap resp ev inkl exkl s art mom enl ang forts obs "
    # English
    "e.g i.e etc mr mrs ms dr st vs no fig approx al cf dept est inc ltd eq sec art vol ed pp p".split()
)
# Abbreviations after which a sentence may well end: only a small letter or a figure shows that it goes on.
OPEN_ENDED = frozenset(
    ["ym", "yms", "jne", "tms", "o.s.v", "osv", "m.m", "m.fl", "etc", "al", "o.d", "alv", "st", "no", "kk", "s", "n", "v", "k"]
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)")
_WORD_BEFORE = re.compile(r"[\w.]*\w$")
_INITIAL = re.compile(r"[A-ZÅÄÖ]")
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}$")
_NEXT = re.compile(r"\s*(\S)")
# A small letter after a number makes it an ordinal: "9. helmikuuta" keeps its day.
_LIST_MARK = re.compile(r"\s*(?:[-*•]\s+|\d{1,2}\)\s+|\d{1,2}\.\s+(?=[^\sa-zåäö]))")


def _goes_on(text: str, stop: re.Match[str], end: int) -> bool:
    """Whether the full stop found leaves the sentence unfinished; its line ends at `end`."""
    if not stop.group().startswith(".") or len(stop.group().rstrip("\"'”’»)]")) > 1:
        return False
    before = _WORD_BEFORE.search(text, max(0, stop.start() - 40), stop.start())
    following = _NEXT.match(text, stop.end(), end)
    if before is None or following is None:
        return False
    word, after = before.group().lower(), following.group(1)
    if after.islower() or _INITIAL.fullmatch(before.group()):
        return True
    if word in ABBREVIATIONS:
        return word not in OPEN_ENDED or after.isdigit()
    return bool(_ORDINAL.search(before.group())) and after.isdigit()


def sentence_spans(text: str, offset: int = 0) -> list[Span]:
    """Spans of the sentences of a text, without surrounding space; `offset` is added to each.

    A line break ends a sentence: what is handed over has no hard-wrapped lines. A list mark at the start of a line is
    left out of the sentence.
    """
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        mark = _LIST_MARK.match(line.group())
        start = line.start() + (mark.end() if mark else 0)
        for stop in _END.finditer(text, start, line.end()):
            if stop.end() < line.end() and _goes_on(text, stop, line.end()):
                continue
            _append(spans, text, start, stop.end(), offset)
            start = stop.end()
        _append(spans, text, start, line.end(), offset)
    return spans


def _append(spans: list[Span], text: str, start: int, end: int, offset: int) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if any(c.isalnum() for c in body):
        spans.append(Span(offset + start + lead, offset + start + lead + len(body)))
