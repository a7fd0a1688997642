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
from numba.core import extending, typeconv
from numba.core.typing import templates
from numba.np import arrayobj

from simulator.layout import LANES

_WIDTH = int(LANES)
_Array = Any

# Numba's own functions for extensions are untyped.
_lower_builtin: Any = extending.lower_builtin
_lower_cast: Any = extending.lower_cast
_infer_global: Any = templates.infer_global
_signature: Any = templates.signature
_make_array: Any = arrayobj.make_array
_typeconv: Any = typeconv


class _Lanes(types.Type):
    """One number per race."""

    def __init__(self, name: str, element: ir.Type, scalar: types.Type | None) -> None:
        super().__init__(name=f"Lanes({name})")
        self.vector = ir.VectorType(element, _WIDTH)
        self.scalar = scalar

    def can_convert_from(self, _context: object, other: types.Type) -> Any:
        """A number of the same kind is the same in every race."""
        return _typeconv.Conversion.promote if self.scalar is not None and other == self.scalar else None


_FLOATS = _Lanes("float32", ir.FloatType(), types.float32)
_WHOLES = _Lanes("int32", ir.IntType(32), types.int32)
_WORDS = _Lanes("uint32", ir.IntType(32), types.uint32)
_MASK = _Lanes("bool", ir.IntType(1), None)
_NUMBERS = (_FLOATS, _WHOLES, _WORDS)


@extending.register_model(_Lanes)
class _Model(extending.models.PrimitiveModel):
    """An LLVM vector."""

    def __init__(self, dmm: object, fe_type: _Lanes) -> None:
        super().__init__(dmm, fe_type, fe_type.vector)  # type: ignore[no-untyped-call]  # Numba is untyped


def _splat(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
    vector = ir.VectorType(value.type, _WIDTH)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), _WIDTH), [0] * _WIDTH)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), zeros)


for _lanes in _NUMBERS:
    _lower_cast(_lanes.scalar, _lanes)(lambda _context, builder, _from, _to, value: _splat(builder, value))


def _defined(function: Callable[..., Any], result: types.Type, operands: tuple[types.Type, ...], emit: Any) -> None:
    """`function` on these operands (plain numbers among them are spread over the lanes) emits LLVM by `emit`."""
    _SIGNATURES.setdefault(function, []).append((result, operands))
    _lower_builtin(function, *operands)(lambda _context, builder, _signature, args: emit(builder, args))


_SIGNATURES: dict[Callable[..., Any], list[tuple[Any, tuple[types.Type, ...]]]] = {}


def _matches(given: types.Type, wanted: types.Type) -> bool:
    if isinstance(wanted, _Lanes):
        return bool(given == wanted or (wanted.scalar is not None and given == wanted.scalar))
    return bool(given == wanted)


def _register(function: Callable[..., Any]) -> None:
    class Template(templates.AbstractTemplate):
        """Picks the signature whose lanes match."""

        key = function

        def generic(self, args: tuple[types.Type, ...], _kws: object) -> Any:
            """An operator is ours only among lanes; plain numbers of the same kind join them."""
            if function.__module__ == "_operator" and not any(isinstance(arg, _Lanes) for arg in args):
                return None
            for result, operands in _SIGNATURES[function]:
                if len(operands) == len(args) and all(map(_matches, args, operands)):
                    return _signature(result, *operands)
            return None

    _infer_global(function)(Template)


def _pairs(function: Callable[..., Any], kinds: dict[_Lanes, str]) -> None:
    for lanes, name in kinds.items():
        _defined(function, lanes, (lanes, lanes), lambda b, a, name=name: getattr(b, name)(*a))


def _compared(function: Callable[..., Any], sign: str) -> None:
    for lanes, name in ((_FLOATS, "fcmp_ordered"), (_WHOLES, "icmp_signed")):
        _defined(function, _MASK, (lanes, lanes), lambda b, a, name=name: getattr(b, name)(sign, *a))


