"""The command line: `python -m assistant COMMAND`. Rich text for people, `--json` for programs.

Exit codes: 0 done; 1 something is missing or failed (one line on standard error, with what mends it); 2 wrong usage.
Commands import what they need when they run, so that `--help` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import AssistantError, UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    from assistant import commands  # what it imports is of no use to --help

    try:
        code: int = getattr(commands, options.command)(options)
    except UsageError as error:
        return _fail(error, error.hint, 2)
    except AssistantError as error:
        return _fail(error, error.hint, 1)
    except commands.ROOM_ERRORS as error:
        return _fail(error, error.hint, 1)
    except (KeyboardInterrupt, EOFError):
        return _fail("stopped", "nothing was half-written", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(f"{error.filename or ''!s}: {error.strerror or error}".lstrip(": "), "check the path and its permissions", 1)
    return code


def _fail(error: object, hint: str, code: int) -> int:
    """One line for the person who can act."""
    line = " ".join(f"{error} → {hint}".split())
    print(f"assistant: {line}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m assistant",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=100),
        description="Answers questions from a collection of documents, every sentence with its source.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    ask = _command(commands, "ask", "answer a question")
    ask.add_argument("question", help="the question, in Finnish, Swedish or English")
    ask.add_argument("--json", action="store_true", help="print the answer as one JSON object")
    ask.add_argument("--pretty", action="store_true", help="with --json: indented")

    batch = _command(commands, "batch", "answer a file of questions")
    batch.add_argument("questions", type=Path, metavar="IN.jsonl", help='lines {"id", "question", "history"?}')
    batch.add_argument("answers", type=Path, metavar="OUT.jsonl", help="where the answers go, a line each")

    search = _command(commands, "search", "show the raw ranking of chunks")
    search.add_argument("query", nargs="?", help="what to look for")
    search.add_argument("--k", type=int, default=None, help="how many hits (default 10; with --batch 50)")
    search.add_argument("--json", action="store_true", help="print the hits as one JSON object")
    search.add_argument("--batch", nargs=2, type=Path, metavar=("IN.jsonl", "OUT.jsonl"), help='lines {"id", "text"}')

    _eligibility(commands)
    _learn(commands)
    _eval(commands)

    _sync(commands)

    _feedback(commands)
    _looking(commands)
    return top


def _looking(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sources = _command(commands, "sources", "list every document with its age, facts and parity, the oldest first")
    sources.add_argument("--json", action="store_true", help="print the list as one JSON object")

    show = _command(commands, "show", "print a document's text exactly as indexed")
    show.add_argument("document_id", help="for example agreements/lahti/sv")

    doctor = _command(commands, "doctor", "say what is missing and what mends it")
    doctor.add_argument("--json", action="store_true", help="print the findings as one JSON object")

    _command(commands, "settings", "print every setting with its value")


def _sync(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sync = _command(commands, "sync", "bring the index in line with the documents")
    sync.add_argument("--rebuild", action="store_true", help="build the index anew, as after a change of encoder")
    sync.add_argument("--json", action="store_true", help="print what was done as one JSON object")


def _eligibility(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    eligibility = _command(commands, "eligibility", "find out step by step whether you may apply")
    eligibility.add_argument("--language", choices=("fi", "sv", "en"), help="language of the questions (ASSISTANT_LANGUAGE)")
    eligibility.add_argument("--answers", default="", metavar="STATE", help="answers to begin with, as the check shows them")
    eligibility.add_argument("--json", action="store_true", help="print the next question or the result as one JSON object")


def _learn(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    learn = _command(commands, "learn", "learn the programme: a path by role, the glossary, a quiz")
    what = learn.add_mutually_exclusive_group()
    what.add_argument("--role", metavar="ROLE", help="answer the questions of a role; without it the roles are listed")
    what.add_argument("--term", metavar="WORD", help="look a term up, in any of the three languages")
    what.add_argument("--terms", action="store_true", help="list every term")
    what.add_argument("--quiz", nargs="?", type=int, const=5, metavar="N", help="ask N questions (default 5)")
    learn.add_argument("--seed", type=int, help="with --quiz: which questions (default: those of the day)")
    learn.add_argument("--language", choices=("fi", "sv", "en"), help="default: the setting `language`")
    learn.add_argument("--json", action="store_true", help="print one JSON object")


def _eval(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    score = _command(commands, "eval", "score answers to questions with known answers, and tell why they fail")
    score.add_argument("--questions", type=Path, metavar="FILE", help="default: questions.jsonl among the documents")
    score.add_argument("--floor", type=float, metavar="N", help="exit 1 when less than N per cent are right")
    score.add_argument("--json", action="store_true", help="print the scores as one JSON object")


def _feedback(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    feedback = _command(commands, "feedback", "list what people said of answers, or delete it")
    what = feedback.add_mutually_exclusive_group()
    what.add_argument("--json", action="store_true", help="print each as one JSON object a line")
    what.add_argument("--delete", metavar="CODE", help="delete the one whose sender tells this code")
    what.add_argument("--delete-all", action="store_true", help="delete everything")


def _command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, help: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help, description=help.capitalize() + ".")
    command.add_argument("--documents", type=Path, metavar="DIR", help="folder of documents (ASSISTANT_DOCUMENTS)")
    command.add_argument("--store", type=Path, metavar="DIR", help="folder of the index (ASSISTANT_STORE)")
    return command
