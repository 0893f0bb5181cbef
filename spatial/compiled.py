"""The one decorator for compiled kernels.

Kernels carry explicit signatures, so they are compiled when their module is imported and at no other time; the machine
code is kept on disk. `make run` and `make test` import every such module once at set-up: no user waits for a compiler.
Modules with kernels import numba, which takes about half a second: import them where the work is done, not at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(signature: str | list[str], *, ieee: bool = False, inline: bool = False) -> Callable[[F], F]:
    """Compile a function of arrays for the given numba signature(s), without the GIL, cached on disk.

    Parameters
    ----------
    signature
        numba signature text, e.g. ``"int64[::1](float64[::1], int64)"``.
    ieee
        Division by zero gives what IEEE 754 says instead of an exception: no test of every divisor, for inner loops.
    inline
        Copied into the kernels that call it, for what is called at every turn of an inner loop.
    """
    model: Literal["numpy", "python"] = "numpy" if ieee else "python"
    made = numba.njit(signature, cache=True, nogil=True, error_model=model, forceinline=inline)
    return cast("Callable[[F], F]", made)
