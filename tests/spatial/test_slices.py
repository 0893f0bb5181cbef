from __future__ import annotations

import numpy as np
import pytest
import shapely

from spatial.slices import in_slices, joined


@pytest.mark.parametrize("count", [0, 1, 3, 7, 8])
def test_slices_give_what_the_whole_would(count: int) -> None:
    geometry = np.array([shapely.box(i, 0, i + 1, i + 1) for i in range(count)], dtype=object)
    geometry[1:2] = None
    seen: list[int] = []

    def bounds(part: np.ndarray) -> np.ndarray:
        seen.append(len(part))
        return shapely.bounds(part)

    np.testing.assert_array_equal(in_slices(bounds, geometry, rows=3), shapely.bounds(geometry).reshape(-1, 4))
    assert max(seen) <= 3


@pytest.mark.parametrize("pieces", [[], [b""], [b"ab", b"", memoryview(b"cde")]])
def test_joined_is_join(pieces: list[bytes | memoryview]) -> None:
    assert bytes(joined(pieces)) == b"".join(pieces)
