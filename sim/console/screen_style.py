"""Colours of the full-screen console, for dark and for light rooms; hues that the colour-blind can tell apart.

The hues are those of Okabe and Ito (2008), darker on the light ground. No meaning hangs on them alone.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="tocsin-dark",
    primary="#56B4E9",
    accent="#E69F00",
    warning="#F0E442",
    error="#FF8C5A",
    success="#2EC9A0",
    foreground="#F2F2F2",
    background="#101418",
    surface="#1A2026",
    panel="#26303A",
    dark=True,
)
LIGHT: Final = Theme(
    name="tocsin-light",
    primary="#005A8C",
    accent="#8A4B00",
    warning="#6B5300",
    error="#A83A00",
    success="#00664A",
    foreground="#101418",
    background="#FFFFFF",
    surface="#F1F4F7",
    panel="#E1E7ED",
    dark=False,
)
