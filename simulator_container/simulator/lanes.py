"""Numbers of LANES races at once, as one value: what NumPy does with short arrays, LLVM does with vector registers.

Left to itself LLVM does not vectorise the order's loops: it cannot know that the rows they read and write are apart.
With the JIT off the same code runs on NumPy arrays, so each function here is written twice: for Python and for LLVM.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # it has no stubs
from numba import types
from numba.np import arrayobj

from simulator.lane_types import (
    FLOATS,
    MASK,
    NUMBERS,
    SIGNATURES,
    WHOLES,
    WIDTH,
    WORDS,
    LanesType,
    called,
    defined,
    lower_builtin,
    register,
    splat,
)

_Array = Any
_U = np.uint32
_make_array: Any = arrayobj.make_array  # untyped


def _pairs(function: Callable[..., Any], kinds: dict[LanesType, str]) -> None:
    for lanes, name in kinds.items():
        defined(function, lanes, (lanes, lanes), lambda b, a, name=name: getattr(b, name)(*a))


def _compared(function: Callable[..., Any], sign: str) -> None:
    for lanes, name in ((FLOATS, "fcmp_ordered"), (WHOLES, "icmp_signed")):
        defined(function, MASK, (lanes, lanes), lambda b, a, name=name: getattr(b, name)(sign, *a))


_pairs(operator.add, {FLOATS: "fadd", WHOLES: "add", WORDS: "add"})
_pairs(operator.sub, {FLOATS: "fsub", WHOLES: "sub"})
_pairs(operator.mul, {FLOATS: "fmul", WHOLES: "mul", WORDS: "mul"})
_pairs(operator.and_, {WHOLES: "and_", WORDS: "and_", MASK: "and_"})
_pairs(operator.or_, {WHOLES: "or_", WORDS: "or_", MASK: "or_"})
_pairs(operator.xor, {WHOLES: "xor", WORDS: "xor"})
_pairs(operator.lshift, {WHOLES: "shl", WORDS: "shl"})
_pairs(operator.rshift, {WHOLES: "ashr", WORDS: "lshr"})
_compared(operator.lt, "<")
_compared(operator.gt, ">")
defined(operator.eq, MASK, (WHOLES, WHOLES), lambda b, a: b.icmp_signed("==", *a))
defined(operator.neg, FLOATS, (FLOATS,), lambda b, a: b.fneg(a[0]))


def chosen(mask: _Array, this: _Array, that: _Array) -> _Array:
    """`this` where the mask holds, `that` elsewhere."""
    return np.where(mask, this, that)


def least(one: _Array, other: _Array) -> _Array:
    """The smaller of both."""
    return np.minimum(one, other)


def most(one: _Array, other: _Array) -> _Array:
    """The greater of both."""
    return np.maximum(one, other)


for _lanes in NUMBERS:
    defined(chosen, _lanes, (MASK, _lanes, _lanes), lambda b, a: b.select(*a))
for _lanes, _compare in ((FLOATS, "fcmp_ordered"), (WHOLES, "icmp_signed")):
    for _function, _sign in ((least, "<"), (most, ">")):
        defined(
            _function, _lanes, (_lanes, _lanes),
            lambda b, a, compare=_compare, sign=_sign: b.select(getattr(b, compare)(sign, *a), *a),
        )  # fmt: skip


def floats(wholes: _Array) -> _Array:
    """As float32, rounded to nearest."""
    return wholes.astype(np.float32)


def wholes(numbers: _Array) -> _Array:
    """As int32: float32 towards zero, a mask as 0 and 1, words by their bits."""
    return numbers.view(np.int32) if numbers.dtype == np.uint32 else numbers.astype(np.int32)


def words(numbers: _Array) -> _Array:
    """The bits of int32 as uint32."""
    return numbers.view(np.uint32)


def bits(numbers: _Array) -> _Array:
    """The bits of float32 as int32."""
    return numbers.view(np.int32)


def from_bits(numbers: _Array) -> _Array:
    """The float32 of these bits."""
    return numbers.view(np.float32)


defined(floats, FLOATS, (WHOLES,), lambda b, a: b.sitofp(a[0], FLOATS.vector))
defined(wholes, WHOLES, (FLOATS,), lambda b, a: b.fptosi(a[0], WHOLES.vector))
defined(wholes, WHOLES, (MASK,), lambda b, a: b.zext(a[0], WHOLES.vector))
defined(wholes, WHOLES, (WORDS,), lambda _, a: a[0])
defined(words, WORDS, (WHOLES,), lambda _, a: a[0])
defined(bits, WHOLES, (FLOATS,), lambda b, a: b.bitcast(a[0], WHOLES.vector))
defined(from_bits, FLOATS, (WHOLES,), lambda b, a: b.bitcast(a[0], FLOATS.vector))


def any_of(mask: _Array) -> bool:
    """Whether the mask holds in any race."""
    return bool(np.any(mask))


def _any(builder: ir.IRBuilder, args: Any) -> ir.Value:
    packed = builder.bitcast(args[0], ir.IntType(WIDTH))
    return builder.icmp_unsigned("!=", packed, ir.Constant(packed.type, 0))


defined(any_of, types.boolean, (MASK,), _any)


def any_below(numbers: _Array) -> bool:
    """Whether the number of any race is below 0."""
    return bool(np.any(numbers < 0))


def _any_below(builder: ir.IRBuilder, args: Any) -> ir.Value:
    index = ir.VectorType(ir.IntType(32), WIDTH // 2)
    nothing = ir.Constant(WHOLES.vector, ir.Undefined)
    low, high = (
        builder.shuffle_vector(args[0], nothing, ir.Constant(index, list(range(first, first + WIDTH // 2))))
        for first in (0, WIDTH // 2)
    )
    below = builder.icmp_signed("<", builder.or_(low, high), ir.Constant(index, [0] * (WIDTH // 2)))
    packed = builder.bitcast(below, ir.IntType(WIDTH // 2))
    return builder.icmp_unsigned("!=", packed, ir.Constant(packed.type, 0))


defined(any_below, types.boolean, (WHOLES,), _any_below)


def lanes_in(mask: _Array) -> int:
    """The races where the mask holds, as bits."""
    return int(np.dot(mask.astype(np.int64), _POWERS))


def joined(numbers: _Array) -> int:
    """All races' bits together."""
    return int(np.bitwise_or.reduce(numbers))


