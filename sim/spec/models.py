"""Which fields a model allows at a place of a file, found by walking its annotations."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag


def fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Return the names that a mapping may have at `loc`, or nothing where no model stands there.

    Args:
        model: The model of the whole file.
        loc: The way there as pydantic tells it: fields, keys, list positions, and the tags of unions.
    """
    found = next(_models(model, loc), None)
    return [] if found is None else [info.alias or name for name, info in found.model_fields.items()]


def _models(annotation: Any, loc: tuple[int | str, ...]) -> Iterator[type[BaseModel]]:
    origin = get_origin(annotation)
    if isinstance(annotation, typing.TypeAliasType if hasattr(typing, "TypeAliasType") else ()):
        yield from _models(annotation.__value__, loc)
    elif origin is Annotated:
        yield from _models(get_args(annotation)[0], loc)
    elif origin in (Union, types.UnionType):
        members = get_args(annotation)
        for member in members:
            if loc and _tagged(member, loc[0]):
                yield from _models(member, loc[1:])
        for member in members:
            yield from _models(member, loc)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            yield annotation
        for name, info in annotation.model_fields.items():
            if loc and loc[0] == (info.alias or name):
                yield from _models(info.annotation, loc[1:])
    elif isinstance(origin, type) and loc:
        inner = [argument for argument in get_args(annotation) if argument is not Ellipsis]
        yield from _models(inner[-1] if issubclass(origin, Mapping) else Union[tuple(inner)], loc[1:])  # noqa: UP007


def _tagged(member: Any, tag: int | str) -> bool:
    if get_origin(member) is Annotated:
        inner, *extra = get_args(member)
        return any(isinstance(each, Tag) and each.tag == tag for each in extra) or _tagged(inner, tag)
    if not (isinstance(member, type) and issubclass(member, BaseModel)):
        return False
    literals = (info.annotation for info in member.model_fields.values() if get_origin(info.annotation) is Literal)
    return tag == member.__name__ or any(tag in get_args(literal) for literal in literals)
