"""The figures of the read-out: areas, what changed against the saved state, totals against what was approved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from gui.editing.edit_session import EditSession
from gui.editing.placing import XY, Array
from gui.editing.readout import Line
from gui.session import Session
from layers.boundaries.area_totals import Total, approved_km2, totals_of
from layers.layer import Dataset
from spatial.geodesic import WGS84_GEOD
from spatial.measuring import print_length
from spatial.text import Text
from spatial.topology import Topology

KM2 = 1e6
NOTHING: Mapping[int, float] = MappingProxyType({})


class Figures:
    """Areas of the features as they stand, kept in step with the topology by measuring what changed."""

    def __init__(self, session: Session, edit: EditSession) -> None:
        self._session, self._edit = session, edit
        self._measured: tuple[Topology, Array] | None = None
        self._saved: tuple[Dataset, dict[int, float]] | None = None
        self._totals: tuple[Dataset, int, tuple[Total, ...]] | None = None
        edit.ended.connect(self._forget)
        edit.changed.connect(lambda: self._forget() if edit.topology.change is None else None)  # numbered anew

    def _forget(self) -> None:
        self._measured, self._saved, self._totals, self._summed = None, None, None, None

    def areas_m2(self) -> Array:
        """Return (N,) the geodesic area of every feature number as it stands."""
        topology = self._edit.topology
        if self._measured is None:
            self._measured = topology, topology.area_m2()
        before, areas = self._measured
        if before is not topology:
            changed = list(topology.changed_since(before))
            grown = np.full(len(topology), np.nan)
            grown[: min(len(areas), len(grown))] = areas[: len(grown)]
            if changed:
                live = [each for each in changed if each < len(topology)]
                grown[live] = topology.area_m2(live)
            self._measured = topology, grown
        return self._measured[1]

    def saved_m2(self, feature: int) -> float | None:
        """Return the area of a feature in the file (in the project as it was saved), None where it was not there."""
        dataset = self._edit.dataset
        saved = next((each for each in self._session.saved.datasets if each.id == dataset.id), None)
        if saved is None or not len(saved.frame):
            return None
        if self._saved is None or self._saved[0] is not saved:
            self._saved = saved, {}
        known = self._saved[1]
        if feature not in known:
            rows = self._rows(saved, self._key(dataset, self._edit.row_of(feature)))
            known[feature] = _area_of(saved, rows[0]) if rows else float("nan")
        return known[feature] if known[feature] == known[feature] else None

    def _approved_km2(self, feature: int) -> float | None:
        dataset = self._edit.dataset
        if self._approved is None or self._approved[:2] != (dataset, feature):
            self._approved = dataset, feature, approved_km2(dataset, self._edit.row_of(feature))
        return self._approved[2]

    _approved: tuple[Dataset, int, float | None] | None = None

    def _key(self, dataset: Dataset, row: int) -> str:
        return str(dataset.frame[dataset.id_field].iloc[row]) if dataset.id_field else str(row)

    def _rows(self, dataset: Dataset, key: str) -> list[int]:
        if not dataset.id_field:
            return [int(key)] if int(key) < len(dataset.frame) else []
        hits: list[int] = np.flatnonzero((dataset.frame[dataset.id_field].astype(str) == key).to_numpy()).tolist()
        return hits

    def totals(self, feature: int) -> tuple[Total, ...]:
        """Return the block and the park of a feature."""
        dataset, row = self._edit.dataset, self._edit.row_of(feature)
        if self._totals is None or self._totals[:2] != (dataset, row):
            self._totals = dataset, row, totals_of(self._session.project, dataset, row)
        return self._totals[2]

    def _sums(self, feature: int) -> list[tuple[Total, float]]:
        """Return the totals of a feature with their areas as they stand, kept until the topology changes."""
        topology = self._edit.topology
        if self._summed is None or self._summed[0] is not topology or self._summed[1] != feature:
            areas, features = self.areas_m2(), np.array(topology.features, dtype=np.int64)
            totals = self.totals(feature)
            sums = [(each, each.others_m2 + float(np.nansum(areas[features[list(each.rows)]]))) for each in totals]
            self._members = {each: frozenset(each.rows) for each in totals}
            self._summed = topology, feature, sums
        return self._summed[2]

    _summed: tuple[Topology, int, list[tuple[Total, float]]] | None = None
    _members: dict[Total, frozenset[int]]

    def lines(
        self,
        feature: int,
        gained_m2: Mapping[int, float],
        perimeter_m: float | None = None,
        cut_off_m2: Mapping[int, float] = NOTHING,
    ) -> list[Line]:
        """Return the read-out of a feature.

        Parameters
        ----------
        gained_m2
            By feature: what a drag under way has added to its area.
        perimeter_m
            Of the feature, where it is known.
        cut_off_m2
            By feature: what was cut off it and became a feature of its own; it counts in the totals.
        """
        areas = self.areas_m2()
        area = float(areas[feature]) + gained_m2.get(feature, 0.0)
        name = self._edit.name(feature)
        lines = [Line(Text(f"{name.to('zh')}  {_km2(area)[0]}", f"{name.to('en')}  {_km2(area)[1]}"), "strong")]
        saved = self.saved_m2(feature)
        if saved is not None:
            lines.append(Line(_delta("较已保存", "against saved", area - saved)))
        approved = self._approved_km2(feature)
        if approved is not None:
            lines.append(_against(Text("批复", "approved"), area, approved))
        for other, gained in gained_m2.items():
            if other != feature and len(gained_m2) <= 4:
                shown = self._edit.name(other)
                lines.append(Line(_delta(shown.to("zh"), shown.to("en"), gained), "quiet"))
        by_row = {self._edit.row_of(each): gained for each, gained in gained_m2.items()}
        for each, area_m2 in cut_off_m2.items():
            by_row[self._edit.row_of(each)] = by_row.get(self._edit.row_of(each), 0.0) + area_m2
        for total, base_m2 in self._sums(feature):
            members = self._members[total]
            sum_m2 = base_m2 + sum(gained for row, gained in by_row.items() if row in members)
            if total.approved_km2 is None:
                lines.append(Line(Text(f"{total.name.zh} {_km2(sum_m2)[0]}", f"{total.name.en} {_km2(sum_m2)[1]}")))
            else:
                lines.append(_against(total.name, sum_m2, total.approved_km2))
        if perimeter_m is not None:
            length = print_length(perimeter_m)
            lines.append(Line(Text(f"周长 {length.zh}", f"perimeter {length.en}"), "quiet"))
        return lines


_SEGMENT = Text("本段", "segment")


def segment_line(topology: Topology, a: XY, b: XY, name: Text = _SEGMENT) -> Line:
    """Return length and bearing (from true north, clockwise) of a segment, geodesic."""
    lonlat = topology.lonlat(np.array([a, b]))
    azimuth, _, metres = WGS84_GEOD.inv(*lonlat[0].tolist(), *lonlat[1].tolist())
    length, degrees = print_length(float(metres)), float(azimuth) % 360.0
    return Line(
        Text(f"{name.zh} {length.zh}，方位角 {degrees:.1f}°", f"{name.en} {length.en}, bearing {degrees:.1f}°"), "quiet"
    )


def segment_lines(topology: Topology, at: XY, ends: Sequence[XY]) -> list[Line]:
    """Return length and bearing of the segments from a vertex to those beside it, three at most."""
    return [segment_line(topology, at, end) for end in ends[:3]]


def _km2(area_m2: float) -> tuple[str, str]:
    return f"{area_m2 / KM2:,.4f} 平方公里", f"{area_m2 / KM2:,.4f} km²"


def _delta(zh: str, en: str, by_m2: float) -> Text:
    sign = "+" if by_m2 >= 0 else "−"
    if abs(by_m2) < 1e5:
        figure = f"{sign}{abs(by_m2):,.0f}"
        return Text(f"{zh} {figure} 平方米", f"{en} {figure} m²")
    figure = f"{sign}{abs(by_m2) / KM2:,.4f}"
    return Text(f"{zh} {figure} 平方公里", f"{en} {figure} km²")


def _against(name: Text, area_m2: float, limit_km2: float) -> Line:
    over = area_m2 / KM2 - limit_km2
    words = ("超出", "over") if over > 0 else ("尚余", "under")
    zh = f"{name.to('zh')} {area_m2 / KM2:,.4f} / {limit_km2:g} 平方公里，{words[0]} {abs(over):,.4f}"
    en = f"{name.to('en')} {area_m2 / KM2:,.4f} / {limit_km2:g} km², {words[1]} by {abs(over):,.4f}"
    return Line(Text(zh, en), "warning" if over > 0 else "")


def _area_of(dataset: Dataset, row: int) -> float:
    from spatial.crs import to_lonlat_wgs84
    from spatial.geodesic import geodesic_area_m2

    return float(geodesic_area_m2(to_lonlat_wgs84(dataset.frame.iloc[[row]], dataset.datum))[0])
