"""Bandwidths of kernel density by named rules, each with its result in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from spatial.errors import GeometryError
from spatial.feedback import SILENT, Feedback
from spatial.plane import Pattern
from spatial.statistics.nearest_neighbours import need_points
from spatial.text import Text

Floats = npt.NDArray[np.float64]

Kernel = Literal["quartic", "gaussian"]
KERNELS: tuple[Kernel, ...] = get_args(Kernel)
BandwidthRule = Literal["scott", "silverman", "likelihood"]
BANDWIDTH_RULES: tuple[BandwidthRule, ...] = get_args(BandwidthRule)

QUARTIC_PER_SIGMA = float(np.sqrt(8.0))
"""Radius of the quartic kernel whose variance along each axis is that of a Gaussian of standard deviation 1."""

_SAMPLE, _SEED, _TRIALS = 2_000, 20260101, 33
_DOING = Text("选择带宽", "Choosing the bandwidth")
_TEXTS: dict[str, Text] = {
    "scott": Text(
        "Scott 规则：σ·n^(-1/6)，σ 为两轴标准差的均方根（二维时与 Silverman 的正态参考规则相同）",
        "Scott's rule: σ·n^(-1/6), σ the root mean square of the standard deviations along both axes (in two "
        "dimensions the "
        "same as Silverman's normal reference rule)",
    ),
    "silverman": Text(
        "稳健的 Silverman 规则（ArcGIS 的写法）：0.9·min(标准距离, "
        "√(1/ln 2)·到均值中心的中位距离)·n^(-0.2)，即四次核半径",
        "robust rule after Silverman, as ArcGIS writes it: 0.9·min(standard distance, √(1/ln 2)·median distance to "
        "the mean "
        "centre)·n^(-0.2), the radius of the quartic kernel",
    ),
    "likelihood": Text(
        "留一法似然交叉验证（高斯核，33 个对数等距的候选值，无边缘校正）",
        "leave-one-out likelihood cross-validation (Gaussian kernel, 33 candidates equally spaced in logarithm, "
        "without edge "
        "correction)",
    ),
}


@dataclass(frozen=True)
class Bandwidth:
    """A bandwidth.

    Parameters
    ----------
    metres
        Standard deviation of the Gaussian kernel, or radius of the quartic one.
    kernel
        For which it is meant.
    rule
        ``scott``, ``silverman``, ``likelihood``, or ``given``.
    method
        The rule in words.
    """

    metres: float
    kernel: Kernel
    rule: str
    method: Text


def given_bandwidth(metres: float, kernel: Kernel = "quartic") -> Bandwidth:
    """Return a bandwidth chosen by the user.

    Raises
    ------
    GeometryError
        It is not a positive number of metres, or the kernel is unknown.
    """
    if not (np.isfinite(metres) and metres > 0) or kernel not in KERNELS:
        raise GeometryError(
            Text(
                f"带宽 {metres} 米、核函数“{kernel}”不可用。", f"A bandwidth of {metres} m with the kernel “{kernel}”."
            ),
            Text(
                "请给出大于 0 的米数，核函数为 quartic 或 gaussian。", "Give metres above 0, and quartic or gaussian."
            ),
        )
    return Bandwidth(float(metres), kernel, "given", Text("用户给定", "given by the user"))


def select_bandwidth(
    pattern: Pattern, rule: BandwidthRule = "scott", kernel: Kernel = "quartic", feedback: Feedback = SILENT
) -> Bandwidth:
    """Choose a bandwidth by a rule.

    Parameters
    ----------
    rule
        ``scott``, ``silverman`` or ``likelihood``; a rule for one kernel serves the other with equal variance: the
        radius of
        the quartic kernel is √8 standard deviations of the Gaussian. Cross-validation of more than 2,000 points draws
        2,000 of them (seed 20260101) and shrinks the result by n^(-1/6).

    Raises
    ------
    GeometryError
        Fewer than two points, all points at one place, or the rule or kernel unknown.
    """
    need_points(pattern, 2)
    if rule not in BANDWIDTH_RULES or kernel not in KERNELS:
        raise GeometryError(
            Text(f"未知的带宽规则“{rule}”或核函数“{kernel}”。", f"Unknown rule “{rule}” or kernel “{kernel}”."),
            Text(f"可选：{'、'.join(BANDWIDTH_RULES)}。", f"Choose one of {', '.join(BANDWIDTH_RULES)}."),
        )
    offset = pattern.xy - pattern.xy.mean(axis=0)
    sigma = float(np.sqrt((offset**2).sum() / (2.0 * (pattern.n - 1))))
    if not sigma > 0:
        raise GeometryError(
            Text("所有点在同一处，定不出带宽。", "All points lie at one place: no rule gives a bandwidth."),
            Text("请直接给出带宽（米）。", "Give a bandwidth in metres."),
        )
    scott = sigma * pattern.n ** (-1.0 / 6.0)
    if rule == "silverman":
        distance = np.sqrt((offset**2).sum(axis=1))
        spread = min(float(np.sqrt((distance**2).mean())), float(np.sqrt(1.0 / np.log(2.0)) * np.median(distance)))
        radius = 0.9 * (spread or sigma) * pattern.n**-0.2
        metres = radius if kernel == "quartic" else radius / QUARTIC_PER_SIGMA
    else:
        gaussian = scott if rule == "scott" else _cross_validated(pattern.xy, scott, feedback)
        metres = gaussian * (QUARTIC_PER_SIGMA if kernel == "quartic" else 1.0)
    return Bandwidth(metres, kernel, rule, _TEXTS[rule])


def _cross_validated(xy: Floats, scott: float, feedback: Feedback) -> float:
    n = len(xy)
    if n > _SAMPLE:
        xy = xy[np.random.default_rng(_SEED).choice(n, _SAMPLE, replace=False)]
    squares = ((xy[:, None, 0] - xy[None, :, 0]) ** 2 + (xy[:, None, 1] - xy[None, :, 1]) ** 2).astype(np.float32)
    np.fill_diagonal(squares, np.inf)
    best, likelihood = scott, -np.inf
    for number, sigma in enumerate(scott * np.geomspace(0.05, 2.5, _TRIALS)):
        feedback.report(number / _TRIALS, _DOING)
        density = np.exp(squares * np.float32(-0.5 / sigma**2)).sum(axis=1, dtype=np.float64) / sigma**2
        found = float(np.log(np.maximum(density, 1e-300)).sum())
        if found > likelihood:
            best, likelihood = float(sigma), found
    return float(best * (len(xy) / n) ** (1.0 / 6.0))
