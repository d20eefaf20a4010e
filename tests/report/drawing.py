"""Pages without pictures: what is drawn has its own tests."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from sim import figures


def without_drawing(patch: pytest.MonkeyPatch) -> None:
    """Put empty figures in place of the real ones."""
    for name in figures.__all__:
        if name != "save":
            patch.setattr(figures, name, lambda *_args, **_words: Figure(figsize=(1, 1)))
