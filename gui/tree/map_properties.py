"""The words of a map and of a project, in both languages: titles, description, caveats, the note on every export."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gui.language import on_language
from gui.session import Edit, Session
from layers import edits, map_edits
from spatial.text import Text

Line = QLineEdit | QPlainTextEdit


class _Words(QDialog):
    """A form of lines in Chinese and English; OK applies them as one step."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.lines: dict[str, Line] = {}
        self._labels: dict[str, QLabel] = {}
        self._hint = QLabel()
        self._hint.setObjectName("quiet")
        self._hint.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.rejected.connect(self.reject)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(self.form)
        column.addWidget(self._hint)
        column.addWidget(self.buttons)

    def add(self, name: str, words: str, rows: int = 1) -> None:
        """Add a line, or a box of several rows."""
        line: Line
        if rows == 1:
            line = QLineEdit(words)
        else:
            line = QPlainTextEdit(words)
            line.setTabChangesFocus(True)
            line.setFixedHeight(line.fontMetrics().lineSpacing() * rows + 14)
        label = QLabel()
        label.setBuddy(line)
        self.lines[name], self._labels[name] = line, label
        self.form.addRow(label, line)

    def text(self, name: str) -> Text:
        """Return what is typed in both languages, blanks around gone; several rows of one sentence become one."""
        return Text(*(" ".join(self.words(f"{name}_{language}").split()) for language in ("zh", "en")))

    def words(self, name: str) -> str:
        """Return what is typed in one line."""
        line = self.lines[name]
        return line.text() if isinstance(line, QLineEdit) else line.toPlainText()

    def name_lines(self, names: dict[str, str]) -> None:
        """Word the labels."""
        for name, words in names.items():
            self._labels[name].setText(words)
            self.lines[name].setAccessibleName(words.partition("(&")[0].replace("&", ""))

    def finish(self, label: Text, edit: Edit) -> None:
        """Do what was typed as one step, and close; nothing typed is no step."""
        if edit(self._session.project) is self._session.project or self._session.apply(label, edit):
            self.accept()


class MapProperties(_Words):
    """Title, description and caveats of a map."""

    def __init__(self, session: Session, map_id: str, parent: QWidget) -> None:
        super().__init__(session, parent)
        self._map_id = map_id
        shown = session.project.map(map_id)
        self.add("title_zh", shown.title.zh)
        self.add("title_en", shown.title.en)
        self.add("description_zh", shown.description.zh, 3)
        self.add("description_en", shown.description.en, 3)
        self.add("notes_zh", "\n".join(note.zh for note in shown.notes), 5)
        self.add("notes_en", "\n".join(note.en for note in shown.notes), 5)
        self.resize(620, 0)
        self.buttons.accepted.connect(self._accept)
        on_language(self, self._retranslate)

    def _accept(self) -> None:
        rows = [self.words(f"notes_{language}").rstrip().splitlines() for language in ("zh", "en")]
        notes = tuple(Text(zh.strip(), en.strip()) for zh, en in zip_longest(*rows, fillvalue=""))
        map_id, title, description = self._map_id, self.text("title"), self.text("description")
        label = Text("修改地图说明", "Change the words of the map")
        self.finish(label, lambda project: map_edits.word_map(project, map_id, title, description, notes))

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("地图属性"))
        self.name_lines(
            {
                "title_zh": self.tr("中文标题(&Z)"),
                "title_en": self.tr("英文标题(&E)"),
                "description_zh": self.tr("说明（中文）(&D)"),
                "description_en": self.tr("说明（英文）(&S)"),
                "notes_zh": self.tr("注意事项（中文）(&N)"),
                "notes_en": self.tr("注意事项（英文）(&O)"),
            }
        )
        self._hint.setText(self.tr("每行一条注意事项，中英文逐行对应；它们印在网页、图件和报告里。"))
        _name_buttons(self.buttons, self.tr("确定"), self.tr("取消"))


class ProjectProperties(_Words):
    """Title of the project, and the sentence that is printed on every export."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(session, parent)
        project = session.project
        self.add("title_zh", project.title.zh)
        self.add("title_en", project.title.en)
        self.add("status_zh", project.status_note.zh, 2)
        self.add("status_en", project.status_note.en, 2)
        self.resize(560, 0)
        self.buttons.accepted.connect(self._accept)
        on_language(self, self._retranslate)

    def _accept(self) -> None:
        title, note = self.text("title"), self.text("status")
        label = Text("修改项目属性", "Change the project's properties")
        self.finish(label, lambda project: edits.set_status_note(edits.rename_project(project, title), note))

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("项目属性"))
        self.name_lines(
            {
                "title_zh": self.tr("中文标题(&Z)"),
                "title_en": self.tr("英文标题(&E)"),
                "status_zh": self.tr("状态说明（中文）(&S)"),
                "status_en": self.tr("状态说明（英文）(&N)"),
            }
        )
        self._hint.setText(
            self.tr("状态说明印在每张图、每个网页和报告上；留空则不印。未经批复的边界仍画成虚线并标明。")
        )
        _name_buttons(self.buttons, self.tr("确定"), self.tr("取消"))


def _name_buttons(buttons: QDialogButtonBox, ok: str, cancel: str) -> None:
    buttons.button(QDialogButtonBox.StandardButton.Ok).setText(ok)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(cancel)
