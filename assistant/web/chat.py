"""The chat's page in one language: conversation, sources beside it, examples. No logic: its events lie in exchanges.py."""

import html
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import gradio as gr

from assistant.records import Language
from assistant.web.exchanges import Exchanges
from assistant.web.feedback import feedback_script
from assistant.web.markdown import Say, escaped
from assistant.web.middleware import Frame
from assistant.web.site import Site

_FOR_SCRIPTS = (  # what chat.js and receipts.js say
    "copied", "copy_failed", "connection_lost", "question_label", "sources_label", "receipt_index", "receipt_made", "undated",
)  # fmt: skip


def page_head(say: Say, language: Language) -> str:
    """What the page loads first: its title and icon, and the scripts that keep its language and name its parts."""
    names = {"conversation": "chat_label", "asked": "asked_by", "answered": "answered_by"}
    data = " ".join(f'data-{name}="{html.escape(say(language, key))}"' for name, key in names.items())
    words = json.dumps({key: say(language, key) for key in _FOR_SCRIPTS}, ensure_ascii=False)
    return (
        f"<title>{html.escape(say(language, 'title'))}</title>"
        f'<script src="/language.js"></script><script src="/reader.js" {data}></script>'
        f'<meta name="words" content="{html.escape(words)}"><script type="module" src="/chat.js"></script>'
        '<link rel="icon" href="/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/site.css">'
    )


def page_frame(site: Site, language: Language) -> Frame:
    """What stands around the page's own part."""
    head = page_head(site.assistant.wording().say, language) + feedback_script(site, language)
    return Frame(head, *site.frame(language))


def build_page(site: Site, language: Language) -> gr.Blocks:
    """The page of a language. Its header and footer are those of every page, see middleware.py."""
    assistant, concurrency = site.assistant, site.settings.server.concurrency
    say, examples = assistant.wording().say, assistant.examples(language)
    page: gr.Blocks
    with gr.Blocks(title=say(language, "title"), analytics_enabled=False, fill_height=True) as page:
        gr.Markdown(f"# {escaped(say(language, 'title'))}", elem_classes="for-readers")
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=280, elem_id="conversation"):
                chat, kept = _chat(say, language), gr.Textbox(visible="hidden", elem_id="kept")
                restore = gr.Button(visible="hidden", elem_id="restore")  # chat.js fills and presses these
                last = _buttons(say, language, "again", ("retry", "edit"))
                question = _question_box(site, language)
                first = _buttons(say, language, "actions", ("send", "stop", "new_conversation"))
                privacy = "privacy_model" if assistant.uses_model else "privacy"
                gr.Markdown(escaped(f"{say(language, privacy)} {say(language, 'kept_here')}"), elem_id="privacy")
                buttons = _examples(say, language, examples)
            with gr.Column(scale=2, min_width=280, elem_id="evidence"):
                gr.Markdown(f"## {escaped(say(language, 'sources_label'))}")
                sources = gr.Markdown(escaped(say(language, "sources_empty")), elem_id="sources", latex_delimiters=[])
        events, outputs = Exchanges(assistant, language), (chat, sources, question)
        for event in (first["send"].click, question.submit):
            _ask(event, events.ask, (question, chat), outputs, concurrency)
        for button in buttons:
            _ask(button.click, events.ask, (button, chat), outputs, concurrency)
        _ask(chat.option_select, events.choose, (chat,), outputs, concurrency)
        _ask(last["retry"].click, events.retry, (chat,), outputs, concurrency)
        _show(first["stop"].click, events.stop, (chat,), outputs)
        _show(first["new_conversation"].click, events.cleared, (), outputs)
        _show(last["edit"].click, events.edit, (chat,), outputs)
        _show(restore.click, events.restore, (kept,), outputs)
    return page


def _ask(event: Any, respond: Callable[..., Any], inputs: Sequence[Any], outputs: Sequence[Any], concurrency: int) -> None:
    """Let an event ask a question. Gradio would answer one at a time if no limit were set, and none while one is given up."""
    event(
        respond,
        inputs,
        outputs,
        concurrency_limit=concurrency,
        concurrency_id="ask",
        trigger_mode="multiple",
        show_progress="hidden",
        api_visibility="private",
    )


def _show(event: Any, shown: Callable[..., Any], inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
    """Let an event show something at once."""
    event(shown, inputs, outputs, show_progress="hidden", api_visibility="private", queue=False)


def _chat(say: Say, language: Language) -> gr.Chatbot:
    gr.Markdown(f"## {escaped(say(language, 'chat_label'))}", elem_classes="for-readers")
    return gr.Chatbot(
        show_label=False,
        height="clamp(22rem, 62vh, 48rem)",
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        placeholder=escaped(say(language, "identity")),
        elem_id="chat",
        allow_tags=False,
        autoscroll=False,  # it would scroll past the start of a long answer; reader.js scrolls to the question
    )


def _question_box(site: Site, language: Language) -> gr.Textbox:
    say, example = site.assistant.wording().say, next(iter(site.assistant.examples(language)), "")
    return gr.Textbox(
        label=say(language, "ask_label"),
        placeholder=say(language, "ask_placeholder", example=example) if example else None,
        lines=1,
        max_lines=6,
        max_length=site.assistant.longest_question,
        elem_id="question",
        autofocus=False,
    )


def _buttons(say: Say, language: Language, row: str, names: Iterable[str]) -> dict[str, gr.Button]:
    """A row of buttons; chat.css shows those that mean something as things stand."""
    with gr.Row(elem_id=row):
        return {
            name: gr.Button(say(language, name), variant="primary" if name == "send" else "secondary", min_width=0, elem_id=name)
            for name in names
        }


def _examples(say: Say, language: Language, examples: Sequence[str]) -> list[gr.Button]:
    if not examples:
        return []
    with gr.Column(elem_id="examples"):
        gr.Markdown(f"## {escaped(say(language, 'examples_label'))}")
        return [gr.Button(text, size="sm") for text in examples]
