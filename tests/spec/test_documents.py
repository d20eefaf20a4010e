"""Marks, draws, layering over defaults, and the way back to YAML."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml
from formats import Format
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.spec import (
    Document,
    Mark,
    Node,
    data,
    draw,
    dump_yaml,
    json_schema,
    merge,
    read,
    read_text,
    validate,
    with_values,
)
from sim.units import parse_duration

VALID = Path(__file__).parent.parent / "scenarios" / "valid" / "spec-everything.yaml"
MARKED = "channels:\n  x:\n    share: {value: .7, mark: A, range: [.5, .9]}\n"


def written(node: Node) -> object:
    """Return what a file says, marks and all."""
    if isinstance(node.value, dict):
        return {name: written(child) for name, child in node.value.items()}
    if isinstance(node.value, list):
        return [written(child) for child in node.value]
    return node.value


def test_marks_are_found_by_field_path() -> None:
    """A marked value is plain in the data and told with its path, source, range and place."""
    document = read_text("a.b:\n- c: {value: 20 min, mark: S, source: a paper, range: [5 min, 1 h]}\n", "f.yaml")

    assert data(document) == {"a.b": [{"c": "20 min"}]}
    assert document.marks == {
        "['a.b'][0].c": Mark("['a.b'][0].c", "20 min", "S", "a paper", ("5 min", "1 h"), "f.yaml:2:6")
    }


def test_every_form_of_value_is_read() -> None:
    """The file with every form gives the model that its author meant."""
    found = validate(read(VALID), Format)

    assert found.start == "2018-04-17 11:20"
    assert found.items[0].model_dump()["staff"] == 2
    assert found.reviews == {0: 3.0, 2: 90.0}
    assert found.names[:5] == ["no", "on", "16:30", "1", "2018-04-17"]


def marked(text: str) -> Mark:
    """Return the mark of one value."""
    return read_text(f"a: {text}\n").marks["a"]


@pytest.mark.parametrize(
    ("text", "low", "middle", "high"),
    [
        ("{value: .7, mark: A, range: [.5, .9]}", 0.5, 0.7, 0.9),
        ("{value: 2, mark: A, range: [1, 4]}", 1, 2, 4),
        ("{value: 2.0, mark: A, range: [1, 4]}", 1.0, 2.5, 4.0),
        ("{value: 13 min, mark: A, range: [10 min, 16.5 min]}", "10 min", "13.25 min", "16.5 min"),
        ("{value: 1 h, mark: A, range: [30 min, 2 h]}", "30 min", "75 min", "120 min"),
    ],
)
def test_draws_are_linear_between_the_ends(text: str, low: object, middle: object, high: object) -> None:
    """The ends come at 0 and 1 exactly, whole numbers stay whole, durations stay durations."""
    drawn = [draw(marked(text), u) for u in (0.0, 0.5, 1.0)]

    assert drawn == [low, pytest.approx(middle) if isinstance(middle, float) else middle, high]
    assert [type(value) for value in drawn] == [type(low)] * 3


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_drawn_duration_reads_back_within_its_range(u: float, one: int, other: int) -> None:
    """Any draw is a text that files may hold, never in powers of ten, and lies between the ends."""
    low, high = sorted((one, other))

    text = draw(Mark("a", f"{low} s", "A", None, (f"{low} s", f"{high} s"), "f:1:1"), u)

    assert parse_duration(f"{low} s") <= parse_duration(text) <= parse_duration(f"{high} s")


def test_a_wrong_draw_is_a_wrong_call() -> None:
    """A mark without a range and a share outside [0, 1] are refused."""
    with pytest.raises(ValueError, match="no range"):
        draw(marked("{value: 1, mark: D, source: by design}"), 0.5)
    with pytest.raises(ValueError, match="share"):
        draw(marked("{value: 1, mark: A, range: [0, 2]}"), 1.5)


def test_values_are_replaced_by_path() -> None:
    """A draw takes the place of the value alone; the mark stays, and the document read stays as it was."""
    document = read_text(MARKED)

    drawn = with_values(document, {"channels.x.share": np.float64(0.6)})

    assert data(drawn) == {"channels": {"x": {"share": 0.6}}}
    assert drawn.marks["channels.x.share"].range == (0.5, 0.9)
    assert data(document) == {"channels": {"x": {"share": 0.7}}}
    assert "value: 0.6," in dump_yaml(drawn)
    with pytest.raises(ValueError, match=r"did you mean 'channels\.x\.share'"):
        with_values(document, {"channels.x.shares": 0.6})
    with pytest.raises(ValueError, match="no number and no text"):
        with_values(document, {"channels.x.share": [1]})


DEFAULTS = """
tocsin: 1
channels:
  x: {kind: split, share: {value: .7, mark: A, range: [.5, .9]}, wait: 5 min}
  news: {kind: split, share: .3}
  blog: {kind: split, share: .4}
