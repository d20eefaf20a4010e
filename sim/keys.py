"""Randomness by address: every variate is a pure function of (seed, replication, key, purpose, step, round).

Nothing is drawn in an order, so nothing that an organisation does, and no added inject, moves another variate
(docs/model.md, section 8). The hash is the finaliser of SplitMix64 (Steele, Lea and Flood 2014,
doi:10.1145/2714064.2660195), applied once for each word of the address. All functions take scalars or arrays and
broadcast; keys are uint64.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np

from sim.units import FloatArray, KeyArray

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_M1: Final = np.uint64(0xBF58476D1CE4E5B9)
_M2: Final = np.uint64(0x94D049BB133111EB)
_MASK: Final = 0xFFFFFFFFFFFFFFFF
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


def _finalise(word: KeyArray) -> KeyArray:
    z = word + _GOLDEN
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


def _words(value: Any) -> KeyArray:
    if isinstance(value, int):
        return np.array(value & 0xFFFFFFFFFFFFFFFF, dtype=np.uint64)
    return np.asarray(value).astype(np.uint64)


def mix64(key: Any, *words: Any) -> KeyArray:
    """Return the key that `words` lead to from `key`; order matters, shapes broadcast.

    Args:
        key: uint64, a scalar or an array.
        words: Integers or integer arrays, the rest of the address.
    """
    with np.errstate(over="ignore"):
        mixed = _finalise(_words(key))
    return mix_on(mixed, *words)


def mix_on(mixed: KeyArray, *words: Any) -> KeyArray:
    """Return the key that further `words` lead to: `mix_on(mix64(key, a), b)` is `mix64(key, a, b)`."""
    with np.errstate(over="ignore"):
        for word in words:
            mixed = _finalise(mixed ^ _finalise(_words(word)))
    return mixed


def name_key(name: str) -> int:
    """Return the stable 64-bit hash by which a channel, shock, fact or role enters an address."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def stream(seed: int, replication: int) -> int:
    """Return the root of all addresses of one replication.

    Args:
        seed: Any integer ≥ 0.
        replication: Number of the replication, ≥ 0.
    """
    return int(mix64(seed, name_key("replication"), replication))


def _finalise_int(word: int) -> int:
    z = (word + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def single_uniform(root: int, key: int, purpose: int, step: int = 0, round_: int = 0) -> float:
    """Return what `uniform` returns for one address of plain integers, without the cost of numpy's scalars."""
    mixed = _finalise_int(root & _MASK)
    for word in (key, purpose, step, round_):
        mixed = _finalise_int(mixed ^ _finalise_int(word & _MASK))
    return ((mixed >> 11) + 0.5) * 2.0**-53


def uniform(root: int, key: Any, purpose: int, step: Any = 0, round_: Any = 0) -> FloatArray:
    """Return the uniform variate in (0, 1) that lives at an address.

    Args:
        root: From `stream`.
        key: uint64 key of a mention, case, fact or person; scalar or array.
        purpose: `name_key` of what the variate is for.
        step: Which of several such variates (an approval step, an attempt), ≥ 0.
        round_: Which time round (a redraft), ≥ 0.
    """
    return to_uniform(mix64(root, key, purpose, step, round_))


def to_uniform(mixed: KeyArray) -> FloatArray:
    """Return the uniform variates in (0, 1) that the leading 53 bits of keys say."""
    return ((mixed >> _S11).astype(np.float64) + 0.5) * 2.0**-53
