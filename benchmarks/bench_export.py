"""Join, classify and export a page, against pandas merge, mapclassify and `geopandas.explore().save()`.

Each measurement runs in a process of its own (its peak memory is reported), imports and a first small run excluded.
Both sides join the same table, make five natural-break classes (points: markers by category) and write one HTML file
with name and value of each feature. explore draws without its legend (that needs d3 from a network), with Leaflet
served from the package through the browser driver; other addresses answer with an empty file. "Ready" is, for ours, the
mark that the page sets when the first whole picture is drawn; for explore the second animation frame after `load`, when
Leaflet's canvas has been painted. A page that is not ready after two minutes counts as two minutes (printed with ">").

    python -m benchmarks.bench_export [COUNT…] [--no-browser] [--no-peer]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

if TYPE_CHECKING:
    from playwright.sync_api import Page

Row = dict[str, str | float]
Floats = npt.NDArray[np.float64]

CASES = (("polygons", 1_000), ("polygons", 10_000), ("polygons", 100_000), ("points", 100_000))
POINTS_PER_SIDE = 5
SPAN = (121.0, 30.8, 0.8, 0.7)
LIMIT_S = 120
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking"]


def frame_of(kind: str, count: int) -> gpd.GeoDataFrame:
    """Return polygons of 20 vertices that share their borders, or points half of which lie in clumps; WGS 84."""
    rng = np.random.default_rng(8)
    geometry = _points(rng, count) if kind == "points" else _cells(rng, count)
    ids = [f"f{number:06d}" for number in range(count)]
    return gpd.GeoDataFrame({"id": ids, "name": [f"地块{i}" for i in ids]}, geometry=geometry, crs="EPSG:4326")


def table_of(count: int) -> pd.DataFrame:
    """Return a value for every feature, in another order."""
    rng = np.random.default_rng(9)
    order = rng.permutation(count)
    kinds = np.array(["研发", "制造", "服务", "居住", "其他"])[rng.integers(0, 5, count)]
    values = np.round(rng.lognormal(3, 1, count), 2)
    return pd.DataFrame({"id": [f"f{number:06d}" for number in order], "value": values, "kind": kinds})


def _points(rng: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    west, south, width, height = SPAN
    anywhere = rng.random((count - count // 2, 2))
    centres = rng.random((200, 2))[rng.integers(0, 200, count // 2)]
    xy = np.vstack([anywhere, np.clip(centres + rng.normal(size=centres.shape) * 0.005, 0, 1)])
    return np.asarray(shapely.points(np.round(xy * (width, height) + (west, south), 6)))


def _cells(rng: np.random.Generator, count: int) -> npt.NDArray[np.object_]:
    """Return jittered cells of a grid; neighbours share the vertices of their border exactly."""
    side = int(np.ceil(np.sqrt(count)))
    corners = np.stack(np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0)), axis=-1)
    corners += rng.uniform(-0.2, 0.2, corners.shape)
    share = (np.arange(POINTS_PER_SIDE) / POINTS_PER_SIDE)[:, None]
    across = corners[:, :-1, None] * (1 - share) + corners[:, 1:, None] * share
    up = corners[:-1, :, None] * (1 - share) + corners[1:, :, None] * share
    across[:, :, 1:] += rng.uniform(-0.06, 0.06, across[:, :, 1:].shape)
    up[:, :, 1:] += rng.uniform(-0.06, 0.06, up[:, :, 1:].shape)
    ends = corners[1:, 1:], corners[1:, :-1]
    top = np.concatenate([ends[0][:, :, None], across[1:, :, :0:-1]], axis=2)
    left = np.concatenate([ends[1][:, :, None], up[:, :-1, :0:-1]], axis=2)
    rings = np.concatenate([across[:-1], up[:, 1:], top, left, across[:-1, :, :1]], axis=2)
    west, south, width, height = SPAN
    xy = rings.reshape(side * side, -1, 2)[:count] / side * (width, height) + (west, south)
    return np.asarray(shapely.polygons(np.round(xy, 7)))


def export_ours(frame: gpd.GeoDataFrame, table: pd.DataFrame, path: Path, kind: str) -> None:
    """Join, classify (or aggregate) and export with the product."""
    from layers.cartography.styling import clustered, graduated
    from layers.layer import Dataset, Layer, Map
    from layers.project import Project
    from layers.web_map import write_web_map
    from spatial.joining.joins import join_table
    from spatial.text import Text

    joined = join_table(frame, table, [("id", "id")])
    dataset = Dataset("parcels", Text("地块", "Parcels"), joined.frame, id_field="id", name_field="name")
    looks = graduated(dataset, "value", "fisher_jenks", 5), clustered(dataset, "aggregate", "kind")
    layer = Layer("l", "parcels", Text("地块", "Parcels"), looks[kind == "points"])
    write_web_map(Project(Text("测试", "Bench"), (dataset,), (Map("m", Text("地图", "Map"), (layer,)),), "m"), path)


def export_peer(frame: gpd.GeoDataFrame, table: pd.DataFrame, path: Path, kind: str) -> None:
    """Join, classify and export as a geopandas user would."""
    joined = frame.merge(table, on="id")
    look = {"categorical": True} if kind == "points" else {"scheme": "FisherJenksSampled", "k": 5}
    joined.explore("kind" if kind == "points" else "value", legend=False, **look).save(path)


def child(side: str, kind: str, count: int, path: Path) -> dict[str, float]:
    """Measure one export in this process."""
    export = export_ours if side == "ours" else export_peer
    export(frame_of(kind, 100), table_of(100), path, kind)
    frame, table = frame_of(kind, count), table_of(count)
    start = time.perf_counter()
    export(frame, table, path, kind)
    seconds = time.perf_counter() - start
    return {"s": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure(side: str, kind: str, count: int, path: Path) -> dict[str, float]:
    """Measure one export in a child process."""
    command = [sys.executable, "-m", "benchmarks.bench_export", "--child", side, kind, str(count), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return measured | {"mb": path.stat().st_size / 1e6}


def ready_s(path: Path) -> float | None:
    """Return the seconds from navigation to the first whole picture (`LIMIT_S` at most); None without Chromium."""
    if not Path(CHROMIUM).exists():
        return None
    from playwright.sync_api import Route, TimeoutError, sync_playwright
    from xstatic.pkg import leaflet

    script = (Path(leaflet.BASE_DIR) / "leaflet.js").read_bytes()

    def answer(route: Route) -> None:
        is_leaflet = route.request.url.endswith("leaflet.js")
        route.fulfill(body=script if is_leaflet else b"", content_type="text/javascript" if is_leaflet else "text/css")

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else answer(route))
        page.add_init_script(
            "addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => "
            "document.documentElement.setAttribute('data-painted', String(performance.now())))))"
        )
        page.set_default_timeout(LIMIT_S * 1000)
        try:
            page.goto(path.resolve().as_uri())
            shown = _shown_at(page)
        except TimeoutError:
            shown = LIMIT_S * 1000.0
        browser.close()
    return shown / 1000


def _shown_at(page: Page) -> float:
    """Return the milliseconds after which a page that has been opened showed its first whole picture."""
    page.wait_for_selector("html[data-painted]")
    if page.evaluate("typeof Yuantu") != "object":
        return float(page.get_attribute("html", "data-painted") or "nan")
    page.wait_for_selector("html[data-ready=true]")
    return float(page.evaluate("performance.getEntriesByName('yuantu:ready')[0].startTime"))


def run(cases: tuple[tuple[str, int], ...] = CASES, *, browser: bool = True, peer: bool = True) -> list[Row]:
    """Measure every case; return a row each with both sides and their ratios (ours / explore)."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, count in cases:
            row: Row = {"case": f"{count:,} {kind}"}
            sides = ("ours", "explore") if peer else ("ours",)
            for side in sides:
                path = Path(folder) / f"{side}.html"
                figures = measure(side, kind, count, path)
                if browser and (shown := ready_s(path)) is not None:
                    figures["ready_s"] = shown
                row |= {f"{side}_{name}": value for name, value in figures.items()}
            for name in ("s", "mb", "peak_mb", "ready_s"):
                if f"explore_{name}" in row:
                    row[f"ratio_{name}"] = float(row[f"ours_{name}"]) / float(row[f"explore_{name}"])
            rows.append(row)
    return rows


