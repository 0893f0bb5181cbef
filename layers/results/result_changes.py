"""What differs between a result and the same computed anew, in words: which rows, which figures, from what to what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from layers.results.result_tables import Cell, ResultTable, cell_words
from spatial.text import LANGUAGES, Text

_Row = tuple[Cell, ...]
_LISTED = 4


@dataclass(frozen=True)
class Told:
    """Which columns of a result a change is told by, named by their Chinese headings.

    Parameters
    ----------
    rows
        Columns that together name a row.
    figures
        Columns whose changes are told.
    """

    rows: tuple[str, ...]
    figures: tuple[str, ...]


def table_changes(before: ResultTable, after: ResultTable, told: Told) -> Text:
    """Return one sentence of what changed, as far as printed figures show it.

    Rows are found again by their names; a figure that differs only beyond the printed digits has not changed.
    """
    if [each.zh for each in before.columns] != [each.zh for each in after.columns]:
        return Text("结果的列也变了，未逐项对照。", "The columns changed, too: figures were not compared.")
    old, new = _rows(before, told.rows), _rows(after, told.rows)
    lines = [_row_words(name, old[name], new[name], after, told.figures) for name in new if name in old]
    changed = [each for each in lines if each]
    gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
    zh, en = [each.zh for each in changed[:_LISTED]], [each.to("en") for each in changed[:_LISTED]]
    if len(changed) > _LISTED:
        zh.append(f"另有 {len(changed) - _LISTED} 行有变化")
        en.append(f"{len(changed) - _LISTED} more rows changed")
    for names, word in ((come, Text("新增", "new")), (gone, Text("不再有", "gone"))):
        if names:
            shown = names[:_LISTED]
            more = "…" if len(names) > _LISTED else ""
            zh.append(f"{word.zh}：{'、'.join(each.zh for each in shown)}{more}")
            en.append(f"{word.en}: {', '.join(each.to('en') for each in shown)}{more}")
    if not zh:
        return Text("没有一个数字改变。", "no figure changed.")
    return Text("；".join(zh) + "。", "; ".join(en) + ".")


def _rows(table: ResultTable, headings: Collection[str]) -> dict[Text, _Row]:
    places = [place for place, each in enumerate(table.columns) if each.zh in headings]

    def name(row: _Row) -> Text:
        zh, en = ([cell_words(row[place], each) for place in places] for each in LANGUAGES)
        return Text("—".join(zh), " – ".join(en))

    return {name(row): row for row in table.rows}


def _row_words(name: Text, old: _Row, new: _Row, table: ResultTable, headings: Collection[str]) -> Text:
    zh, en = [], []
    for place, heading in enumerate(table.columns):
        if heading.zh not in headings:
            continue
        words = [(cell_words(old[place], each), cell_words(new[place], each)) for each in LANGUAGES]
        if words[0][0] != words[0][1]:
            between = "" if heading.zh.endswith("）") else " "
            zh.append(f"{heading.zh}{between}{words[0][0]} → {words[0][1]}")
            en.append(f"{heading.to('en').lower()} {words[1][0]} → {words[1][1]}")
    if not zh:
        return Text("")
    head_zh, head_en = (f"{name.zh}：", f"{name.to('en')}: ") if name.zh else ("", "")
    return Text(f"{head_zh}{'，'.join(zh)}", f"{head_en}{', '.join(en)}")
