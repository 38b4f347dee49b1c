"""The looks, in one place: the colours of every page, as CSS variables and as Gradio's theme.

System fonts only, so that nothing is fetched from elsewhere. Text and its ground differ by 4.5:1 or more in light and dark,
lines around what can be pressed by 3:1 (tested).
"""

import gradio as gr

FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif")
LIGHT = {
    "ground": "#ffffff",
    "raised": "#f1f6f7",
    "ink": "#16232b",
    "quiet": "#4a5b66",
    "accent": "#0b5c6e",
    "accent-strong": "#084654",
    "on-accent": "#ffffff",
    "line": "#d3dee2",
    "edge": "#6b7d87",
    "mark": "#fde9a9",
    "on-mark": "#16232b",
    "good": "#1f6b3a",
    "warn": "#8a4b00",
    "bad": "#a4262c",
}
DARK = {
    "ground": "#11191e",
    "raised": "#1b272e",
    "ink": "#e8eff2",
    "quiet": "#aebdc6",
    "accent": "#7fd0de",
    "accent-strong": "#a8e2ec",
    "on-accent": "#0a2a32",
    "line": "#2f3f48",
    "edge": "#8295a0",
    "mark": "#6b5410",
    "on-mark": "#fff7dd",
    "good": "#86d3a2",
    "warn": "#f0b56a",
    "bad": "#f2a0a4",
}
_HUE = gr.themes.Color(
    c50="#eef7f9", c100="#d6ecf0", c200="#a8e2ec", c300="#7fd0de", c400="#3aa6b9", c500="#13809a",
    c600="#0b6a80", c700=LIGHT["accent"], c800=LIGHT["accent-strong"], c900="#06333d", c950="#042229",
)  # fmt: skip
_GRADIO = {
    "body_background_fill": "ground",
    "background_fill_primary": "ground",
    "background_fill_secondary": "raised",
    "body_text_color": "ink",
    "body_text_color_subdued": "quiet",
    "border_color_primary": "line",
    "block_background_fill": "ground",
    "block_border_color": "line",
    "block_label_text_color": "ink",
    "block_title_text_color": "ink",
    "block_info_text_color": "quiet",
    "input_background_fill": "ground",
    "input_background_fill_focus": "ground",
    "input_border_color": "edge",
    "input_border_color_focus": "accent",
    "input_placeholder_color": "quiet",
    "button_primary_background_fill": "accent",
    "button_primary_background_fill_hover": "accent-strong",
    "button_primary_text_color": "on-accent",
    "button_primary_text_color_hover": "on-accent",
    "button_secondary_background_fill": "ground",
    "button_secondary_background_fill_hover": "raised",
    "button_secondary_border_color": "edge",
    "button_secondary_border_color_hover": "accent",
    "button_secondary_text_color": "ink",
    "button_secondary_text_color_hover": "ink",
    "link_text_color": "accent",
    "link_text_color_hover": "accent-strong",
    "link_text_color_visited": "accent",
    "link_text_color_active": "accent-strong",
    "color_accent_soft": "raised",
    "border_color_accent": "accent",
    "border_color_accent_subdued": "line",
}  # Gradio's names for colours, and ours


def variables() -> str:
    """The colours as CSS variables, for pages in light and in dark; Gradio's pages say which by a class."""
    light, dark = (" ".join(f"--{name}: {value};" for name, value in colours.items()) for colours in (LIGHT, DARK))
    fonts = ", ".join(f'"{font}"' if " " in font else font for font in FONTS)
    return (
        f":root {{ color-scheme: light dark; --fonts: {fonts}; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    )


def gradio_theme() -> gr.themes.Base:
    """The same colours for Gradio's parts, by the same variables, so that they cannot part in light and dark."""
    base = gr.themes.Base(primary_hue=_HUE, neutral_hue="slate", font=list(FONTS), font_mono=["ui-monospace", "monospace"])
    colours = {name: f"var(--{colour})" for name, colour in _GRADIO.items()}
    return base.set(**colours, **{f"{name}_dark": value for name, value in colours.items()})
