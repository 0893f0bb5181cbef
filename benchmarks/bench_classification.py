"""Classification against mapclassify: exact natural breaks, quantiles, class codes.

Target: Fisher-Jenks exact at 1,000,000 different values, k = 5, in at most 1 s. mapclassify's FisherJenks takes time in
the square of N, so it is compared at 10,000 only; its sampled version is compared at 1,000,000 with what it loses.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import mapclassify
import numpy as np
import numpy.typing as npt

from spatial.classification import assign, classify

Row = dict[str, str | float]
Floats = npt.NDArray[np.float64]

K = 5


def run(counts: tuple[int, ...] = (10_000, 100_000, 1_000_000)) -> list[Row]:
    """Measure and return a row per case: seconds of ours and of mapclassify, and their ratio."""
    rows: list[Row] = []
    classify(_values(100), "fisher_jenks", K)  # kernels are loaded
    mapclassify.FisherJenks(_values(100), K)
    for count in counts:
        values = _values(count)
        peer = (lambda v=values: mapclassify.FisherJenks(v, K)) if count <= 10_000 else None
        rows.append(_row(f"Fisher-Jenks, {count:,}", lambda v=values: classify(v, "fisher_jenks", K), peer))
    far = np.append(_values(counts[-1]), -1e9)  # cancels: the careful search runs too
    rows.append(_row(f"Fisher-Jenks, {counts[-1]:,} and an outlier", lambda: classify(far, "fisher_jenks", K), None))
    rows.append(_sampled(values))
    rows.append(
        _row(
            f"quantiles, {counts[-1]:,}",
            lambda: classify(values, "quantiles", K),
            lambda: mapclassify.Quantiles(values, K),
        )
    )
    breaks = classify(values, "quantiles", K).breaks
    rows.append(
        _row(
            f"class codes, {counts[-1]:,}",
            lambda: assign(values, breaks),
            lambda: mapclassify.UserDefined(values, list(breaks[1:])),
        )
    )
    return rows


def table(rows: list[Row]) -> str:
    """Return the rows as text."""
    lines = [f"{'case':44}{'ours s':>10}{'peer s':>10}{'ours/peer':>11}  note"]
    for row in rows:
        peer, ratio = (f"{row[key]:.4f}" if key in row else "" for key in ("peer_s", "ratio"))
        lines.append(f"{row['case']:44}{row['ours_s']:10.4f}{peer:>10}{ratio:>11}  {row.get('note', '')}")
    return "\n".join(lines)


def _values(count: int) -> Floats:
    return np.random.default_rng(20).lognormal(size=count)


def _row(case: str, ours: Callable[[], object], peer: Callable[[], object] | None) -> Row:
    row: Row = {"case": case, "ours_s": _seconds(ours)}
    if peer is not None:
        row["peer_s"] = _seconds(peer)
        row["ratio"] = row["ours_s"] / row["peer_s"]
    return row


def _sampled(values: Floats) -> Row:
    """Compare with the sampled Fisher-Jenks: its time, and its sum of squares above the optimum."""
    ours = classify(values, "fisher_jenks", K)
    np.random.seed(0)  # noqa: NPY002 - mapclassify draws from the global state
    peer = mapclassify.FisherJenksSampled(values, K)
    row = _row(
        f"Fisher-Jenks, {len(values):,} against a sample",
        lambda: classify(values, "fisher_jenks", K),
        lambda: mapclassify.FisherJenksSampled(values, K),
    )
    low = float(values.min())
    excess = _squares(values, (low, *peer.bins.tolist())) / _squares(values, ours.breaks) - 1
    row["note"] = f"the sample's sum of squares is {100 * excess:.1f} % above the optimum"
    return row


def _squares(values: Floats, breaks: tuple[float, ...]) -> float:
    codes = assign(values, breaks)
    return sum(
        float(((v - v.mean()) ** 2).sum()) for v in (values[codes == c] for c in range(len(breaks) - 1)) if len(v)
    )


def _seconds(work: Callable[[], object], repeat: int = 3) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    print(table(run()))
