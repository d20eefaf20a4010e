"""Checked files: YAML to nodes with places, marks, the layering over defaults, and validated models.

`read` -> `merge` -> `validate`; every fault of a file is told at once, each with its place. `with_values` puts
draws in the place of marked values, `dump_yaml` writes a document back, `json_schema` tells editors the format.
"""

from sim.spec.document import Document, data, merge, read, read_text, with_values
from sim.spec.marks import Mark, MarkLetter, draw, marked, plain
from sim.spec.nodes import Fault, Node, Place, refuse
from sim.spec.schema import json_schema
from sim.spec.text import dump_yaml
from sim.spec.validation import validate

__all__ = [
    "Document",
    "Fault",
    "Mark",
    "MarkLetter",
    "Node",
    "Place",
    "data",
    "draw",
    "dump_yaml",
    "json_schema",
    "marked",
    "merge",
    "plain",
    "read",
    "read_text",
    "refuse",
    "validate",
    "with_values",
]
