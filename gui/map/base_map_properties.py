"""The properties of a base map: file, datum, scales, attribution, and what its archive says of itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialogs import ask_to_open, read_filters
from gui.language import language, on_language, say
from gui.rendering.tiles import picture_of
from gui.session import Session
from gui.tasks import Task
from gui.tree.scale_fields import ScaleFields
from layers import layer_tree_edits as tree_edits
from spatial.datums import DATUM_LABELS, DATUMS
from spatial.errors import GisError
from spatial.feedback import Feedback
from spatial.formats.tile_archives import TileInfo
from spatial.text import Text


class BaseMapProperties(QDialog):
    """Shows a base map of the shown map; OK changes it in one step."""

    def __init__(self, session: Session, base_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._map_id, self._id = session, session.project.active_map, base_id
        base = tree_edits.base_map_of(session.project.map(self._map_id), base_id)
        self._base = base
        self.name = QLineEdit(say(base.name))
        self.path, self.browse = QLineEdit(base.path), QPushButton()
        self.datum = QComboBox()
        for datum in DATUMS:
            self.datum.addItem("", datum)
        self.datum.setCurrentIndex(self.datum.findData(base.datum))
        self.attribution = QLineEdit(say(base.attribution))
        self.scales, self._scales_box = ScaleFields(base.scales), QGroupBox()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(150)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.browse.clicked.connect(self._ask)
        self._labels = {name: QLabel() for name in ("name", "path", "datum", "attribution")}
        self._info: TileInfo | GisError | None = None
        self._lay_out()
        self.resize(600, 560)
        on_language(self, self._retranslate)
        self._read()

    def _lay_out(self) -> None:
        file_row = QWidget()
        row = QHBoxLayout(file_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        fields = {"name": self.name, "path": file_row, "datum": self.datum, "attribution": self.attribution}
        for name, field in fields.items():
            self._labels[name].setBuddy(self.path if name == "path" else field)
            form.addRow(self._labels[name], field)
        inside = QVBoxLayout(self._scales_box)
        inside.addWidget(self.scales)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self._scales_box)
        column.addWidget(self.text, 1)
        column.addWidget(self.buttons)

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("底图属性"))
        self._labels["name"].setText(self.tr("名称(&N)"))
        self._labels["path"].setText(self.tr("瓦片文件(&F)"))
        self._labels["datum"].setText(self.tr("坐标基准(&D)"))
        self._labels["attribution"].setText(self.tr("署名(&A)"))
        self._scales_box.setTitle(self.tr("只在这些比例尺显示"))
        self.browse.setText(self.tr("浏览(&B)…"))
        self.datum.setToolTip(self.tr("国内网络地图的瓦片多为 GCJ-02；显示与导出时整幅移到正确位置"))
        for place, datum in enumerate(DATUMS):
            self.datum.setItemText(place, say(DATUM_LABELS[datum]))
        self.text.setAccessibleName(self.tr("底图属性"))
        self._tell()

    def _ask(self) -> None:
        filters = read_filters(self.tr("栅格瓦片"), "tiles")
        ask_to_open(self, self.tr("选择瓦片文件"), filters, lambda paths: self._take(paths[0]))

    def _take(self, path: Path) -> None:
        self.path.setText(path.as_posix())
        self._read()

    def _read(self) -> None:
        path = Path(self.path.text())

        def work(feedback: Feedback) -> TileInfo:
            from spatial.formats.tile_archives import open_tiles

            archive = open_tiles(path)
            archive.close()
            return archive.info

        def found(result: TileInfo | BaseException) -> None:
            self._info = result if isinstance(result, TileInfo | GisError) else None
            self._tell()

        task = Task(Text("读取底图", "Reading the base map"), f"base-map-{id(self)}", quiet=True)
        self._session.tasks.run(task, work, found, found)

    def _tell(self) -> None:
        info = self._info
        if isinstance(info, GisError):
            self.text.setPlainText(info.message(language()))
        elif info is not None:
            west, south, east, north = info.bounds
            rows = (
                (self.tr("名称"), info.name),
                (self.tr("格式"), info.tile_format.upper()),
                (self.tr("级别"), f"{info.min_zoom} – {info.max_zoom}"),
                (self.tr("范围"), f"{west:.5f}, {south:.5f} – {east:.5f}, {north:.5f}"),
                (self.tr("坐标系"), "EPSG:3857"),
                (self.tr("署名"), info.attribution),
            )
            self.text.setPlainText("\n".join(f"{label}\t{value}" for label, value in rows if value))

    def _accept(self) -> None:
        path = Path(self.path.text().strip())
        changes = {
            "name": _with_word(self._base.name, self.name.text().strip()),
            "path": path.as_posix(),
            "datum": str(self.datum.currentData()),
            "attribution": _with_word(self._base.attribution, self.attribution.text().strip()),
            "scales": self.scales.scales(),
        }
        owner, base_id = self._map_id, self._id
        label = Text("修改底图属性", "Change the base map")
        before = self._session.project.map(owner)
        picture_of(path, str(changes["datum"]), self._session.project.crs).error = None  # it may be mended
        applied = self._session.apply(
            label, lambda project: tree_edits.change_base_map(project, owner, base_id, **changes)
        )
        if applied or self._session.project.map(owner) is not before or _unchanged(self._base, changes):
            self.accept()


def _with_word(old: Text, word: str) -> Text:
    """Return a text with another word in the language of the window; words that were the same in both stay so."""
    if word == say(old):
        return old
    if old.to("zh") == old.to("en"):
        return Text(word, word)
    return Text(word, old.en) if language() == "zh" else Text(old.zh, word)


def _unchanged(base: object, changes: dict[str, object]) -> bool:
    return all(getattr(base, name) == value for name, value in changes.items())
