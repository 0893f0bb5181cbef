"""Where the data of a result come from, in one sentence: the documents that its features name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from layers.indicators.citations import citation
from layers.layer import Dataset
from layers.placement import texts
from spatial.text import Text

SOURCE_COLUMN = "source"
_DOCUMENT = re.compile(r"\S+\s*[（(][^（()）]+[）)]")
_LISTED, _LONG = 4, 60


def sources_of(datasets: Sequence[Dataset | None]) -> tuple[Text, ...]:
    """Return the documents that the features of data sets name as their source, the most frequent first; () for none.

    A cell that begins with a document and its title in brackets is told by that; figures count the features.
    """
    zh, en = [], []
    for dataset in dict.fromkeys(each for each in datasets if each is not None):
        if SOURCE_COLUMN not in dataset.frame.columns:
            continue
        found = Counter(_document(cell) for cell in texts(dataset.frame, SOURCE_COLUMN))
        named = [name for name, _ in found.most_common() if name]
        if not named:
            continue
        counts = [found[name] for name in named[:_LISTED]] if len(named) > 1 else []
        shown_zh = [f"{name}（{n}）" for name, n in zip(named, counts, strict=False)] or named
        cited = [citation(name).en for name in named[:_LISTED]]
        shown_en = [f"{name} ({n})" for name, n in zip(cited, counts, strict=False)] or cited
        left = len(named) - _LISTED
        zh.append(f"{dataset.name.zh}：{'、'.join(shown_zh)}{f'等 {len(named)} 份文件' if left > 0 else ''}")
        en.append(f"{dataset.name.to('en')}: {', '.join(shown_en)}{f' and {left} more' if left > 0 else ''}")
    return (Text(f"数据来源：{'；'.join(zh)}。", f"Sources of the data: {'; '.join(en)}."),) if zh else ()


def _document(cell: str) -> str:
    found = _DOCUMENT.match(cell.strip())
    return found.group() if found is not None and len(found.group()) <= _LONG else ""
