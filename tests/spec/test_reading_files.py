"""What the reader takes from YAML text, and how it refuses hostile files: quickly, with a sentence and a place."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
import yaml
from formats import Format
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.spec import data, nodes, read, read_text, validate

FILES = Path(__file__).parent.parent / "scenarios"
PARSERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("path", sorted(FILES.glob("invalid/spec-*.yaml")), ids=lambda path: path.stem)
def test_every_fault_of_a_file_is_told_at_once(
    path: Path, parser: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole message is the text beside the file, the same from both of PyYAML's parsers."""
    monkeypatch.setattr(nodes, "_LOADER", parser)

    with pytest.raises(SpecError) as refused:
        validate(read(path, name=path.name), Format)

    assert str(refused.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_scalars_follow_the_core_schema_of_yaml_1_2() -> None:
    """Clock times, dates and the booleans of YAML 1.1 stay text; 1e3 is a number."""
    text = (
        "a: 16:30\nb: no\nc: 2018-04-17\nd: 1e3\ne: 0x1F\nf: 0o17\ng: ~\nh:\ni: +7\nj: .5\nk: 'true'\n"
        "l: on\nm: 1_000\nn: True\no: 0b1\np: y\nq: 12e\nr: 007\n"
    )

    found = data(read_text(text))

    assert list(found.values()) == [
        *("16:30", "no", "2018-04-17", 1000.0, 31, 15, None, None, 7, 0.5, "true"),
        *("on", "1_000", True, "0b1", "y", "12e", 7),
    ]
    assert type(found["d"]) is float
    assert type(found["n"]) is bool


def test_places_count_characters_from_one() -> None:
    """Lines and columns are those of an editor, after a byte order mark, accents and Windows line ends too."""
    document = read_text("é: ü\r\nwörld: [1, zwölf]\r\n")
    names = document.root.value

    assert isinstance(names, dict)
    entries = names["wörld"].value
    assert isinstance(entries, list)
    assert str(entries[1].place) == "<text>:2:12"
    assert str(names["wörld"].key) == "<text>:2:1"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """A file saved with a byte order mark reads as without."""
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbftocsin: 1\n")

    assert data(read(path)) == {"tocsin": 1}


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "{a: ", "[{", "a: [", "- ? "], ids=repr)
def test_deep_nesting_is_refused_at_once(
    opening: str, parser: type[yaml.SafeLoader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand nested brackets end in a sentence, not in a crash of the C stack.

    Fails (the process dies) when the reader calls `yaml.compose` with the C loader.
    """
    monkeypatch.setattr(nodes, "_LOADER", parser)
    begun = time.perf_counter()

    with pytest.raises(SpecError):
        read_text(opening * (100_000 // len(opening)))

    assert time.perf_counter() - begun < 3


def test_the_deepest_nesting_is_counted_exactly() -> None:
    """Forty levels are read, forty-one are refused where the last begins."""
    assert read_text("a: " + "[" * 39 + "]" * 39).root

    with pytest.raises(SpecError) as refused:
        read_text("a: " + "[" * 40 + "]" * 40)

    assert str(refused.value) == "<text>:1:43: this is nested more than 40 deep, the most allowed"


def test_too_many_values_are_refused() -> None:
    """A file of more than 50,000 values is refused at the first too many."""
    with pytest.raises(SpecError) as refused:
        read_text("a: [" + "1," * 60_000 + "]")

    assert str(refused.value) == "<text>:1:99999: the file has more than 50,000 values, the most allowed"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """A file of 50 MB is refused by its size in well under a second."""
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    begun = time.perf_counter()

    with pytest.raises(SpecError) as refused:
        read(path, name="huge.yaml")

    assert time.perf_counter() - begun < 0.5
    assert str(refused.value) == "huge.yaml: is larger than 1,000,000 bytes, the most that a file may have"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, a missing file, a pipe and a device are refused with a sentence and without waiting."""
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (tmp_path, "is a folder; name a file"),
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path / "pipe", "is not a regular file"),
        (Path("/dev/zero"), "is not a regular file"),
        (tmp_path / "pipe" / "x", "cannot be read (not a directory)"),
        (Path("a\0b"), "cannot be read (embedded null byte)"),
    ):
        with pytest.raises(SpecError) as refused:
            read(path, name="x.yaml")

        assert str(refused.value) == f"x.yaml: {message}"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing permissions are told in a sentence."""
    path = tmp_path / "secret.yaml"
    path.write_text("tocsin: 1\n", encoding="utf-8")

    def refuse(*args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SpecError) as refused:
        read(path, name="secret.yaml")

    assert str(refused.value) == "secret.yaml: may not be read; check its permissions"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: \xff\n", "x.yaml:2:4: this byte is not UTF-8; save the file as UTF-8"),
        ("a: 1\n".encode("utf-16"), "x.yaml:1:1: this byte is not UTF-8; save the file as UTF-8"),
        (b"a: 1\nb: x\0y\n", "x.yaml:2:5: the character U+0000 is not allowed; remove it"),
        (b"a: \x1b[31m\n", "x.yaml:1:4: the character U+001B is not allowed; remove it"),
        ("a: x\u2028b: 1\n".encode(), "x.yaml:1:5: the character U+2028 is not allowed; remove it"),
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    """Other encodings and control characters are refused with the place of the first."""
    path = tmp_path / "x.yaml"
    path.write_bytes(content)

    with pytest.raises(SpecError) as refused:
        read(path, name="x.yaml")

    assert str(refused.value) == message


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(" \n\t-?:,[]{}#&*!|>'\"%@`ab1.~<\\"), max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    """No text raises anything but a `SpecError` whose lines all carry a place."""
    faults: tuple[str, ...] = ()

    try:
        read_text(text, "f")
    except SpecError as refused:
        faults = refused.faults

    assert all(re.match(r"f:\d+:\d+: \S", line) for line in faults), faults


def test_thousands_of_faults_end_in_a_summary() -> None:
    """A file of another kind is told in a second or two and at most 201 lines."""
    text = "tocsin: 1\nstart: x\n" + "".join(f"field{number}: 1\n" for number in range(5_000))

    with pytest.raises(SpecError) as refused:
        validate(read_text(text), Format)

    assert len(refused.value.faults) == 201
    assert refused.value.faults[-1] == "... and more faults; mend these first"