_pairs(operator.add, {_FLOATS: "fadd", _WHOLES: "add", _WORDS: "add"})
_pairs(operator.sub, {_FLOATS: "fsub", _WHOLES: "sub"})
_pairs(operator.mul, {_FLOATS: "fmul", _WHOLES: "mul", _WORDS: "mul"})
_pairs(operator.and_, {_WHOLES: "and_", _WORDS: "and_", _MASK: "and_"})
_pairs(operator.or_, {_WHOLES: "or_", _WORDS: "or_", _MASK: "or_"})
_pairs(operator.xor, {_WHOLES: "xor", _WORDS: "xor"})
_pairs(operator.lshift, {_WHOLES: "shl", _WORDS: "shl"})
_pairs(operator.rshift, {_WHOLES: "ashr", _WORDS: "lshr"})
_compared(operator.lt, "<")
_compared(operator.gt, ">")
_defined(operator.eq, _MASK, (_WHOLES, _WHOLES), lambda b, a: b.icmp_signed("==", *a))
_defined(operator.neg, _FLOATS, (_FLOATS,), lambda b, a: b.fneg(a[0]))


def chosen(mask: _Array, this: _Array, that: _Array) -> _Array:
    """`this` where the mask holds, `that` elsewhere."""
    return np.where(mask, this, that)


def least(one: _Array, other: _Array) -> _Array:
    """The smaller of both."""
    return np.minimum(one, other)


def most(one: _Array, other: _Array) -> _Array:
    """The greater of both."""
    return np.maximum(one, other)


for _lanes in _NUMBERS:
    _defined(chosen, _lanes, (_MASK, _lanes, _lanes), lambda b, a: b.select(*a))
