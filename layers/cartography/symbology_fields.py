"""Which columns a symbology draws."""

from __future__ import annotations

from layers.cartography.symbology import Bivariate, Single, Symbology


def field_of(symbology: Symbology) -> str:
    """Return the column a symbology draws, the first of two, empty for one that draws none."""
    return "" if isinstance(symbology, Single) else symbology.field


def fields_of(symbology: Symbology) -> tuple[str, ...]:
    """Return the columns a symbology draws, none for one that draws none."""
    if isinstance(symbology, Bivariate):
        return (symbology.field, symbology.field_y)
    return (field_of(symbology),) if field_of(symbology) else ()