def lowest(lanes: Any) -> np.uint64:
    """The lowest bit set; there must be one."""
    number = int(lanes)
    return np.uint64((number & -number).bit_length() - 1)


_POWERS = 1 << np.arange(WIDTH)


def _lanes_in(builder: ir.IRBuilder, args: Any) -> ir.Value:
    return builder.zext(builder.bitcast(args[0], ir.IntType(WIDTH)), ir.IntType(64))


defined(lanes_in, types.int64, (MASK,), _lanes_in)
defined(
    joined, types.int64, (WHOLES,),
    lambda b, a: b.zext(called(b, f"llvm.vector.reduce.or.v{WIDTH}i32", ir.IntType(32), [a[0]]), ir.IntType(64)),
)  # fmt: skip
defined(
    lowest, types.uint64, (types.int64,),
    lambda b, a: called(b, "llvm.cttz.i64", ir.IntType(64), [a[0], ir.Constant(ir.IntType(1), 1)]),
)  # fmt: skip

_S = types.Array(types.float32, 1, "C")
_I = types.Array(types.int32, 1, "C")


def row(scratch: _Array, first: np.uint64) -> _Array:
    """The row of the scratch that begins at `first`."""
    return scratch[int(first) : int(first) + WIDTH].copy()


def put(scratch: _Array, first: np.uint64, values: _Array) -> None:
    """Writes a row of the scratch."""
    scratch[int(first) : int(first) + WIDTH] = values


