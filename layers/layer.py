"""The parts of a map document: data sets, layers, maps. All immutable; a change makes a new part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from layers.base_map import BaseMap
from layers.cartography.scale_range import ALL_SCALES, ScaleRange
from layers.cartography.symbology import Single, Symbology
from layers.indicators.formula_steps import FormulaStep
from layers.indicators.rules import UNSAID, Rule
from layers.indicators.units import in_brackets
from layers.layer_tree import Group
from spatial.findings import Finding
from spatial.text import Text
from spatial.tidying.options import AS_IT_STANDS, TableOptions

if TYPE_CHECKING:
    import geopandas as gpd

YearKind = Literal["actual", "estimate", "target"]


@dataclass(frozen=True)
class Field:
    """What is known of one column of a data set: a definition is part of an indicator.

    Parameters
    ----------
    name
        Column in the frame. Columns made from a table with years are named ``indicator@year``.
    label
        Name shown to users, without unit and year.
    unit
        Unit as printed, e.g. ``家``, ``%``, ``件/万人``; empty for none. `layers.indicators.units` has the English.
    indicator
        Id of the indicator in the catalogue, None where the column is not an indicator.
    year, year_kind
        The year the figure stands for, and whether it is an actual figure, an estimate or a target.
    definition
        How the figure is defined (口径).
    source
        Document, page or table it was taken from.
    map_as
        ``choropleth`` for ratios, ``symbol`` for counts (proportional symbols), ``""`` where either may be meant.
    rule
        Stock or flow, what it is counted per, how areas roll up, which look-alikes it does not compare with.
    """

    name: str
    label: Text
    unit: str = ""
    indicator: str | None = None
    year: int | None = None
    year_kind: YearKind | None = None
    definition: Text = Text("")
    source: Text = Text("")
    map_as: Literal["choropleth", "symbol", ""] = ""
    rule: Rule = UNSAID

    @property
    def title(self) -> Text:
        """Label with year, kind of year and unit: the heading of a legend."""
        kinds = {"target": Text("目标", " target"), "estimate": Text("预估", " estimate")}
        kind = kinds.get(self.year_kind or "", Text(""))
        year = Text(f" {self.year}年{kind.zh}", f", {self.year}{kind.en}") if self.year else Text("")
        unit, english = in_brackets(self.unit), self.label.to("en")
        said = bool(unit.en) and english.endswith(unit.en.strip(" ()"))  # Sites per km² (per km²)
        return Text(f"{self.label.to('zh')}{year.zh}{unit.zh}", f"{english}{year.en}{'' if said else unit.en}")


@dataclass(frozen=True)
class Origin:
    """Where a data set came from.

    Parameters
    ----------
    path
        File, relative to the project folder with ``/``, or absolute for a linked file outside it; empty for data made
        in the program (then the project file holds the data).
    sha256
        Hash of the file when it was read; empty for data made in the program.
    driver, encoding, sublayer
        GDAL driver name, text encoding, and the layer inside a container such as a GeoPackage.
    attribution, licence
        What must be printed wherever the data are shown.
    """

    path: str = ""
    sha256: str = ""
    driver: str = ""
    encoding: str = ""
    sublayer: str = ""
    attribution: Text = Text("")
    licence: str = ""


@dataclass(frozen=True)
class JoinStep:
    """A join that was done to a data set, enough to describe it and to repeat it.

    Parameters
    ----------
    table
        Path of the table, as in `Origin.path`.
    sha256
        Hash of the table when it was joined.
    on
        Pairs of (column of the layer, column of the table).
    rule
        What was done with duplicate keys: ``""`` (refused), ``sum``, ``mean``, ``latest``, ``years``.
    columns
        Columns that came from the table.
    matched, unmatched_layer, unmatched_table
        Counts, for the description that goes into exports.
    sheet, year_field, confirmed
        Sheet of the workbook, column of the years, and the near matches that a user confirmed (key of the layer, key of
        the table); empty where the join did without.
    reading
        How the table was read, so that it is read so again.
    remarks
        What was guessed, left out or converted in the table and stays with its figures.
    """

    table: str
    sha256: str
    on: tuple[tuple[str, str], ...]
    rule: str = ""
    columns: tuple[str, ...] = ()
    matched: int = 0
    unmatched_layer: int = 0
    unmatched_table: int = 0
    sheet: str = ""
    year_field: str = ""
    confirmed: tuple[tuple[str, str], ...] = ()
    reading: TableOptions = AS_IT_STANDS
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Features with attributes: what a file holds, plus what was joined to it.

    Parameters
    ----------
    id
        Slug, unique in the project.
    name
        Name shown to users.
    frame
        Attributes and geometry as read: the coordinates stay those of the file (`datum` and the frame's CRS say which).
        Shared between steps of the history: never write into it. Text cells keep their printed form (``3-5``, ``/``,
        ``458（预估）``); `spatial.values.parse_values` reads them.
    datum
        ``wgs84``, ``cgcs2000``, ``gcj02`` or ``bd09``.
    id_field, name_field
        Columns that identify and name a feature; empty where there is none (row numbers are used).
    fields
        What is known of the columns, by column name.
    origin, findings, joins
        Where it came from, what the reader noticed, what was joined.
    formulas
        The columns that are computed from others (`layers.indicators.formulas`).
    """

    id: str
    name: Text
    frame: gpd.GeoDataFrame
    datum: str = "wgs84"
    id_field: str = ""
    name_field: str = ""
    fields: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    origin: Origin = Origin()
    findings: tuple[Finding, ...] = ()
    joins: tuple[JoinStep, ...] = ()
    formulas: tuple[FormulaStep, ...] = ()

    def field_of(self, column: str) -> Field:
        """Return what is known of `column`; a column nobody described is labelled with its own name."""
        return self.fields.get(column) or Field(column, Text(column, column))


