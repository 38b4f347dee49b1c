"""What each command does. The parser is in `assistant/cli.py`, the printing for people in `assistant/show.py`."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

import msgspec

from assistant import compose
from assistant import show as shown
from assistant.doctor import examine
from assistant.eligibility import Step, read_state, state_of, step
from assistant.eligibility_told import EligibilityTold
from assistant.errors import AssistantError, UsageError
from assistant.evaluation import Judged, Report
from assistant.feedback import FeedbackFile
from assistant.gold import QUESTIONS, read_gold
from assistant.json_lines import check_writable, read_lines, write_lines
from assistant.learning import glossary, look_up, role_of
from assistant.quiz import quiz
from assistant.records import Language, Turn, as_plain
from assistant.settings import Settings, load_settings, settings_table
from assistant.sources import list_sources
from corpus import CorpusError
from index import StoreError

ROOM_ERRORS = (CorpusError, StoreError)


def _settings(options: argparse.Namespace) -> Settings:
    return load_settings(documents=options.documents, store=options.store)


def ask(options: argparse.Namespace) -> int:
    """Answer one question."""
    if not options.question.strip():
        raise UsageError("the question is empty", 'python -m assistant ask "…"')
    settings = _settings(options)
    answer = compose.build_assistant(settings).answer(options.question)
    if options.json:
        print(json.dumps(as_plain(answer), ensure_ascii=False, indent=2 if options.pretty else None))
    else:
        shown.answer(answer)
    return 0


def batch(options: argparse.Namespace) -> int:
    """Answer every line of a file, in order, in one process."""
    lines = list(read_lines(options.questions, ("id", "question")))
    check_writable(options.answers)
    assistant = compose.build_assistant(_settings(options))

    def answers() -> Iterator[dict[str, Any]]:
        for line in lines:
            history = [Turn(t["role"], t["content"]) for t in line.get("history") or []]
            yield {"id": line["id"]} | as_plain(assistant.answer(line["question"], history))

    write_lines(options.answers, answers(), len(lines))
    return 0


def search(options: argparse.Namespace) -> int:
    """Show the raw ranking for one query, or for a file of them."""
    if bool(options.query) == bool(options.batch):
        raise UsageError("give a query, or --batch IN.jsonl OUT.jsonl", 'python -m assistant search "…"')
    if options.k is not None and options.k < 1:
        raise UsageError(f"--k is {options.k}, but must be at least 1", "leave it out for 10")
    if options.batch:
        lines = list(read_lines(options.batch[0], ("id", "text")))
        check_writable(options.batch[1])
    find = compose.build_search(_settings(options))
    if options.batch:
        hits = ({"id": line["id"], "hits": find(str(line["text"]), options.k or 50)} for line in lines)
        write_lines(options.batch[1], hits, len(lines))
        return 0
    found = find(options.query, options.k or 10)
    if options.json:
        print(json.dumps({"query": options.query, "hits": found}, ensure_ascii=False))
    else:
        shown.hits(found)
    return 0


def eligibility(options: argparse.Namespace) -> int:
    """Ask what is open, and show what the answers mean; elsewhere than on a terminal only the next question."""
    settings = _settings(options)
    check, language = compose.build_eligibility(settings), options.language or settings.language
    if not check.flow.questions:
        raise UsageError("this collection has no eligibility check", "add eligibility.yaml to the documents, then sync")
    at = step(check.flow, read_state(check.flow, options.answers))
    if sys.stdin.isatty() and sys.stdout.isatty() and not options.json:
        at = _asked_through(check, at, language)
    asked = check.asked(at, language)
    result = None if asked else check.result(at.answers, language)
    if options.json:
        found = {"state": state_of(at.given), "question": asked, "result": result}
        print(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
    elif result:
        shown.answer(result.answer)
        shown.line(check.say(language, "eligibility_link", state=result.state))
    elif asked:
        shown.question(asked)
    return 0


def _asked_through(check: EligibilityTold, at: Step, language: Language) -> Step:
    """The step at which nothing more is asked, the answers taken from the terminal."""
    back: list[Step] = []
    while asked := check.asked(at, language):
        shown.question(asked)
        reply = input(f"{check.say(language, 'eligibility_choose')}: ").strip()
        if reply == "b" and back:
            at = back.pop()
        elif reply.isdecimal() and 0 < int(reply) <= len(asked.choices):
            back.append(at)
            at = step(check.flow, {**at.given, asked.id: asked.choices[int(reply) - 1][0]})
    return at


def sync(options: argparse.Namespace) -> int:
    """Bring the index in line with the folder of documents."""
    settings = _settings(options)
    with shown.progress() as progress:
        report = compose.sync(settings, options.rebuild, progress)
    if options.json:
        print(json.dumps(plain_report(report)))
    else:
        shown.sync_report(report)
    return 1 if report.skipped else 0


def plain_report(report: Any) -> dict[str, Any]:
    """A sync's report as JSON-ready values."""
    names = {name: list(getattr(report, name)) for name in ("added", "updated", "removed")}
    skipped = [str(problem) for problem in report.skipped]
    return names | {"unchanged": report.unchanged, "skipped": skipped, "encoded": report.encoded, "version": report.version}


