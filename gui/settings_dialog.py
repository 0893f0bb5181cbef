"""The settings, page by page, made from their table: what is changed here is kept at OK, and in effect at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from gui.file_dialogs import ask_for_folder
from gui.language import on_language
from gui.settings import PAGES, SETTINGS, Choice, Folder, Number, Setting, Words, settings_text

_ROW_PX, _HINT_PX = 300, 440


class SettingsDialog(QDialog):
    """Shows every setting that has a label. OK keeps what was changed, Cancel nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows: dict[str, Row] = {each.key: _row(each) for each in SETTINGS if each.label}
        self.pages = QTabWidget()
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel | buttons.RestoreDefaults)
        for page, _ in PAGES:
            self.pages.addTab(self._page(page), "")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.pages, 1)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(buttons.RestoreDefaults).clicked.connect(self.fill_defaults)
        self.resize(620, 500)
        on_language(self, self._retranslate)

    def accept(self) -> None:
        """Keep what was changed, and close."""
        for row in self.rows.values():
            row.keep()
        super().accept()

    def fill_defaults(self) -> None:
        """Show the defaults on all pages; they are kept at OK."""
        for row in self.rows.values():
            row.show_value(row.setting.default)

    def _page(self, page: str) -> QWidget:
        made = QWidget()
        form = QFormLayout(made)
        form.setContentsMargins(12, 16, 12, 12)
        form.setVerticalSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for row in self.rows.values():
            if row.setting.page == page:
                form.addRow(row.label, row.widget)
                form.addRow("", row.hint)
        return made

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("设置"))
        for place, (_, title) in enumerate(PAGES):
            self.pages.setTabText(place, settings_text(title))
        self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).setText(self.tr("恢复默认值(&D)"))
        for row in self.rows.values():
            row.retranslate()
            if isinstance(row, _FolderRow):
                row.browse.setText(self.tr("浏览…"))
                row.title = self.tr("选择文件夹")


class Row:
    """One setting in the dialog: its label, what it is changed with, and its hint below."""

    def __init__(self, setting: Setting[object], widget: QWidget, field: QWidget) -> None:
        self.setting, self.widget = setting, widget
        self.label, self.hint = QLabel(), QLabel()
        self.label.setBuddy(field)
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.hint.setMinimumWidth(_HINT_PX)
        wide = self.hint.sizePolicy()
        wide.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.hint.setSizePolicy(wide)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._field = field

    def chosen(self) -> object:
        """Return what the widget holds."""
        raise AssertionError("each kind of setting has a row of its own")

    def show_value(self, value: object) -> None:
        """Let the widget hold a value."""

    def keep(self) -> None:
        """Keep what the widget holds if it is something else than what applies."""
        if self.chosen() != self.setting.value():
            self.setting.keep(self.chosen())

    def retranslate(self) -> None:
        """Write the words in the language of the window."""
        self.label.setText(settings_text(self.setting.label))
        self.hint.setText(settings_text(self.setting.hint))
        self._field.setToolTip(self.hint.text())
        self._field.setAccessibleName(self.label.text())


class _ChoiceRow(Row):
    def __init__(self, setting: Choice) -> None:
        self.box = QComboBox()
        for word, _ in setting.choices:
            self.box.addItem("", word)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words = setting.choices
        super().__init__(setting, self.box, self.box)  # type: ignore[arg-type]
        self.show_value(setting.value())

    def chosen(self) -> object:
        return str(self.box.currentData())

    def show_value(self, value: object) -> None:
        self.box.setCurrentIndex(self.box.findData(value))

    def retranslate(self) -> None:
        super().retranslate()
        for place, (_, words) in enumerate(self._words):
            self.box.setItemText(place, settings_text(words))


class _NumberRow(Row):
    def __init__(self, setting: Number) -> None:
        self.box = QSpinBox()
        self.box.setRange(setting.least, setting.most)
        self._number = setting
        super().__init__(setting, self.box, self.box)  # type: ignore[arg-type]
        self.show_value(setting.value())

    def chosen(self) -> object:
        return self.box.value()

    def show_value(self, value: object) -> None:
        self.box.setValue(int(str(value)))

    def retranslate(self) -> None:
        super().retranslate()
        self.box.setSuffix(f" {settings_text(self._number.unit)}")
        self.box.setSpecialValueText(settings_text(self._number.none))


class _FolderRow(Row):
    def __init__(self, setting: Folder) -> None:
        self.line, self.browse, self.title = QLineEdit(), QPushButton(), ""
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        self.browse.clicked.connect(self._browse)
        super().__init__(setting, widget, self.line)  # type: ignore[arg-type]
        self.show_value(setting.value())

    def chosen(self) -> object:
        words = self.line.text().strip()
        return str(Path(words).expanduser()) if words else ""

    def show_value(self, value: object) -> None:
        self.line.setText(str(value))

    def _browse(self) -> None:
        ask_for_folder(self.widget, self.title, lambda paths: self.line.setText(str(paths[0])))


class _WordsRow(Row):
    def __init__(self, setting: Words) -> None:
        self.line = QLineEdit()
        super().__init__(setting, self.line, self.line)  # type: ignore[arg-type]
        self.show_value(setting.value())

    def chosen(self) -> object:
        return self.line.text().strip()

    def show_value(self, value: object) -> None:
        self.line.setText(str(value))


def _row(setting: Setting[object]) -> Row:
    kinds: tuple[tuple[type, Callable[..., Row]], ...] = (
        (Choice, _ChoiceRow),
        (Number, _NumberRow),
        (Folder, _FolderRow),
        (Words, _WordsRow),
    )
    return next(make(setting) for kind, make in kinds if isinstance(setting, kind))
