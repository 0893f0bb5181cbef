"""Units inside the cells of a column: taken out, converted where both scales are stated, or left and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from spatial.cells import Form, read_cell
from spatial.finding_notes import Notes
from spatial.text import Text
from spatial.tidying.column_cells import ColumnCells
from spatial.tidying.measures import COUNTING, Measure, Unit, in_unit, parse_unit, read_measure
from spatial.values import print_number


@dataclass(frozen=True)
class UnitsRead:
    """New words by place, the unit of the column, and whether the cells told it (not the heading)."""

    new: dict[int, str] = field(default_factory=dict)
    unit: str = ""
    from_cells: bool = False


def read_units(cells: ColumnCells, stated: str, notes: Notes) -> UnitsRead:
    """Take the units out of the cells of a column.

    Parameters
    ----------
    cells
        The column.
    stated
        Unit that the heading or a line above the table states; ``""`` for none.
    notes
        Hears of each conversion, of units that contradict the stated one, and of those that are not clear.
    """
    measured = {place: found for place in cells.places if (found := read_measure(cells.words[place]))}
    if not measured:
        return UnitsRead(unit=stated)
    if stated:
        target = parse_unit(stated)
        return UnitsRead(_to_stated(cells, measured, stated, target, notes) if target else {}, stated)
    units = {place: parse_unit(found.unit) for place, found in measured.items()}
    bases = {unit.base for unit in units.values() if unit}
    if bases <= COUNTING | {""}:
        return UnitsRead(unit=next(iter(bases - {""})) if len(bases - {""}) == 1 else "")
    bare = cells.n_plain + sum(place not in measured for place in cells.of_form(Form.NUMBER, Form.ESTIMATE, Form.RANGE))
    if bare or len(bases) > 1:
        _note_unclear(cells, list(measured), bool(bare), notes)
        return UnitsRead()
    usual, target = _usual(found.unit for found in measured.values())
    new = _converted(cells, measured, usual, target, notes)
    told = Text(
        f"“{cells.name}”：单元格里的单位“{usual}”已取到列名，数值按此单位。",
        f"“{cells.name}”: the unit “{usual}” was taken out of the cells into the heading.",
    )
    notes.add("unit_in_cells", "info", told)
    return UnitsRead(new, usual, from_cells=True)


def _usual(words: Iterable[str]) -> tuple[str, Unit]:
    """Return the unit that most cells state; of several the largest."""
    known = [(n, unit, word) for word, n in Counter(words).items() if (unit := parse_unit(word))]
    _, unit, word = max(known, key=lambda each: (each[0], each[1].scale))
    return word, unit


def _to_stated(
    cells: ColumnCells, measured: dict[int, Measure], stated: str, target: Unit, notes: Notes
) -> dict[int, str]:
    new = _converted(cells, measured, stated, target, notes)
    other = [place for place in measured if place not in new and not _agrees(measured[place], target)]
    if other:
        told = Text(
            f"“{cells.name}”的单位是“{stated}”，这些单元格写着别的单位，未换算，请核对（括号内为行号）：{cells.said(other)}。",
            f"“{cells.name}” is in “{stated}”; these cells name another unit and were not converted, check them (lines "
            f"in brackets): {cells.said(other, ', ')}.",
        )
        notes.add("unit_conflict", "warning", told)
    return new


def _agrees(measure: Measure, target: Unit) -> bool:
    own = parse_unit(measure.unit)
    return own is not None and (own.base == target.base or not own.base)


def _converted(
    cells: ColumnCells, measured: dict[int, Measure], name: str, target: Unit, notes: Notes
) -> dict[int, str]:
    """Return the cells in the target unit, and say which figures changed by it."""
    new, shown = dict[int, str](), list[str]()
    for place, measure in measured.items():
        word = in_unit(measure, target)
        if word is None:
            continue
        before, after = read_cell(cells.words[place]), read_cell(word)
        own = parse_unit(measure.unit)
        changed = (before.form, before.low, before.high) != (after.form, after.low, after.high)
        if (own is not None and own.scale != target.scale) or (changed and before.form <= Form.RANGE):
            shown.append(f"“{cells.words[place]}”→{word}")
        if changed:
            new[place] = word
    if shown:
        some = "，".join(shown[:3]) + ("…" if len(shown) > 3 else "")
        told = Text(
            f"“{cells.name}”：{len(shown)} 种写法按写明的单位换算为“{name}”：{some}。",
            f"“{cells.name}”: {len(shown)} spellings were converted to “{name}” as their units state: {some}.",
        )
        notes.add("unit_converted", "warning", told)
    return new


def _note_unclear(cells: ColumnCells, places: Sequence[int], bare: bool, notes: Notes) -> None:
    why = Text("其余数值没有单位", "other figures have none") if bare else Text("单位不同", "they differ in kind")
    told = Text(
        f"“{cells.name}”有的单元格带单位，{why.zh}，无法判断是否一致，未换算（括号内为行号）：{cells.said(places)}。请在列名写明单位。",
        f"“{cells.name}”: some cells state a unit and {why.en}, so nothing was converted (lines in brackets): "
        f"{cells.said(places, ', ')}. State the unit in the heading.",
    )
    notes.add("unit_unclear", "warning", told)


def note_scaled(cells: ColumnCells, notes: Notes) -> None:
    """Say which figures were multiplied because 万 or 亿 stands behind them."""
    scaled = [place for place in cells.places if cells.cell(place).scaled]
    if scaled:
        shown = "，".join(f"“{cells.words[place]}”= {_value(cells, place)}" for place in scaled[:3])
        told = Text(
            f"“{cells.name}”：带“万”“亿”的数值已按写明的倍数换算：{shown}{'…' if len(scaled) > 3 else ''}。",
            f"“{cells.name}”: figures with 万 (10,000) or 亿 (100 million) were multiplied as stated: {shown}.",
        )
        notes.add("unit_scaled", "warning", told)


def _value(cells: ColumnCells, place: int) -> str:
    cell = cells.cell(place)
    ends = [print_number(cell.low), print_number(cell.high)]
    return ends[0] if ends[0] == ends[1] else "-".join(ends)
