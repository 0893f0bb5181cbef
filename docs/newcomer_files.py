"""The newcomer's files, and another program's window to drag them out of; see docs/newcomer.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import geopandas as gpd
import shapely
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QApplication, QListWidget

from spatial.crs import convert_datum

STARTER = Path(__file__).resolve().parents[1] / "data" / "geo"
LAYER = "各园区边界"
FIRMS, RATE = "企业数（家）", "研发投入强度（%）"
CELLS: dict[str, tuple[object, ...]] = {
    "桃浦智创城": (301, 316, 3.1, 3.4),
    "未来岛高新技术产业园": (440, "458（预估）", 4.8, 5.2),
    "新金环高新技术产业园": (95, 102, "/", "/"),
    "长风生态商务区": (128, 133, 2.2, "2.0-2.6"),
}
"""What the workbook says in words a planner meets: an estimate, «not applicable», a range."""


def make_files(folder: Path) -> tuple[list[Path], Path, gpd.GeoDataFrame]:
    """Write a Shapefile as offices send them, and a workbook; return their paths and the true boundaries.

    The Shapefile has names of fields and cells in GBK without a .cpg, calls itself WGS 84 and holds GCJ-02.
    The workbook has two rows of headings, the upper one merged over two years.
    """
    true = gpd.read_file(STARTER / "subparks.geojson")[["id", "name_zh", "geometry"]].rename(
        columns={"name_zh": "name"}
    )
    moved = shapely.transform(true.geometry.to_numpy(), lambda lonlat: convert_datum(lonlat, "wgs84", "gcj02"))
    codes = [f"{number:03d}" for number in range(1, len(true) + 1)]
    theirs = gpd.GeoDataFrame({"园区编号": codes, "园区名称": true["name"]}, geometry=moved, crs=4326)
    theirs.to_file(folder / f"{LAYER}.shp", encoding="GBK")
    (folder / f"{LAYER}.cpg").unlink(missing_ok=True)
    book = Workbook()
    sheet = book.active
    sheet.append(["园区名称", FIRMS, None, RATE, None])
    sheet.append([None, "2023年", "2024年", "2023年", "2024年"])
    for cells in ("A1:A2", "B1:C1", "D1:E1"):
        sheet.merge_cells(cells)
    for row, name in enumerate(true["name"]):
        usual = (20 + 7 * row, 24 + 8 * row, round(1.2 + 0.21 * row, 2), round(1.3 + 0.27 * row, 2))
        sheet.append([name, *CELLS.get(name, usual)])
    book.save(folder / "园区年报.xlsx")
    shapes = sorted(folder.glob(f"{LAYER}.*"))
    return shapes, folder / "园区年报.xlsx", true


class Files(QListWidget):
    """A list of files as a file manager shows it."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__()
        self._paths = paths
        self.setWindowTitle("文件")
        self.setDragEnabled(True)
        self.addItem("  ".join(sorted({path.suffix for path in paths})) + f"   {paths[0].stem}")
        self.setGeometry(1000, 640, 420, 60)

    def mimeData(self, _items: object) -> QMimeData:  # noqa: N802 - Qt's name
        """Return the files."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in self._paths])
        return mime


def show_files(paths: list[Path]) -> None:
    """Be the other program."""
    app = QApplication([])
    files = Files(paths)
    files.show()
    print("ready", flush=True)
    app.exec()


if __name__ == "__main__":
    show_files([Path(each) for each in sys.argv[1:]])
