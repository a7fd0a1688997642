"""The types "LANES numbers of a kind" for Numba, and how functions on them are made known to it.

Each is one LLVM vector: `lanes` has the functions.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import binding, ir  # type: ignore[import-untyped]  # it has no stubs
from numba import types
from numba.core import config, extending, typeconv
from numba.core.typing import templates

from simulator.layout import LANES

WIDTH = int(LANES)


def _has_avx2() -> bool:
    """Whether what is compiled for has vectors of 256 whole numbers."""
    settings: Any = config
    if settings.CPU_NAME is not None or settings.CPU_FEATURES is not None:
        return bool(settings.CPU_NAME == "x86-64-v3")
    return bool(binding.get_host_cpu_features().get("avx2", False))


HAS_AVX2 = WIDTH == 16 and _has_avx2()
"""The sum of bytes is made for two vectors of eight."""

# Numba's own functions for extensions are untyped.
lower_builtin: Any = extending.lower_builtin
_lower_cast: Any = extending.lower_cast
_infer_global: Any = templates.infer_global
_signature: Any = templates.signature
_typeconv: Any = typeconv


class LanesType(types.Type):
    """One number per race."""

    def __init__(self, name: str, element: ir.Type, scalar: types.Type | None) -> None:
        super().__init__(name=f"Lanes({name})")
        self.vector = ir.VectorType(element, WIDTH)
        self.scalar = scalar

    def can_convert_from(self, _context: object, other: types.Type) -> Any:
        """A number of the same kind is the same in every race."""
        return _typeconv.Conversion.promote if self.scalar is not None and other == self.scalar else None


FLOATS = LanesType("float32", ir.FloatType(), types.float32)
WHOLES = LanesType("int32", ir.IntType(32), types.int32)
WORDS = LanesType("uint32", ir.IntType(32), types.uint32)
MASK = LanesType("bool", ir.IntType(1), None)
NUMBERS = (FLOATS, WHOLES, WORDS)


@extending.register_model(LanesType)
class _Model(extending.models.PrimitiveModel):
    """An LLVM vector."""

    def __init__(self, dmm: object, fe_type: LanesType) -> None:
        super().__init__(dmm, fe_type, fe_type.vector)  # type: ignore[no-untyped-call]  # Numba is untyped


def splat(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
    """One number in every lane."""
    vector = ir.VectorType(value.type, WIDTH)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), zeros)


for _lanes in NUMBERS:
    _lower_cast(_lanes.scalar, _lanes)(lambda _context, builder, _from, _to, value: splat(builder, value))


def defined(function: Callable[..., Any], result: types.Type, operands: tuple[types.Type, ...], emit: Any) -> None:
    """`function` on these operands (plain numbers among them are spread over the lanes) emits LLVM by `emit`."""
    SIGNATURES.setdefault(function, []).append((result, operands))
    lower_builtin(function, *operands)(lambda _context, builder, _signature, args: emit(builder, args))


def called(builder: ir.IRBuilder, name: str, result: ir.Type, args: list[ir.Value]) -> ir.Value:
    """What LLVM's own function `name` makes of `args`."""
    kind = ir.FunctionType(result, [arg.type for arg in args])
    return builder.call(builder.module.declare_intrinsic(name, (), kind), args)


SIGNATURES: dict[Callable[..., Any], list[tuple[Any, tuple[types.Type, ...]]]] = {}


def _matches(given: types.Type, wanted: types.Type) -> bool:
    if isinstance(wanted, LanesType):
        return bool(given == wanted or (wanted.scalar is not None and given == wanted.scalar))
    return bool(given == wanted)


def register(function: Callable[..., Any]) -> None:
    """Numba finds `function` by the kinds of its operands."""

    class Template(templates.AbstractTemplate):
        """Picks the signature whose lanes match."""

        key = function

        def generic(self, args: tuple[types.Type, ...], _kws: object) -> Any:
            """An operator is ours only among lanes; plain numbers of the same kind join them."""
            if function.__module__ == "_operator" and not any(isinstance(arg, LanesType) for arg in args):
                return None
            for result, operands in SIGNATURES[function]:
                if len(operands) == len(args) and all(map(_matches, args, operands)):
                    return _signature(result, *operands)
            return None

    _infer_global(function)(Template)
