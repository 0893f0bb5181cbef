"""What the kinds of a column are called: the labels that a legend of the project gives them."""

from __future__ import annotations

from layers.cartography.symbology import Categorised, Clustered
from layers.project import Project
from spatial.text import Text


def kind_labels(project: Project, dataset_id: str, column: str) -> dict[str, Text]:
    """Return value -> label as the first layer has them that tells the kinds of this column apart; {} for none."""
    if not column:
        return {}
    for _, layer in project.layers():
        for look in (layer.symbology, *layer.alternatives) if layer.dataset == dataset_id else ():
            if isinstance(look, Categorised | Clustered) and look.field == column and look.categories:
                return {each.value: each.label for each in look.categories if each.label}
    return {}
