"""What happens in the conversation: a question is asked, asked again, taken back, given up, or all is shown again.

Every function gives what the page then shows. The conversation comes from the browser, so it is taken for what anybody may have
written: only receipts that can be read count as earlier answers.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.records import Answer, Answered, Language, Retrieved, TextDelta, Turn
from assistant.web.answer_view import answer_markdown, fragment_in, label, unfinished
from assistant.web.markdown import BUSY, Say, escaped, plain, unlinked
from assistant.web.panel import Panel
from assistant.web.receipts import ReceiptError, unpacked
from assistant.web.runs import Runs

_LOG = logging.getLogger(__name__)
_HIDDEN = "…"  # stands for a question that held personal data
_MOST_KEPT = 20  # answers that the browser keeps, and that the engine is told of
Message = dict[str, Any]
Shown = tuple[Any, Any, Any]  # the chat, the sources, the question box


class Exchanges:
    """The events of a page in one language."""

    def __init__(self, assistant: Assistant, language: Language) -> None:
        self._assistant, self._language = assistant, language
        self._runs = Runs()
        self._panel = Panel(assistant.wording().say, language, assistant.document)

    @property
    def _say(self) -> Say:
        return self._assistant.wording().say

    def _said(self, key: str) -> str:
        return escaped(self._say(self._language, key))

    def cleared(self, request: gr.Request | None = None) -> Shown:
        """A new conversation."""
        self._runs.end(_session(request))
        return [], self._said("sources_empty"), ""

    def ask(self, question: str, chat: list[Message], request: gr.Request | None = None) -> Iterator[Shown]:
        """Show each event of the stream as it comes, and a fault as a sentence; nothing more once it was given up."""
        if not question.strip():
            yield gr.skip(), gr.skip(), ""
            return
        say, language = self._say, self._language
        earlier = [{"role": m["role"], "content": unlinked(_text_of(m))} for m in self._given_up(chat)[0]]
        asked: Message = {"role": "user", "content": escaped(question)}
        session = _session(request)
        run = self._runs.begin(session)
        yield _with(earlier, asked, unfinished(say, language)), self._said("sources_empty"), ""
        try:
            shown = ""
            for event in self._assistant.stream(question, _history(earlier), language):
                if (state := self._runs.state(session, run)) != "on":
                    if state == "stopped":  # once more, lest an earlier piece of it is shown last
                        yield self._given_up(_with(earlier, asked, unfinished(say, language, shown)))
                    return
                match event:
                    case Retrieved():
                        continue
                    case TextDelta(text):
                        shown += text
                        yield _with(earlier, asked, unfinished(say, language, shown)), gr.skip(), gr.skip()
                    case Answered(answer):
                        yield [*earlier, *_exchange(answer, say, asked)], self._panel.markdown(answer), gr.skip()
        except Exception as error:  # noqa: BLE001 - the edge: whatever fails becomes a sentence, and the question comes back
            # where it failed is logged, but no message of an error: it might hold the question
            _LOG.error("answering failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            if self._runs.state(session, run) != "on":
                return
            failed = f"{label(say(language, 'kind_error'))}\n\n{self._said('error')}"
            yield _with(earlier, asked, failed), self._said("sources_none"), question

    def choose(self, chat: list[Message], choice: gr.SelectData, request: gr.Request | None = None) -> Iterator[Shown]:
        """Ask a suggested question, as if it had been written."""
        yield from self.ask(str(choice.value), chat, request)

    def retry(self, chat: list[Message], request: gr.Request | None = None) -> Iterator[Shown]:
        """Ask the last question again; its answer goes."""
        earlier, _, question = self.edit(chat, request)
        yield from self.ask(question, earlier, request)

    def edit(self, chat: list[Message], request: gr.Request | None = None) -> Shown:
        """The conversation before the last question, which comes back into the box; one that was hidden stays hidden."""
        self._runs.end(_session(request))
        last = max((n for n, message in enumerate(chat) if message["role"] == "user"), default=len(chat))
        question = plain(_text_of(chat[last])) if last < len(chat) else ""
        chat_before, sources, _ = self._again(_fragments(chat[:last]))
        return chat_before, sources, "" if question == _HIDDEN else question

    def stop(self, chat: list[Message], request: gr.Request | None = None) -> Shown:
        """Give up the answer that is being written."""
        self._runs.stop(_session(request))
        return self._given_up(chat)

    def _given_up(self, chat: list[Message]) -> Shown:
        """The conversation with what had been written of the last answer when it was given up."""
        messages = [{"role": m["role"], "content": _text_of(m)} for m in chat]
        if messages and BUSY in messages[-1]["content"]:
            _, _, written = messages[-1]["content"].replace(BUSY, "").partition("\n\n")
            parts = (label(self._say(self._language, "kind_stopped")), written.strip(), self._said("stopped"))
            messages[-1]["content"] = "\n\n".join(part for part in parts if part)
        return messages, self._said("sources_none"), gr.skip()

    def restore(self, kept: str) -> Shown:
        """The conversation that the browser has kept: a JSON list of receipts."""
        try:
            fragments = json.loads(kept)
        except (ValueError, RecursionError):
            fragments = []
        return self._again([f for f in fragments if isinstance(f, str)] if isinstance(fragments, list) else [])

    def _again(self, fragments: list[str]) -> Shown:
        """Answers as they were, each under its question; what cannot be read is left out."""
        answers = list(_answers(fragments))
        if not answers:
            return self.cleared()
        messages = [m for fragment, answer in answers for m in _exchange(answer, self._say, fragment=fragment)]
        for message in messages[:-1]:
            message["content"] = unlinked(message["content"])
            message.pop("options", None)
        return messages, self._panel.markdown(answers[-1][1]), ""


def _exchange(answer: Answer, say: Say, asked: Message | None = None, fragment: str | None = None) -> list[Message]:
    """The question and its answer, with the questions that may follow. What held personal data is not kept."""
    question = asked or {"role": "user", "content": escaped(answer.question)}
    if answer.status == "blocked_pii":
        question = {"role": "user", "content": _HIDDEN}
    reply: Message = {"role": "assistant", "content": answer_markdown(answer, say, fragment)}
    if following := answer.choices or answer.suggestions:
        reply["options"] = [{"value": question} for question in following]
    return [question, reply]


def _session(request: gr.Request | None) -> str:
    """What Gradio calls the open page of a browser; one for all where there is none."""
    return (request.session_hash if request else None) or ""


def _fragments(messages: list[Message]) -> list[str]:
    """The receipts of the answers in a conversation."""
    return [fragment for m in messages if m["role"] == "assistant" and (fragment := fragment_in(_text_of(m)))]


def _answers(fragments: list[str]) -> Iterator[tuple[str, Answer]]:
    """The newest answers that can be read, each after its fragment."""
    for fragment in fragments[-_MOST_KEPT:]:
        try:
            yield fragment, unpacked(fragment).answer
        except ReceiptError:
            continue


def _history(messages: list[Message]) -> list[Turn]:
    """Earlier questions and answers as the engine hears them."""
    answers = (answer for _, answer in _answers(_fragments(messages)))
    return [turn for answer in answers for turn in (Turn("user", answer.question), Turn("assistant", answer.text))]


def _with(earlier: list[Message], asked: Message, reply: str) -> list[Message]:
    return [*earlier, asked, {"role": "assistant", "content": reply}]


def _text_of(message: Message) -> str:
    content = message["content"]
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content)
