"""SOURCES.md: what each layer and table of the starter data rests on, counted from the data where it can be counted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

TEMPLATE = Path(__file__).with_name("SOURCES.template.md")


def describe_sources(read: Callable[[str], bytes]) -> str:
    """Return SOURCES.md: the template with ``{facts:layer}`` and ``{rows:table}`` filled in.

    Parameters
    ----------
    read
        Gives the content of a file of the starter data by its name.
    """

    def fill(match: re.Match[str]) -> str:
        kind, name = match.groups()
        if kind == "facts":
            return _facts(orjson.loads(read(f"{name}.geojson"))["features"])
        return str(sum(1 for _ in csv.DictReader(io.StringIO(read(f"tables/{name}.csv").decode()))))

    return re.sub(r"\{(facts|rows):(\w+)\}", fill, TEMPLATE.read_text(encoding="utf-8"))


def _facts(features: list[dict[str, Any]]) -> str:
    """Return number of features, accuracy, status and licences of a layer as list items."""
    properties = [feature["properties"] for feature in features]
    accuracy = [each["accuracy_m"] for each in properties]
    status = Counter(each["geometry_status"] for each in properties)
    licences = sorted({each["licence"] for each in properties if each.get("licence")})
    span = f"{min(accuracy)}" if min(accuracy) == max(accuracy) else f"{min(accuracy)}-{max(accuracy)}"
    counts = ", ".join(f"{name} {n}" for name, n in sorted(status.items()))
    facts = [f"- 要素 features: {len(features)}；精度 accuracy: {span} m；状态 status: {counts}"]
    if licences:
        facts.append(f"- 许可 licence: {', '.join(licences)}")
    return "\n".join(facts)
