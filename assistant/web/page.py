"""One page in one language: conversation, sources beside it, language switch, examples. No logic: it shows the stream."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.records import Answered, Language, Retrieved, TextDelta, Turn
from assistant.web.markdown import answer_markdown, sources_markdown
from corpus import LANGUAGES

_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
Message = dict[str, Any]


def theme() -> gr.themes.Base:
    """System fonts only, so that nothing is fetched from elsewhere."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"])


def page_head() -> str:
    """What every page loads first: the script that keeps its language, and its own icon."""
    return '<script src="/language.js"></script><link rel="icon" href="/favicon.svg" type="image/svg+xml">'


def build_page(assistant: Assistant, language: Language, concurrency: int) -> gr.Blocks:
    """The page of a language."""
    say = assistant.wording().say
    examples = assistant.examples(language)
    page: gr.Blocks
    with gr.Blocks(title=say(language, "title"), analytics_enabled=False, fill_height=True) as page:
        gr.Markdown(_header(assistant, language), elem_id="header")
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, elem_id="conversation"):
                chat = gr.Chatbot(
                    label=say(language, "chat_label"),
                    height="min(56vh, 34rem)",
                    buttons=[],
                    feedback_options=None,
                    placeholder=say(language, "intro"),
                    elem_id="chat",
                    allow_tags=False,
                )
                question = gr.Textbox(
                    label=say(language, "ask_label"),
                    placeholder=say(language, "ask_placeholder", example=examples[0]) if examples else None,
                    lines=1,
                    max_lines=6,
                    max_length=assistant.longest_question,
                    elem_id="question",
                    autofocus=False,
                )
                with gr.Row():
                    send = gr.Button(say(language, "send"), variant="primary", elem_id="send")
                    clear = gr.Button(say(language, "new_conversation"), elem_id="clear")
                if examples:
                    gr.Markdown(f"**{say(language, 'examples_label')}**", elem_id="examples-label")
                    with gr.Row(elem_id="examples"):
                        buttons = [gr.Button(text, size="sm") for text in examples]
                else:
                    buttons = []
                gr.Markdown(say(language, "privacy"), elem_id="privacy")
            with gr.Column(scale=2, elem_id="evidence"):
                gr.Markdown(f"## {say(language, 'sources_label')}")
                sources = gr.Markdown(say(language, "sources_empty"), elem_id="sources", container=False)
        respond = _responder(assistant, language)
        outputs = [chat, sources, question]
        for event in (send.click, question.submit):
            event(
                respond,
                [question, chat],
                outputs,
                concurrency_limit=concurrency,
                show_progress="hidden",
                api_visibility="private",
            )
        for button in buttons:
            button.click(
                respond, [button, chat], outputs, concurrency_limit=concurrency, show_progress="hidden", api_visibility="private"
            )
        empty = say(language, "sources_empty")
        clear.click(lambda: ([], empty, ""), None, outputs, show_progress="hidden", api_visibility="private")
    return page


def _header(assistant: Assistant, language: Language) -> str:
    say = assistant.wording().say
    links = [
        f'<strong lang="{other}" aria-current="page">{_NAMES[other]}</strong>' if other == language
        else f'<a href="/{other}" lang="{other}" hreflang="{other}" target="_self">{_NAMES[other]}</a>'
        for other in LANGUAGES
    ]  # fmt: skip
    switch = f'<nav aria-label="{say(language, "language_switch")}">{" · ".join(links)}</nav>'
    return f"{switch}\n\n# {say(language, 'title')}\n\n{say(language, 'intro')}"


def _responder(assistant: Assistant, language: Language) -> Any:
    """The event handler of a page: shows each event of the stream as it comes."""
    say = assistant.wording().say

    def respond(question: str, chat: list[Message]) -> Iterator[tuple[list[Message], Any, str]]:
        if not question.strip():
            yield chat, gr.skip(), ""
            return
        history = [Turn(m["role"], _text_of(m)) for m in chat if m["role"] in ("user", "assistant")]
        asked: Message = {"role": "user", "content": question}
        shown = ""
        yield [*chat, asked, {"role": "assistant", "content": say(language, "searching")}], gr.skip(), ""
        for event in assistant.stream(question, history, language):
            match event:
                case Retrieved():
                    continue
                case TextDelta(text):
                    shown += text
                    yield [*chat, asked, {"role": "assistant", "content": shown}], gr.skip(), ""
                case Answered(answer):
                    # what held personal data is not kept in the conversation either
                    kept = asked if answer.status != "blocked_pii" else {"role": "user", "content": "…"}
                    reply = {"role": "assistant", "content": answer_markdown(answer)}
                    yield [*chat, kept, reply], sources_markdown(answer, say), ""

    return respond


def _text_of(message: Message) -> str:
    content = message["content"]
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content)