def gather(scratch: _Array, to: np.uint64, field: np.uint64, starts: np.uint64) -> None:
    """Each race's number from a row of its own, into the row at `to`; the row at `starts` says how far into the field.

    One by one from memory to memory: taking vectors apart and putting them together again costs more.
    """
    rows = scratch[int(starts) : int(starts) + WIDTH]
    scratch[int(to) : int(to) + WIDTH] = scratch[int(field) + rows + np.arange(WIDTH)]


def column(scratch: _Array, field: np.uint64, first: np.uint64, lane: np.uint64) -> _Array:
    """One race's numbers of LANES cars, from car `first` on."""
    return scratch[int(field) + (int(first) + np.arange(WIDTH)) * WIDTH + int(lane)]


def counted(first: Any) -> _Array:
    """`first` and the whole numbers after it."""
    return np.int32(first) + np.arange(WIDTH, dtype=np.int32)


def _pointer(context: Any, builder: ir.IRBuilder, array_type: Any, array: Any, first: Any, vector: Any) -> ir.Value:
    data = _make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [first]), ir.PointerType(vector))


def _load(context: Any, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    pointer = _pointer(context, builder, sig.args[0], args[0], args[1], sig.return_type.vector)
    return builder.load(pointer, align=4, typ=sig.return_type.vector)


def _store(context: Any, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    pointer = _pointer(context, builder, sig.args[0], args[0], args[1], sig.args[2].vector)
    builder.store(args[2], pointer, align=4)
    return context.get_dummy_value()


def _gather(context: Any, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    data = _make_array(sig.args[0])(context, builder, args[0]).data
    _, to, field, starts = args
    for lane in range(WIDTH):
        number = ir.Constant(ir.IntType(64), lane)
        start = builder.zext(builder.load(builder.gep(data, [builder.add(starts, number)])), ir.IntType(64))
        place = builder.add(start, builder.add(field, number))
        builder.store(builder.load(builder.gep(data, [place])), builder.gep(data, [builder.add(to, number)]))
    return context.get_dummy_value()


def _column(context: Any, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    data = _make_array(sig.args[0])(context, builder, args[0]).data
    whole = ir.IntType(64)
    start = builder.add(builder.add(builder.mul(args[2], ir.Constant(whole, WIDTH)), args[1]), args[3])
    result = ir.Constant(sig.return_type.vector, ir.Undefined)
    for car in range(WIDTH):
        place = builder.add(start, ir.Constant(whole, car * WIDTH))
        number = ir.Constant(ir.IntType(32), car)
        result = builder.insert_element(result, builder.load(builder.gep(data, [place])), number)
    return result


def _counted(builder: ir.IRBuilder, args: Any) -> ir.Value:
    first = builder.trunc(args[0], ir.IntType(32))
    return builder.add(splat(builder, first), ir.Constant(WHOLES.vector, list(range(WIDTH))))


defined(counted, WHOLES, (types.int64,), _counted)
for _array, _lanes in ((_S, FLOATS), (_I, WHOLES)):
    SIGNATURES.setdefault(column, []).append((_lanes, (_array, types.uint64, types.uint64, types.uint64)))
    lower_builtin(column, _array, types.uint64, types.uint64, types.uint64)(_column)
    SIGNATURES.setdefault(row, []).append((_lanes, (_array, types.uint64)))
    lower_builtin(row, _array, types.uint64)(_load)
    SIGNATURES.setdefault(put, []).append((types.none, (_array, types.uint64, _lanes)))
    lower_builtin(put, _array, types.uint64, _lanes)(_store)
SIGNATURES[gather] = [(types.none, (_I, types.uint64, types.uint64, types.uint64))]
lower_builtin(gather, _I, types.uint64, types.uint64, types.uint64)(_gather)

for _function in SIGNATURES:
    register(_function)
