"""Documents written back as YAML: the resolved form of a file."""

from __future__ import annotations

import json
import math
import re

from sim.spec.document import Document
from sim.spec.marks import marked
from sim.spec.nodes import Node, scalar

_WIDTH = 110
# Plain text is what no reader of YAML 1.1 or 1.2 takes for anything else: words, and a number with its unit.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_/.+-]*( [A-Za-z0-9_/.+-]+)*|\d+(\.\d+)?( [A-Za-z]+| \d+(\.\d+)?)* [A-Za-z]+")
_OLD_BOOLEANS = {"yes", "no", "on", "off"}


def dump_yaml(document: Document) -> str:
    """Return a document as YAML that reads back to the same data and the same marks."""
    return "\n".join(_block(document.root, "")) + "\n"


def flow(node: Node) -> str:
    """Return a node as YAML on one line."""
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{_text(name)}: {flow(child)}" for name, child in node.value.items()) + "}"
    if isinstance(node.value, list):
        return "[" + ", ".join(flow(child) for child in node.value) + "]"
    return _scalar(node.value)


def _block(node: Node, indent: str) -> list[str]:
    if isinstance(node.value, dict):
        return [line for name, child in node.value.items() for line in _entry(f"{indent}{_text(name)}:", child, indent)]
    assert isinstance(node.value, list), node
    return [line for child in node.value for line in _item(child, indent)]


def _entry(head: str, child: Node, indent: str) -> list[str]:
    if _short_enough(child, len(head)):
        return [f"{head} {flow(child)}"]
    return [head, *_block(child, indent + "  ")]


def _item(child: Node, indent: str) -> list[str]:
    if _short_enough(child, len(indent) + 2):
        return [f"{indent}- {flow(child)}"]
    first, *rest = _block(child, indent + "  ")
    return [f"{indent}- {first[len(indent) + 2 :]}", *rest]


def _short_enough(node: Node, before: int) -> bool:
    if not isinstance(node.value, (dict, list)) or not node.value or marked(node) is not None:
        return True
    children = node.value if isinstance(node.value, list) else list(node.value.values())
    leaves = not any(isinstance(child.value, (dict, list)) for child in children)
    return leaves and before + len(flow(node)) < _WIDTH


def _scalar(value: str | int | float | bool | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else (".inf" if value > 0 else "-.inf")
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    if _WORD.fullmatch(text) and isinstance(scalar(text), str) and text.lower() not in _OLD_BOOLEANS:
        return text
    # Every escape of JSON is one of YAML's double-quoted text.
    return json.dumps(text, ensure_ascii=False)