weights: {a: 1, b: {value: 2, mark: A, range: [1, 3]}}
reviews: {L1: 3 min, L2: 5 min}
mode: crisis
"""


def merged(text: str, **depths: int) -> Document:
    """Return a text laid over the defaults of these tests."""
    return merge(read_text(text, "mine"), read_text(DEFAULTS, "defaults"), depths)


def test_a_file_is_laid_over_the_defaults_block_by_block() -> None:
    """At depth 0 the file's block replaces the whole, at depth 1 its keys do; the rest is the default."""
    found = merged("tocsin: 1\nweights: {a: 5}\nreviews: {L1: 9 min}\n", weights=1)

    assert data(found) == {
        "mode": "crisis",
        "weights": {"a": 5, "b": 2},
        "reviews": {"L1": "9 min"},
        "tocsin": 1,
    }
    assert list(found.marks) == ["weights.b"]
    assert found.marks["weights.b"].place == "defaults:7:20"


def test_a_plain_value_hides_the_mark_of_the_default() -> None:
    """A value of the file without a mark is the user's own; the default's range is not told of it."""
    found = merged("weights: {b: 2}\n", weights=1)

    assert found.marks == {}
    assert data(found)["weights"] == {"a": 1, "b": 2}


def test_a_marked_value_replaces_a_marked_default_whole() -> None:
    """The fields of two marks never mix, however deep the merge."""
    found = merged("weights: {b: {value: 9, mark: M, source: our logs}}\n", weights=5)

    assert found.marks["weights.b"].range is None
    assert found.marks["weights.b"].place == "mine:1:14"


def test_only_the_channels_that_a_file_lists_are_taken() -> None:
    """Each listed channel lies over the default of its name, or of the name that `like` gives."""
    found = merged(
        "channels:\n  x: {wait: 9 min}\n  news:\n  mastodon: {like: x, wait: 1 min}\n  own: {kind: split, share: 1}\n",
        channels=2,
    )

    assert data(found)["channels"] == {
        "x": {"kind": "split", "share": 0.7, "wait": "9 min"},
        "news": {"kind": "split", "share": 0.3},
        "mastodon": {"kind": "split", "share": 0.7, "wait": "1 min"},
        "own": {"kind": "split", "share": 1},
    }
    assert sorted(found.marks) == ["channels.mastodon.share", "channels.x.share", "weights.b"]


def test_a_file_without_channels_takes_none() -> None:
    """What is selected by name never comes by silence, and neither does the version of the format."""
    assert data(merged("mode: normal\n")).keys() == {"mode", "weights", "reviews"}


def test_an_unknown_like_is_told_with_its_place() -> None:
    """A `like` that names no default is refused with those that there are."""
    with pytest.raises(SpecError) as refused:
        merged("channels:\n  y: {like: newz}\n")

    assert str(refused.value) == (
        "mine:2:13: channels.y.like: 'newz' is no default; allowed are x, news, blog; did you mean 'news'?"
    )


def test_a_fault_in_a_merged_document_names_its_own_file() -> None:
    """Faults in the defaults and in the file are each told at home."""
    document = merge(
        read_text("tocsin: 1\nstart: now\nweights: {a: 0}\n", "mine"),
        read_text("weights: {b: 0}\n", "defaults"),
        {"weights": 1},
    )

    with pytest.raises(SpecError) as refused:
        validate(document, Format)

    assert refused.value.faults == (
        "defaults:1:14: weights.b: '0' must be above 0",
        "mine:3:14: weights.a: '0' must be above 0",
    )


