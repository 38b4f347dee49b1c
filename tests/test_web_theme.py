"""The colours hold what the theme promises: contrast computed as WCAG 2.1 defines it."""

import re
from pathlib import Path

import pytest

from assistant.web.theme import DARK, LIGHT, gradio_theme

WEB = Path(__file__).resolve().parent.parent / "assistant" / "web"
TEXTS = ("ink", "quiet", "accent", "accent-strong", "good", "warn", "bad")
SCHEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_differs_from_every_ground_it_stands_on(scheme: str) -> None:
    colours = SCHEMES[scheme]
    pairs = [(text, ground) for text in TEXTS for ground in ("ground", "raised")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-mark", "mark")]
    assert {pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 4.5} == set()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_and_focus_can_be_seen(scheme: str) -> None:
    colours = SCHEMES[scheme]
    pairs = [(edge, ground) for edge in ("edge", "accent") for ground in ("ground", "raised")]
    assert {pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < 3} == set()


def test_every_colour_is_in_both_schemes_and_every_variable_used_is_a_colour() -> None:
    assert LIGHT.keys() == DARK.keys()
    used = set(re.findall(r"var\(--([\w-]+)\)", (WEB / "site.css").read_text(encoding="utf-8")))
    assert used - LIGHT.keys() - {"fonts"} == set()
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", (WEB / "site.css").read_text(encoding="utf-8"))


def test_gradio_has_the_same_colours() -> None:
    theme = gradio_theme()
    assert (theme.body_text_color, theme.body_text_color_dark) == ("var(--ink)", "var(--ink)")
    assert (theme.button_primary_background_fill, theme.link_text_color_dark) == ("var(--accent)", "var(--accent)")


def test_the_icon_has_the_colours_of_the_theme_in_light_and_dark() -> None:
    icon = (WEB / "favicon.svg").read_text(encoding="utf-8")
    light, dark = icon.split("@media (prefers-color-scheme:dark)")
    for part, colours in ((light, LIGHT), (dark, DARK)):
        ground = re.search(r"\.ground\{fill:(#\w{6})\}", part)
        sign = re.search(r"\.sign\{fill:(#\w{6})\}", part)
        assert ground and sign and (ground[1], sign[1]) == (colours["accent"], colours["on-accent"])
        assert contrast(ground[1], colours["ground"]) >= 3 and contrast(ground[1], sign[1]) >= 4.5
    assert set(re.findall(r"#\w{6}", icon)) == {c[n] for c in (LIGHT, DARK) for n in ("accent", "on-accent")}