for _lanes, _compare in ((_FLOATS, "fcmp_ordered"), (_WHOLES, "icmp_signed")):
    for _function, _sign in ((least, "<"), (most, ">")):
        _defined(
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


_defined(floats, _FLOATS, (_WHOLES,), lambda b, a: b.sitofp(a[0], _FLOATS.vector))
_defined(wholes, _WHOLES, (_FLOATS,), lambda b, a: b.fptosi(a[0], _WHOLES.vector))
_defined(wholes, _WHOLES, (_MASK,), lambda b, a: b.zext(a[0], _WHOLES.vector))
_defined(wholes, _WHOLES, (_WORDS,), lambda _, a: a[0])
_defined(words, _WORDS, (_WHOLES,), lambda _, a: a[0])
_defined(bits, _WHOLES, (_FLOATS,), lambda b, a: b.bitcast(a[0], _WHOLES.vector))
_defined(from_bits, _FLOATS, (_WHOLES,), lambda b, a: b.bitcast(a[0], _FLOATS.vector))


def any_of(mask: _Array) -> bool:
    """Whether the mask holds in any race."""
    return bool(np.any(mask))


def _any(builder: ir.IRBuilder, args: Any) -> ir.Value:
    packed = builder.bitcast(args[0], ir.IntType(_WIDTH))
    return builder.icmp_unsigned("!=", packed, ir.Constant(packed.type, 0))


_defined(any_of, types.boolean, (_MASK,), _any)


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


_POWERS = 1 << np.arange(_WIDTH)


def _lanes_in(builder: ir.IRBuilder, args: Any) -> ir.Value:
    return builder.zext(builder.bitcast(args[0], ir.IntType(_WIDTH)), ir.IntType(64))


def _called(builder: ir.IRBuilder, name: str, result: ir.Type, args: list[ir.Value]) -> ir.Value:
    kind = ir.FunctionType(result, [arg.type for arg in args])
    return builder.call(builder.module.declare_intrinsic(name, (), kind), args)


_defined(lanes_in, types.int64, (_MASK,), _lanes_in)
_defined(
    joined, types.int64, (_WHOLES,),
    lambda b, a: b.zext(_called(b, f"llvm.vector.reduce.or.v{_WIDTH}i32", ir.IntType(32), [a[0]]), ir.IntType(64)),
)  # fmt: skip
_defined(
    lowest, types.uint64, (types.int64,),
    lambda b, a: _called(b, "llvm.cttz.i64", ir.IntType(64), [a[0], ir.Constant(ir.IntType(1), 1)]),
)  # fmt: skip

_S = types.Array(types.float32, 1, "C")
_I = types.Array(types.int32, 1, "C")


def row(scratch: _Array, first: np.uint64) -> _Array:
    """The row of the scratch that begins at `first`."""
    return scratch[int(first) : int(first) + _WIDTH].copy()


def put(scratch: _Array, first: np.uint64, values: _Array) -> None:
    """Writes a row of the scratch."""
    scratch[int(first) : int(first) + _WIDTH] = values


def gathered(scratch: _Array, field: np.uint64, rows: _Array) -> _Array:
    """Each race's number from a row of its own."""
    return scratch[int(field) + rows * _WIDTH + np.arange(_WIDTH)]


def column(scratch: _Array, field: np.uint64, first: np.uint64, lane: np.uint64) -> _Array:
    """One race's numbers of LANES cars, from car `first` on."""
    return scratch[int(field) + (int(first) + np.arange(_WIDTH)) * _WIDTH + int(lane)]


def counted(first: Any) -> _Array:
    """`first` and the whole numbers after it."""
    return np.int32(first) + np.arange(_WIDTH, dtype=np.int32)


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
    result = ir.Constant(_WHOLES.vector, ir.Undefined)
    whole = ir.IntType(64)
    for lane in range(_WIDTH):
        number = ir.Constant(ir.IntType(32), lane)
        row_number = builder.zext(builder.extract_element(args[2], number), ir.IntType(64))
        place = builder.add(
            builder.mul(row_number, ir.Constant(whole, _WIDTH)), builder.add(args[1], ir.Constant(whole, lane))
        )
        result = builder.insert_element(result, builder.load(builder.gep(data, [place])), number)
    return result


def _column(context: Any, builder: ir.IRBuilder, sig: Any, args: Any) -> ir.Value:
    data = _make_array(sig.args[0])(context, builder, args[0]).data
    whole = ir.IntType(64)
    start = builder.add(builder.add(builder.mul(args[2], ir.Constant(whole, _WIDTH)), args[1]), args[3])
    result = ir.Constant(sig.return_type.vector, ir.Undefined)
    for car in range(_WIDTH):
        place = builder.add(start, ir.Constant(whole, car * _WIDTH))
        number = ir.Constant(ir.IntType(32), car)
        result = builder.insert_element(result, builder.load(builder.gep(data, [place])), number)
    return result


def _counted(builder: ir.IRBuilder, args: Any) -> ir.Value:
    first = builder.trunc(args[0], ir.IntType(32))
    return builder.add(_splat(builder, first), ir.Constant(_WHOLES.vector, list(range(_WIDTH))))


_defined(counted, _WHOLES, (types.int64,), _counted)
for _array, _lanes in ((_S, _FLOATS), (_I, _WHOLES)):
    _SIGNATURES.setdefault(column, []).append((_lanes, (_array, types.uint64, types.uint64, types.uint64)))
    _lower_builtin(column, _array, types.uint64, types.uint64, types.uint64)(_column)
    _SIGNATURES.setdefault(row, []).append((_lanes, (_array, types.uint64)))
    _lower_builtin(row, _array, types.uint64)(_load)
    _SIGNATURES.setdefault(put, []).append((types.none, (_array, types.uint64, _lanes)))
    _lower_builtin(put, _array, types.uint64, _lanes)(_store)
_SIGNATURES[gathered] = [(_WHOLES, (_I, types.uint64, _WHOLES))]
_lower_builtin(gathered, _I, types.uint64, _WHOLES)(_gather)

for _function in _SIGNATURES:
    _register(_function)
