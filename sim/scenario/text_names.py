"""Names of one's own in the shipped texts: a house and a product instead of the invented ones, in every language.

The texts call house and product by the slots `organisation` and `product`, and some slots spell the product out
('a bottle of ...'). In their place stands a letter of private use until a text is shown, so that a name may be written
as one word behind '#' and '@' and in full everywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sim.errors import SpecError, did_you_mean
from sim.fields import one_of
from sim.scenario.text_files import TextFile, read_texts

NAMED: Final = ("organisation", "product")
_STANDS_FOR: Final = {"organisation": "\ue000", "product": "\ue001"}
_MARKED: Final = re.compile("([#@]\\w*)?([\ue000\ue001])")
_HOUSE: Final = "organisation"


def unknown_names(names: Iterable[str]) -> list[str]:
    """Return what is wrong with the keys of own names, in sentences."""
    return [
        f"no '{name}'; the names are {one_of(NAMED)}{did_you_mean(name, NAMED)}" for name in names if name not in NAMED
    ]


def shipped_names(scenario: str, *, language: str = "en") -> dict[str, str]:
    """Return what the texts of a scenario call house and product, by 'organisation' and 'product', where they do.

    Raises:
        UnknownNameError: If there are no texts in that language.
    """
    _, files = read_texts(scenario, language=language, files=[])
    return {name: old[-1] for name, old in _old_names(files).items() if old}


def with_names(files: list[TextFile], names: Mapping[str, str], *, own: int = 0) -> list[TextFile]:
    """Return files of texts with the letters that stand for own names wherever they say the invented ones.

    Args:
        files: Each laid over those before it.
        names: By 'organisation' and 'product'; what is left out keeps its name.
        own: How many of the last files are a drill's own; the account that they give stays as it is.

    Raises:
        SpecError: If a key is none of these.
    """
    faults = [f"names: {fault}" for fault in unknown_names(names)]
    if faults:
        raise SpecError(faults)
    given = {name: text for name, text in names.items() if text.strip()}
    if not given:
        return files
    known = {name: [old for old in found if _is_proper(old)] for name, found in _old_names(files).items()}
    patterns = {_STANDS_FOR[name]: _whole(known[name]) for name in given if known[name]}
    changed = [_changed(file, patterns) for file in files]
    top = changed[-1]
    slots = {**top.slots, **{name: [_STANDS_FOR[name]] for name in given}}
    return [*changed[:-1], top.model_copy(update={"slots": slots, "account": _account(changed, own, given)})]


def named(text: str, names: Mapping[str, str]) -> str:
    """Return a text with own names in the places of the letters that stand for them."""
    by_letter = {_STANDS_FOR[name]: own for name, own in names.items()}

    def put(found: re.Match[str]) -> str:
        own = by_letter.get(found[2], found[2]).strip()
        return found[1] + re.sub(r"[^\w]+", "", own) if found[1] is not None else own

    return _MARKED.sub(put, text)


def _old_names(files: list[TextFile]) -> dict[str, list[str]]:
    """Return what the shipped and own files call house and product, the last file last."""
    return {name: [old for file in files for old in file.slots.get(name, [])] for name in NAMED}


def _is_proper(old: str) -> bool:
    """Say whether a name is one: 'the company' may mean another house in another sentence."""
    return not old[0].islower()


def _whole(olds: list[str]) -> re.Pattern[str]:
    """Return a pattern of whole words; the ending of a plural or a genitive stays behind the name."""
    longest = sorted({re.escape(old) for old in olds}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?=(?:'?s)?(?!\w))")


def _changed(file: TextFile, patterns: Mapping[str, re.Pattern[str]]) -> TextFile:
    def put(text: str) -> str:
        for letter, pattern in patterns.items():
            text = pattern.sub(letter, text)
        return text

    def blocks(field: str) -> list[object]:
        return [one.model_copy(update={"texts": [put(text) for text in one.texts]}) for one in getattr(file, field)]

    slots = {name: [put(filling) for filling in fillings] for name, fillings in file.slots.items()}
    account = None if file.account is None else put(file.account)
    changed = {"slots": slots, "posts": blocks("posts"), "statements": blocks("statements"), "account": account}
    return file.model_copy(update=changed)


def _account(files: list[TextFile], own: int, given: Mapping[str, str]) -> str | None:
    """Return the account of the last file; a shipped one that names no house gets its name before it."""
    if _HOUSE not in given or any(file.account is not None for file in files[len(files) - own :]):
        return files[-1].account
    account = next(file.account for file in reversed(files) if file.account is not None)
    return account if f"{{{_HOUSE}}}" in account else f"{_STANDS_FOR[_HOUSE]}, {account}"