def table(rows: list[Row]) -> str:
    """Return the rows as text: for each figure ours, explore's and the ratio."""
    names = (("s", "export s"), ("mb", "file MB"), ("peak_mb", "peak MB"), ("ready_s", "ready s"))
    lines = [f"{'ours / explore = ratio':20}" + "".join(f"{title:>26}" for _, title in names)]
    for row in rows:
        cells = []
        for name, _ in names:
            ours, other, ratio = (row.get(f"{side}_{name}") for side in ("ours", "explore", "ratio"))
            known = [
                f"{'> ' * (name == 'ready_s' and float(value) >= LIMIT_S)}{float(value):.2f}"
                for value in (ours, other)
                if value is not None
            ]
            cells.append(" / ".join(known) + (f" = {float(ratio):.3f}" if ratio is not None else ""))
        lines.append(f"{row['case']:20}" + "".join(f"{cell:>26}" for cell in cells))
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, help="only the cases of these sizes")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--child", nargs=4, metavar=("SIDE", "KIND", "COUNT", "PATH"))
    chosen = parser.parse_args(arguments)
    if chosen.child:
        side, kind, count, path = chosen.child
        print(json.dumps(child(side, kind, int(count), Path(path))))
        return
    cases = tuple(case for case in CASES if not chosen.counts or case[1] in chosen.counts)
    print(table(run(cases, browser=not chosen.no_browser, peer=not chosen.no_peer)))


if __name__ == "__main__":
    main()
