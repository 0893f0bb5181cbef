"""Make the starter data in ``data/geo/`` from the folder of layers and tables they were collected in.

Run from the project folder:

    python -m data.make_starter [FOLDER]

FOLDER holds ``geo/*.geojson`` and ``tables/*.csv``; the default is ``../shared/data`` beside the project. Nothing is
fetched. The same input gives the same bytes: what is committed can be checked against the script (tests do).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.starter_checks import check_layer
from data.starter_layers import (
    Feature,
    carrying_area_layer,
    facility_kind_table,
    progress_layer,
    pudong_table,
    read_layer,
    subpark_layer,
    write_layer,
    zone_layer,
)
from data.starter_project import starter_project
from data.starter_sources import describe_sources
from layers.areas import read_areas
from layers.indicators.catalogue import read_catalogue
from layers.storage.project_archive import DOCUMENT
from layers.storage.project_file import WriteOptions, write_project
from layers.tables import read_rows
from spatial.errors import GisError, SourceError
from spatial.files import replace_bytes
from spatial.text import Text

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "data" / "geo"
# What the plans claim in words or sums, taken down by hand from the figures' notes; `self_check` reads it.
CLAIMS = ROOT / "data" / "claims.csv"
# Stock or flow, base and roll-up of each indicator, derived from its definition, and our translation of that: ours.
RULES = ROOT / "data" / "indicator_rules.csv"
# Industries that may be counted as one; ours, for users to edit, and off unless asked for.
SYNONYMS = ROOT / "data" / "industry_synonyms.csv"
DEFAULT_SOURCE = ROOT.parent / "shared" / "data"

LAYERS = ("districts", "zhangjiang", "lingang", "putuo_north", "putuo_south", "facilities", "context_land")
TABLES = (
    "areas",
    "indicators",
    "values",
    "facilities_table",
    "subpark_industries",
    "carrying_areas",
    "named_not_placed",
)

# Names that users type and no plan prints.
FURTHER_ALIASES = """area_id,alias,note
putuo-taopu,桃浦智创TOP,the complex 智创TOP综合体 stands for the whole park in everyday use
putuo-taopu,智创TOP,short for the same
zhangjiang-national-zone,张江高新技术产业开发区,name of the zone without the city
putuo-park-north,普陀园北组团,003 speaks of 南北两大组团
putuo-park-south,普陀园南组团,003 speaks of 南北两大组团
"""


def make(source: Path, target: Path) -> list[str]:
    """Write the starter data.

    Parameters
    ----------
    source
        Folder with ``geo/`` and ``tables/``.
    target
        Folder to write to; files of the same names are replaced, others are left alone.

    Returns
    -------
    list of str
        The files written, relative to `target`.

    Raises
    ------
    SourceError
        The folder or a file is missing, or a layer breaks one of the rules of `data.starter_checks`.
    """
    if not (source / "geo").is_dir() or not (source / "tables").is_dir():
        raise SourceError(
            Text(f"找不到起始数据文件夹“{source}”。", f"There is no folder of starter data at “{source}”."),
            Text(
                "请给出含 geo/ 与 tables/ 的文件夹：python -m data.make_starter 文件夹。"
                "已提交的 data/geo/ 不需要重新生成。",
                "Name the folder that holds geo/ and tables/: python -m data.make_starter FOLDER. "
                "The data/geo/ that is committed needs no making.",
            ),
        )
    (target / "tables").mkdir(parents=True, exist_ok=True)
    content = {f"{name}.geojson": (source / "geo" / f"{name}.geojson").read_bytes() for name in LAYERS}
    content |= {f"tables/{name}.csv": (source / "tables" / f"{name}.csv").read_bytes() for name in TABLES}
    content["tables/aliases.csv"] = FURTHER_ALIASES.encode()
    content["tables/claims.csv"] = CLAIMS.read_bytes()
    content["tables/indicator_rules.csv"] = RULES.read_bytes()
    content["tables/industry_synonyms.csv"] = SYNONYMS.read_bytes()
    for name, data in content.items():
        replace_bytes(target / name, data)
    derived = _derive(target)
    everything = content | derived
    derived["SOURCES.md"] = describe_sources(lambda name: everything[name]).encode()
    for name, data in derived.items():
        replace_bytes(target / name, data)
    _write_project(target)
    return [*content, *derived, DOCUMENT]


def _write_project(target: Path) -> None:
    areas, catalogue = read_areas(target / "tables" / "areas.csv"), read_catalogue(target / "tables")
    write_project(starter_project(target, areas, catalogue), target, options=WriteOptions(keep_backups=0))


def _derive(target: Path) -> dict[str, bytes]:
    """Return what is computed from the layers and tables in `target`, by file name."""
    layers = {name: read_layer(target / f"{name}.geojson") for name in LAYERS}
    for name, features in layers.items():
        check_layer(name, features)
    areas = read_areas(target / "tables" / "areas.csv")
    catalogue = read_catalogue(target / "tables")
    industries = read_rows(target / "tables" / "subpark_industries.csv", ("area_id", "industry_zh"))
    carrying = read_rows(target / "tables" / "carrying_areas.csv", ("district_id", "carrying_area_id", "geometry_id"))
    made: dict[str, list[Feature]] = {
        "zones": zone_layer(layers),
        "subparks": subpark_layer([*layers["putuo_north"], *layers["putuo_south"]], industries),
        "progress": progress_layer(layers, areas, catalogue),
        "carrying_areas": carrying_area_layer(layers, areas, carrying),
    }
    for name, features in made.items():
        check_layer(name, features)
    content = {f"{name}.geojson": write_layer(features) for name, features in made.items()}
    content["tables/pudong_indicators.csv"] = pudong_table(catalogue)
    content["tables/facility_kinds.csv"] = facility_kind_table(layers["facilities"])
    return content


def main(arguments: list[str] | None = None) -> int:
    """Run the script; return the exit code (1: bad input)."""
    parser = argparse.ArgumentParser(prog="python -m data.make_starter", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_SOURCE)
    try:
        written = make(parser.parse_args(arguments).folder, TARGET)
    except GisError as error:
        print(error.message("zh"), error.message("en"), sep="\n", file=sys.stderr)
        return 1
    print("\n".join(written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
