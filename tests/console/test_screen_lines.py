"""Lines for panes of any width: put together, folded by cells, and drawn; no terminal is needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.console.screen_lines import bar, cells, folded, spark, unwrapped
from sim.console.view import wrapped

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=60)


@given(WORDS)
def test_what_was_wrapped_is_put_together_again(words: list[str]) -> None:
    """A text of the line console, wrapped at its width, becomes one line of the same words."""
    lines = wrapped(" ".join(words), first="   10:38 forum     ", rest=" " * 19)

    assert unwrapped(lines) == ["   10:38 forum     " + " ".join(words)]


def test_what_was_not_wrapped_stays_apart() -> None:
    """Headings of any length, options, times and short lines keep lines of their own."""
    lines = [
        " ? 10:36 DECISION 1 (D1) for the lead: " + "x" * 49,
        "   Is it severe?",
        "      a) " + "y" * 75,
        "      b) no",
        "   10:38 x " + "z" * 77,
        "   10:39 x more",
    ]

    assert unwrapped(lines) == lines


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"]), max_size=300), st.integers(12, 100))
def test_no_folded_line_is_wider_than_its_pane(text: str, width: int) -> None:
    """Whatever the script, each line has at most the cells of its pane, and no letter is lost."""
    lines = folded(text, width)

    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).replace("\u200e", "").split()) == "".join(text.replace("\u200e", "").split())


def test_folding_keeps_the_margin_and_the_columns() -> None:
    """What follows is set in below the first line, and blanks within a line stay."""
    assert folded("   n    release the next inject now", 24) == ("   n    release the next", "     inject now")


def test_a_word_without_room_is_cut_in_pieces() -> None:
    """A word that is longer than a line goes on in the next one."""
    assert folded("a" * 25, 12) == ("a" * 10, "  " + "a" * 10, "  " + "a" * 5)


def test_right_to_left_lines_stand_between_marks() -> None:
    """A line with Arabic or Hebrew stands between marks that take no cell; others have none."""
    assert folded("10:38 x سلام", 40) == ("\u200e10:38 x سلام\u200e",)
    assert folded("10:38 x naïve", 40) == ("10:38 x naïve",)
    assert cells("\u200eسلام\u200e") == 4


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("شَ", 1)])
def test_cells_are_those_of_a_terminal(text: str, wide: int) -> None:
    """Wide characters take two cells, combining marks none."""
    assert cells(text) == wide


def test_the_curve_begins_at_nought_and_ends_with_now() -> None:
    """The curve shows the last values only, from nought to the largest of them."""
    assert spark([99, 0, 7, 14], 3) == "▁▅█"
    assert spark([0, 0], 5) == "▁▁"
    assert spark([], 5) == ""
    assert spark([3], 0) == ""


def test_the_bar_is_filled_to_its_share() -> None:
    """The bar keeps its width for every share, also for one out of range."""
    assert bar(0.5, 4) == "██··"
    assert bar(0.0, 4) == "····"
    assert bar(1.7, 4) == "████"
