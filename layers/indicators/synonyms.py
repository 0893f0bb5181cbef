"""Synonym groups of industries: what the plans' table says, and what the user changed in the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from layers.project import Project


def groups_in_force(table: Mapping[str, str], edited: Mapping[str, str]) -> dict[str, str]:
    """Return industry -> group: the table with the user's changes; an industry whose group is "" stands for itself."""
    return {industry: group for industry, group in {**table, **edited}.items() if group}


def set_synonyms(project: Project, groups: Mapping[str, str], table: Mapping[str, str]) -> Project:
    """Edit: put these groups in force; the project keeps only what differs from its table.

    Parameters
    ----------
    groups
        Industry -> group, complete: an industry that is not there stands for itself.
    table
        Groups of the plans' table, as `layers.indicators.plan_tables.synonyms_of` returns them.
    """
    wanted = {industry.strip(): group.strip() for industry, group in groups.items() if industry.strip()}
    every = sorted({*table, *wanted})
    edited = {each: wanted.get(each, "") for each in every if wanted.get(each, "") != table.get(each, "")}
    return project if edited == dict(project.synonyms) else replace(project, synonyms=MappingProxyType(edited))