def show(options: argparse.Namespace) -> int:
    """Print a document's text, to the character."""
    texts = compose.open_texts(_settings(options))
    document = texts.document(options.document_id)
    if document is None:
        near = [id for id in texts.digests() if options.document_id in id][:3]
        hint = f"did you mean {', '.join(near)}?" if near else "python -m assistant sync, or check the id"
        raise StoreError(f"there is no document {options.document_id!r}", hint)
    sys.stdout.buffer.write(document.text.encode("utf-8"))
    sys.stdout.buffer.flush()
    return 0


def sources(options: argparse.Namespace) -> int:
    """List every document, the oldest first."""
    settings = _settings(options)
    shelf = compose.open_shelf(settings)
    rows = list_sources(shelf.texts.documents(), settings.day, shelf.facts.conflicts_of)
    if options.json:
        print(json.dumps({"documents": [asdict(row) | {"parity": row.parity} for row in rows]}, ensure_ascii=False))
    else:
        shown.sources(rows)
    return 0


def learn(options: argparse.Namespace) -> int:
    """Show the roles, the answers of a role's path, terms, or a quiz."""
    settings = _settings(options)
    language: Language = options.language or settings.language
    if options.quiz is not None and options.quiz < 1:
        raise UsageError(f"--quiz is {options.quiz}, but must be at least 1", "leave the number out for 5")
    shelf = compose.open_shelf(settings)
    say = partial(shelf.wording.say, language)
    if options.quiz:
        seed = settings.day.toordinal() if options.seed is None else options.seed
        questions = quiz(shelf, language, seed, options.quiz)
        return _print_or(options.json, {"seed": seed, "questions": questions}, lambda: shown.quiz(questions, say))
    if options.terms or options.term is not None:
        found = glossary(shelf, language) if options.terms else look_up(shelf, options.term, language)
        return _print_or(options.json, {"terms": found}, lambda: shown.terms(found, say))
    if options.role is None:
        roles = [{"id": role.id, "name": role.name.in_language(language)} for role in shelf.path.roles]
        return _print_or(options.json, {"roles": roles}, lambda: shown.roles(roles, say))
    role = role_of(shelf.path, options.role)
    assistant = compose.build_assistant(settings)
    asked = [question.text.in_language(language) for question in shelf.path.questions_for(role)]
    answers = [assistant.answer(question, interface=language) for question in asked]
    return _print_or(options.json, {"role": role.id, "answers": answers}, lambda: shown.answers(answers))


def eval(options: argparse.Namespace) -> int:
    """Score the answers to a file of questions, the collection's own by default."""
    settings = _settings(options)
    if options.floor is not None and not 0 <= options.floor <= 100:
        raise UsageError(f"--floor is {options.floor}, but must be from 0 to 100", "it is a share in per cent")
    questions = read_gold(options.questions or settings.documents / QUESTIONS)
    judge = compose.build_judge(settings)
    judged: list[Judged] = []
    with shown.progress() as progress:
        for number, question in enumerate(questions, 1):
            judged.append(judge.judge(question))
            progress("answer", number, len(questions))
    report = Report(tuple(judged))
    _print_or(options.json, report.as_plain(), lambda: shown.evaluation(report))
    return 1 if options.floor is not None and report.whole.per_cent < options.floor else 0


def _print_or(as_json: bool, plain: dict[str, Any], show: Callable[[], None]) -> int:
    if as_json:
        print(msgspec.json.encode(plain).decode("utf-8"))
    else:
        show()
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Say what is missing."""
    findings = examine(_settings(options))
    if options.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        shown.findings(findings)
    return 0 if all(finding.ok for finding in findings) else 1


def feedback(options: argparse.Namespace) -> int:
    """List what people said of answers, or delete it; what has been kept for its days is deleted in any case."""
    kept = _settings(options).feedback
    file = FeedbackFile(kept.file, kept.days)
    file.forget(date.today())
    if options.delete_all:
        shown.line(f"deleted {file.delete_all()}")
    elif options.delete:
        if not file.delete(options.delete.strip().upper()):
            raise AssistantError(f"there is no feedback with the code {options.delete!r}", "python -m assistant feedback")
        shown.line("deleted 1")
    elif options.json:
        for row in file.all():
            print(json.dumps(asdict(row), ensure_ascii=False))
    else:
        shown.feedback(file.all())
    return 0


def settings(options: argparse.Namespace) -> int:
    """Print every setting with the value in force."""
    shown.settings(_settings(options), settings_table())
    return 0