@dataclass(frozen=True, eq=False)
class Layer:
    """A data set as drawn in one map.

    Parameters
    ----------
    id
        Slug, unique in the project.
    dataset
        Id of the data set drawn.
    name
        Name in the layer tree and the legend.
    symbology
        The look in force.
    alternatives
        The looks that the indicator and year switches choose from; `symbology` is one of them. Empty: no switch.
    visible, opacity
        Drawn at all; 0 (clear) to 1 (opaque).
    labels
        Whether feature names are drawn.
    context
        True for background such as coast and districts: not in the legend's foreground, not identified first.
    group
        Id of the group it is in (`layers.layer_tree`); empty: in none.
    scales
        At which scales it is drawn.
    """

    id: str
    dataset: str
    name: Text
    symbology: Symbology = Single()
    alternatives: tuple[Symbology, ...] = ()
    visible: bool = True
    opacity: float = 1.0
    labels: bool = False
    context: bool = False
    group: str = ""
    scales: ScaleRange = ALL_SCALES


@dataclass(frozen=True)
class Bookmark:
    """A view of a map that goes by a name.

    Parameters
    ----------
    name
        As the user typed it; unique among the bookmarks of the map.
    extent
        (west, south, east, north) in WGS 84 degrees.
    """

    name: str
    extent: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Map:
    """One map of the project: a list of layers with a title; a theme of the exported page.

    Parameters
    ----------
    id
        Slug, unique in the project.
    title, description
        Heading, and one sentence on what the map shows and how it was made.
    layers
        From the bottom to the top.
    notes
        Caveats that are printed wherever the map goes.
    extent
        (west, south, east, north) in WGS 84 degrees at which the map opens; None: all foreground layers.
    bookmarks
        Views of the map that go by a name.
    groups
        Groups of layers, in no order: `layers.layer_tree.tree_of` puts them together with the layers.
    base_maps
        Raster tiles below all layers, from the bottom to the top.
    """

    id: str
    title: Text
    layers: tuple[Layer, ...] = ()
    description: Text = Text("")
    notes: tuple[Text, ...] = ()
    extent: tuple[float, float, float, float] | None = None
    bookmarks: tuple[Bookmark, ...] = ()
    groups: tuple[Group, ...] = ()
    base_maps: tuple[BaseMap, ...] = ()
