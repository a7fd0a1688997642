"""Names for what compiled functions take. To the type checker all are Any: Numba infers its own types, and is untyped.

The names are the documentation: in LANES races at once `s` and `i` are one scratch, `k` a race of it, `a` a car's row.
"""

from typing import Any

Scratch = Any
"""The block's scratch array, as float32 (`s`) or as int32 (`i`)."""
Record = Any
"""A record of `inputs.INPUTS` (`x`)."""
Plans = Any
"""See the PLAN words of `inputs`."""
Index = Any
"""A race of the block (`k`), a car (`c`), a place (`p`), a row of the scratch (`a`); of the scratch: uint64."""
Number = Any
"""One number: float32, int32, int64 or uint32 as the name tells."""
Lanes = Any
"""LANES numbers: see `lanes`."""
