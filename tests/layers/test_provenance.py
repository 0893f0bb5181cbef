"""What a Chinese reader sees of the codes and the English remarks that the data hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from layers.code_words import code_word
from layers.provenance import provenance

DATA = Path(__file__).resolve().parents[2] / "data" / "geo"
LITTLE_WORDS = re.compile(r"(?<![\w.])(?:the|of|and|from|with|not|by|for|is|are|in|to|on|no)(?![\w.])")


def test_no_provenance_of_the_starter_data_is_left_in_english() -> None:
    cells = {
        feature["properties"].get(column) or ""
        for path in DATA.glob("*.geojson")
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
        for column in ("geometry_source", "source")
    }
    assert len(cells) > 100
    for cell in cells:
        words = provenance(cell)
        assert not LITTLE_WORDS.search(words.zh), words.zh


@pytest.mark.parametrize(
    ("column", "code", "zh"),
    [
        ("level", "subpark", "子园"),
        ("geometry_status", "digitised", "据公布四至描绘"),
        ("geometry_status", "sketched", "sketched"),
        ("name", "subpark", "subpark"),
        ("source", "001 sect. 7(1); not named in the seeds", "001 第 7(1) 节；规划未点名"),
        ("source", "区政府提供", "区政府提供"),
    ],
)
def test_words_for_codes(column: str, code: str, zh: str) -> None:
    assert code_word(column, code).zh == zh
