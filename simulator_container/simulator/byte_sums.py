"""The sum of the bytes of a word, from which normal numbers are bent: two instructions where the processor has them."""

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # it has no stubs

from simulator.lane_types import HAS_AVX2, WHOLES, WIDTH, WORDS, called, defined, register

_Array = Any
_U = np.uint32


def byte_sums(words: _Array) -> _Array:
    """The sum of the four bytes of each word, as int32."""
    pairs = (words & _U(0x00FF00FF)) + ((words >> _U(8)) & _U(0x00FF00FF))
    return ((pairs & _U(0xFFFF)) + (pairs >> _U(16))).astype(np.int32)


def _byte_sums(builder: ir.IRBuilder, args: Any) -> ir.Value:
    half, nothing = WIDTH // 2, ir.Constant(WORDS.vector, ir.Undefined)
    if not HAS_AVX2:
        low = ir.Constant(WORDS.vector, [0x00FF00FF] * WIDTH)
        eight, sixteen = (ir.Constant(WORDS.vector, [shift] * WIDTH) for shift in (8, 16))
        pairs = builder.add(builder.and_(args[0], low), builder.and_(builder.lshr(args[0], eight), low))
        bottom = builder.and_(pairs, ir.Constant(WORDS.vector, [0xFFFF] * WIDTH))
        return builder.add(bottom, builder.lshr(pairs, sixteen))
    sums = []
    for first in (0, half):  # two instructions that only such processors have
        lanes = ir.Constant(ir.VectorType(ir.IntType(32), half), list(range(first, first + half)))
        octets = builder.bitcast(builder.shuffle_vector(args[0], nothing, lanes), ir.VectorType(ir.IntType(8), 32))
        twos = ir.VectorType(ir.IntType(16), 16)
        pairs = called(builder, "llvm.x86.avx2.pmadd.ub.sw", twos, [octets, ir.Constant(octets.type, [1] * 32)])
        fours = ir.VectorType(ir.IntType(32), half)
        sums.append(called(builder, "llvm.x86.avx2.pmadd.wd", fours, [pairs, ir.Constant(twos, [1] * 16)]))
    return builder.shuffle_vector(*sums, ir.Constant(WHOLES.vector, list(range(WIDTH))))


defined(byte_sums, WHOLES, (WORDS,), _byte_sums)
register(byte_sums)
