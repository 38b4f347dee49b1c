"""One page in one language: conversation, sources beside it, language switch, examples. No logic: it shows the stream."""

import html
import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.records import Answer, Answered, Language, Retrieved, TextDelta, Turn
from assistant.web.markdown import BUSY, Say, answer_markdown, escaped, plain, text_markdown, unlinked
from assistant.web.panel import Panel
from assistant.web.site import Site

_LOG = logging.getLogger(__name__)
Message = dict[str, Any]
Shown = tuple[Any, Any, Any]  # the chat, the sources, the question box
Respond = Callable[[str, list[Message]], Iterator[Shown]]


def page_head(say: Say, language: Language) -> str:
    """What every page loads first: its title and icon, and the scripts that keep its language and name its parts."""
    names = {"conversation": "chat_label", "asked": "asked_by", "answered": "answered_by"}
    data = " ".join(f'data-{name}="{html.escape(say(language, key))}"' for name, key in names.items())
    return (
        f"<title>{html.escape(say(language, 'title'))}</title>"
        f'<script src="/language.js"></script><script src="/reader.js" {data}></script>'
        '<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/site.css">'
    )


def build_page(site: Site, language: Language) -> gr.Blocks:
    """The page of a language."""
    assistant, concurrency = site.assistant, site.settings.server.concurrency
    say, examples = assistant.wording().say, assistant.examples(language)
    page: gr.Blocks
    with gr.Blocks(title=say(language, "title"), analytics_enabled=False, fill_height=True) as page:
        # our own words, escaped; Gradio's sanitiser would open the other languages in new windows
        gr.Markdown(site.header(language), elem_id="header", sanitize_html=False)
        gr.Markdown(f"# {escaped(say(language, 'title'))}\n\n{escaped(say(language, 'intro'))}", elem_id="intro")
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=280, elem_id="conversation"):
                chat = _chat(say, language)
                question = _question_box(assistant, language)
                with gr.Row(elem_id="actions"):
                    send = gr.Button(say(language, "send"), variant="primary", scale=2, min_width=120, elem_id="send")
                    clear = gr.Button(say(language, "new_conversation"), min_width=120, elem_id="clear")
                privacy = "privacy_model" if assistant.uses_model else "privacy"
                gr.Markdown(escaped(say(language, privacy)), elem_id="privacy")
                buttons: list[gr.Button] = []
                if examples:
                    with gr.Column(elem_id="examples"):
                        gr.Markdown(f"## {escaped(say(language, 'examples_label'))}")
                        buttons = [gr.Button(text, size="sm") for text in examples]
            with gr.Column(scale=2, min_width=280, elem_id="evidence"):
                gr.Markdown(f"## {escaped(say(language, 'sources_label'))}")
                sources = gr.Markdown(escaped(say(language, "sources_empty")), elem_id="sources", latex_delimiters=[])
        gr.Markdown(site.footer(language), elem_id="footer", sanitize_html=False)
        respond, outputs = responder(assistant, language), (chat, sources, question)
        asking = [_ask(event, respond, (question, chat), outputs, concurrency) for event in (send.click, question.submit)]
        asking += [_ask(button.click, respond, (button, chat), outputs, concurrency) for button in buttons]
        asking.append(_ask(chat.option_select, _chosen(respond), (chat,), outputs, concurrency))
        start: Shown = ([], escaped(say(language, "sources_empty")), "")
        clear.click(lambda: start, None, outputs, cancels=asking, show_progress="hidden", api_visibility="private", queue=False)
    return page


def _ask(event: Any, respond: Callable[..., Any], inputs: Sequence[Any], outputs: Sequence[Any], concurrency: int) -> Any:
    """Let an event ask a question. Gradio would answer one question at a time if no limit were set."""
    return event(
        respond,
        inputs,
        outputs,
        concurrency_limit=concurrency,
        concurrency_id="ask",
        show_progress="hidden",
        api_visibility="private",
    )


def _chat(say: Say, language: Language) -> gr.Chatbot:
    gr.Markdown(f"## {escaped(say(language, 'chat_label'))}", elem_classes="for-readers")
    return gr.Chatbot(
        show_label=False,
        height="clamp(20rem, 52vh, 40rem)",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        placeholder=escaped(say(language, "chat_empty")),
        elem_id="chat",
        allow_tags=False,
        autoscroll=False,  # it would scroll past the start of a long answer; reader.js scrolls to the question
    )


def _question_box(assistant: Assistant, language: Language) -> gr.Textbox:
    say, example = assistant.wording().say, next(iter(assistant.examples(language)), "")
    return gr.Textbox(
        label=say(language, "ask_label"),
        placeholder=say(language, "ask_placeholder", example=example) if example else None,
        lines=1,
        max_lines=6,
        max_length=assistant.longest_question,
        elem_id="question",
        autofocus=False,
    )


def responder(assistant: Assistant, language: Language) -> Respond:
    """The event handler of a page: shows each event of the stream as it comes, and a fault as a sentence."""
    say = assistant.wording().say
    panel = Panel(say, language, assistant.document)

    def respond(question: str, chat: list[Message]) -> Iterator[Shown]:
        if not question.strip():
            yield gr.skip(), gr.skip(), ""
            return
        earlier = [{"role": m["role"], "content": unlinked(_text_of(m))} for m in chat]
        asked: Message = {"role": "user", "content": escaped(question)}
        yield _with(earlier, asked, f"{escaped(say(language, 'searching'))} {BUSY}"), escaped(say(language, "sources_empty")), ""
        try:
            history = [Turn(m["role"], plain(m["content"])) for m in earlier if m["role"] in ("user", "assistant")]
            shown = ""
            for event in assistant.stream(question, history, language):
                match event:
                    case Retrieved():
                        continue
                    case TextDelta(text):
                        shown += text
                        yield _with(earlier, asked, f"{text_markdown(shown)} {BUSY}"), gr.skip(), gr.skip()
                    case Answered(answer):
                        yield [*earlier, *_exchange(asked, answer, say)], panel.markdown(answer), gr.skip()
        except Exception as error:  # noqa: BLE001 - the edge: whatever fails becomes a sentence, and the question comes back
            # where it failed is logged, but no message of an error: it might hold the question
            _LOG.error("answering failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            yield _with(earlier, asked, escaped(say(language, "error"))), escaped(say(language, "sources_none")), question

    return respond


def _chosen(respond: Respond) -> Callable[[list[Message], gr.SelectData], Iterator[Shown]]:
    """The handler of a suggested question: it is asked as if it had been written."""

    def choose(chat: list[Message], choice: gr.SelectData) -> Iterator[Shown]:
        yield from respond(str(choice.value), chat)

    return choose


def _with(earlier: list[Message], asked: Message, reply: str) -> list[Message]:
    return [*earlier, asked, {"role": "assistant", "content": reply}]


def _exchange(asked: Message, answer: Answer, say: Say) -> list[Message]:
    """The question and its answer, with the questions that may follow. What held personal data is not kept."""
    kept = asked if answer.status != "blocked_pii" else {"role": "user", "content": "…"}
    reply: Message = {"role": "assistant", "content": answer_markdown(answer, say)}
    if following := answer.choices or answer.suggestions:
        reply["options"] = [{"value": question} for question in following]
    return [kept, reply]


def _text_of(message: Message) -> str:
    content = message["content"]
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content)
