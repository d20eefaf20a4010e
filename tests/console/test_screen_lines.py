"""Lines for panes of any width: folded by cells, cut at words, and drawn; no terminal is needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.console.folding import WIDTH, cells, lines_of
from sim.console.screen_lines import bar, cut, folded, spark


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


def test_what_has_no_room_is_cut_at_a_word() -> None:
    """A text that is cut ends with a whole word and dots."""
    assert cut(" Next 10:58 board: The executive's office asks", 24) == " Next 10:58 board: The…"
    assert cut(" Next 10:58 board", 24) == " Next 10:58 board"


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=60))
def test_the_line_console_breaks_at_words(words: list[str]) -> None:
    """Whatever is told has at most 88 cells a line, and every word of it is whole."""
    lines = lines_of("   10:38 forum     " + " ".join(words))

    assert all(cells(line) <= WIDTH for line in lines)
    assert " ".join(lines).split() == ["10:38", "forum", *words]


def test_what_follows_is_set_in_below_its_text() -> None:
    """Posts, options, headings and paths each go on where they are easy to read; a path is never cut."""
    long = "word " * 20

    assert lines_of(f"   10:38 x         {long}")[1].startswith(" " * 19 + "w")
    assert lines_of(f"      a) {long}")[1].startswith(" " * 9 + "w")
    assert lines_of(f" ? 10:36 DECISION 1: {long}")[1].startswith("   w")
    assert lines_of("   tocsin drill resume " + "x" * 90) == ["   tocsin drill resume", "   " + "x" * 90]
