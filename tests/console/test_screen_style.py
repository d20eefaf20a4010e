"""The colours of the full-screen console can be read."""

from __future__ import annotations

import pytest

pytest.importorskip("textual", reason="the full-screen console needs textual: pip install 'tocsin[tui]'")

from textual.color import Color
from textual.theme import Theme

from sim.console.screen_style import DARK, LIGHT


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.1 defines it."""
    channels = [value / 255 for value in Color.parse(colour).rgb]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
@pytest.mark.parametrize("name", ["primary", "accent", "warning", "error", "success", "foreground"])
def test_every_text_stands_out_from_every_ground(theme: Theme, ground: str, name: str) -> None:
    """Each colour of text has a contrast of 4.5 or more on each ground (WCAG 2.1, 1.4.3)."""
    darker, lighter = sorted(luminance(getattr(theme, field)) for field in (name, ground))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