def test_a_tag_that_spells_like_a_field_does_not_mislead() -> None:
    """The member `wait` of a union and the field `wait` of its sister are told apart in paths.

    Fails when every step of pydantic's way that a mapping holds is taken for a field.
    """
    text = "tocsin: 1\nstart: x\nitems:\n- {kind: wait, delay: 3 min, staff: -1, wait: {staff: 4}}\n"

    with pytest.raises(SpecError) as refused:
        validate(read_text(text), Format)

    assert refused.value.faults == (
        "<text>:4:37: items[0].staff: '-1' must be at least 0",
        "<text>:4:41: items[0]: unknown field 'wait'; allowed are kind, delay, staff",
    )


def unplaced(document: Document) -> list[tuple[object, ...]]:
    """Return the marks of a document without their places."""
    return [(m.path, m.value, m.mark, m.source, m.range) for m in document.marks.values()]


def test_the_resolved_form_reads_back_to_the_same() -> None:
    """The file with every form, written back, gives the same data and the same marks."""
    document = read(VALID)

    again = read_text(dump_yaml(document))

    assert data(again) == data(document)
    assert unplaced(again) == unplaced(document)
    assert dump_yaml(again) == dump_yaml(document)


def test_the_resolved_form_is_safe_for_readers_of_yaml_1_1() -> None:
    """Text such as `no` and `16:30` is quoted, so that other people's tools read text as well.

    Fails when `no` or `16:30` is written plain.
    """
    document = read(VALID)

    assert yaml.safe_load(dump_yaml(document)) == written(document.root)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\u2028\u2029\ufeff"), max_size=12
)
WORDS = st.sampled_from(
    ["no", "16:30", "1", "1e3", "~", "true", "2018-04-17", "- a", "a: b", "a #b", "0x1", ".5 min", "a\nb"]
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(allow_nan=False), TEXT, WORDS, st.just("20 min")
)
KEYS = st.one_of(TEXT.filter(bool), WORDS.filter(lambda word: "\n" not in word))
TREES = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=4), max_leaves=12
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4))
def test_any_data_reads_back_from_its_yaml(tree: dict[str, object]) -> None:
    """Text that a reader could take for a number, a date or a sign is quoted; types survive.

    Fails when `1e3` or `true` is written plain, or a list in a list loses its indent.
    """
    place = read_text("a: 1").root.place

    def node(value: object) -> Node:
        if isinstance(value, dict):
            return Node({name: node(child) for name, child in value.items()}, place)
        if isinstance(value, list):
            return Node([node(child) for child in value], place)
        assert value is None or isinstance(value, (str, int, float))
        return Node(value, place)

    again = read_text(dump_yaml(Document(node(tree), "f")))

    assert repr(written(again.root)) == repr(tree)


def test_the_schema_takes_marks_where_numbers_and_durations_may_stand() -> None:
    """The schema is valid, takes the file with every form, and refuses wrong fields and marks without their basis."""
    schema = json_schema(Format, title="A format", id="https://example.org/format.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    head = {"tocsin": 1, "start": "x"}
    file = written(read(VALID).root)
    assert isinstance(file, dict)

    assert validator.is_valid(file)
    assert validator.is_valid({**head, "weights": {"a": {"value": 1, "mark": "A", "range": [0.5, 2]}}})
    for wrong in (
        {"weights": {"a": {"value": 1, "mark": "A"}}},
        {"weights": {"a": {"value": 1, "mark": "S"}}},
        {"weights": {"a": {"value": 1, "mark": "A", "range": [1]}}},
        {"pause": 3},
        {"pause": {"value": 3, "mark": "D", "source": "x"}},
        {"mode": {"value": "crisis", "mark": "D", "source": "x"}},
        {"chanels": {}},
    ):
        assert not validator.is_valid({**head, **wrong}), wrong
