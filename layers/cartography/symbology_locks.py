"""Symbologies that share their breaks: years and maps compare only where the classes are the same."""

from __future__ import annotations

from dataclasses import replace

from layers.cartography.symbology import Graduated, Proportional, Symbology
from layers.cartography.symbology_fields import field_of, fields_of
from layers.layer import Layer
from layers.project import Project

__all__ = ["field_of", "follow", "follow_in_layer", "follow_in_project", "lock_of", "with_choice"]


def lock_of(symbology: Symbology) -> str:
    """Return the lock of a symbology, empty where it has none."""
    return symbology.lock if isinstance(symbology, Graduated | Proportional) else ""


def follow(symbology: Symbology, leader: Symbology, before: Symbology) -> Symbology:
    """Return `symbology` with what it shares with `leader`, itself where they share nothing.

    Parameters
    ----------
    symbology
        The one that follows. Nothing changes unless it is of the leader's kind and has the leader's non-empty lock.
    leader
        The one that was just chosen. Its scheme, breaks, zero class and reason are taken over (for proportional
        symbols: the reference value and its radius).
    before
        What the leader replaced. Colours that were the same as its colours stay in step with the leader; other
        colours are kept as long as there are as many as classes.
    """
    if not lock_of(leader) or lock_of(symbology) != lock_of(leader):
        return symbology
    if isinstance(symbology, Graduated) and isinstance(leader, Graduated):
        return _unless_equal(symbology, _follow_classes(symbology, leader, before))
    if isinstance(symbology, Proportional) and isinstance(leader, Proportional):
        shared = replace(symbology, reference=leader.reference, max_radius_px=leader.max_radius_px)
        return _unless_equal(symbology, shared)
    return symbology


def _follow_classes(symbology: Graduated, leader: Graduated, before: Symbology) -> Graduated:
    in_step = isinstance(before, Graduated) and symbology.colours == before.colours
    repaint = in_step or len(symbology.colours) != len(leader.colours)
    return replace(
        symbology,
        scheme=leader.scheme,
        breaks=leader.breaks,
        zero_class=leader.zero_class,
        possible=leader.possible,
        reason=leader.reason,
        colours=leader.colours if repaint else symbology.colours,
        ramp=leader.ramp if repaint else symbology.ramp,
        patterns=leader.patterns,
    )


def _unless_equal(old: Symbology, new: Symbology) -> Symbology:
    return old if new == old else new


def follow_in_layer(layer: Layer, leader: Symbology, before: Symbology) -> Layer:
    """Return `layer` with its look and alternatives in step with `leader`, itself where nothing changes."""
    symbology = follow(layer.symbology, leader, before)
    alternatives = tuple(follow(alternative, leader, before) for alternative in layer.alternatives)
    same = all(new is old for new, old in zip(alternatives, layer.alternatives, strict=True))
    if symbology is layer.symbology and same:
        return layer
    return replace(layer, symbology=symbology, alternatives=layer.alternatives if same else alternatives)


def follow_in_project(project: Project, leader: Symbology, before: Symbology) -> Project:
    """Return `project` with every symbology under the leader's lock in step with it, itself where nothing changes."""
    if not lock_of(leader):
        return project
    maps = []
    for owner in project.maps:
        layers = tuple(follow_in_layer(layer, leader, before) for layer in owner.layers)
        same = all(new is old for new, old in zip(layers, owner.layers, strict=True))
        maps.append(owner if same else replace(owner, layers=layers))
    same = all(new is old for new, old in zip(maps, project.maps, strict=True))
    return project if same else replace(project, maps=tuple(maps))


def with_choice(alternatives: tuple[Symbology, ...], old: Symbology, new: Symbology) -> tuple[Symbology, ...]:
    """Return the alternatives of a layer after its look changed from `old` to `new`.

    One alternative stands for one field (or pair of fields): a new look of it replaces the old one (the one in force
    first, where several draw the same field); a field that no alternative draws is added at the end. No alternatives
    stay none.
    """
    if not alternatives or new in alternatives:
        return alternatives
    places = [place for place, each in enumerate(alternatives) if fields_of(each) == fields_of(new)]
    if not places:
        return (*alternatives, new)
    place = next((place for place in places if alternatives[place] == old), places[0])
    return (*alternatives[:place], new, *alternatives[place + 1 :])
