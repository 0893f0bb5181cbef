"""Empirical Bayes: rates that rest on few people, made comparable with those that rest on many."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def standardised_rates(events: Floats, population: Floats) -> Floats:
    """Return rates standardised for Moran's I of rates: those of few people no longer look extreme by chance.

    Parameters
    ----------
    events, population
        (N,) counts and the people (or firms, or km2) they are counted among. NaN in either, or nobody: NaN.

    Notes
    -----
    Assuncao & Reis (1999): z_i = (r_i - b) / sqrt(a + b / P_i), b the overall rate, a the variance between the units by
    the method of moments; where a turns out negative it is 0, as in GeoDa.
    """
    known = ~(np.isnan(events) | np.isnan(population)) & (population > 0)
    e, people = events[known], population[known]
    made = np.full(len(events), np.nan)
    if not len(e) or not e.sum():
        return made
    rate, overall = e / people, e.sum() / people.sum()
    between = float((people * (rate - overall) ** 2).sum() / people.sum() - overall / people.mean())
    made[known] = (rate - overall) / np.sqrt(max(between, 0.0) + overall / people)
    return made


def smoothed_rates(events: Floats, population: Floats) -> Floats:
    """Return rates shrunk towards the overall rate, the more the fewer people they rest on: (N,), NaN as in the input.

    Source: Marshall (1991), global empirical Bayes smoother, prior by the method of moments.
    """
    known = ~(np.isnan(events) | np.isnan(population)) & (population > 0)
    e, people = events[known], population[known]
    made = np.full(len(events), np.nan)
    if not len(e):
        return made
    rate, overall = e / people, e.sum() / people.sum()
    between = max(float((people * (rate - overall) ** 2).sum() / people.sum() - overall / people.mean()), 0.0)
    share = between / (between + overall / people) if overall > 0 else np.zeros(len(e))
    made[known] = share * rate + (1 - share) * overall
    return made
