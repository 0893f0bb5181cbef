"""Styles of layers that are copied, pasted, saved and applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QMainWindow

from gui.file_dialogs import ask_to_open, ask_to_save
from gui.language import say
from gui.messages import Message
from gui.session import Edit, Session
from gui.symbology.wish import put_look
from gui.tasks import Task
from layers import edits
from layers.cartography.style_files import (
    SUFFIX,
    LayerStyle,
    default_name,
    fitted,
    layer_style_of,
    needs_field,
    read_layer_style,
    style_bytes,
    wanted_kind,
    write_style,
)
from layers.cartography.styling import FieldChoice, field_choices
from layers.cartography.symbology import Symbology
from layers.layer import Layer
from layers.project import Project
from spatial.errors import GisError, SymbologyError
from spatial.text import Text

STYLE_MIME = "application/x-yuantu-style"
APPLY = Text("套用样式", "Apply a style")


class StyleVerbs(QObject):
    """The verbs about styles; they act on the layer that `layer` gives."""

    def __init__(self, session: Session, layer: Callable[[], Layer | None], window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._layer, self._window = session, layer, window

    def copy(self) -> None:
        """Put the style of the chosen layer on the clipboard."""
        layer = self._layer()
        if layer is None:
            return
        data = QMimeData()
        data.setData(STYLE_MIME, style_bytes(layer.symbology, layer.scales))
        QGuiApplication.clipboard().setMimeData(data)
        words = Text(
            f"已复制“{layer.name.to('zh')}”的样式，可粘贴到其他图层",
            f"The style of “{layer.name.to('en')}” is copied: paste it to another layer",
        )
        self._session.messages.show(Message("success", words))

    def paste(self) -> None:
        """Apply the style on the clipboard to the chosen layer."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not data.hasFormat(STYLE_MIME):
            words = Text("剪贴板中没有样式：请先复制一个图层的样式。", "No style on the clipboard: copy one first.")
            self._session.messages.show(Message("warning", words))
            return
        try:
            style = layer_style_of(bytes(data.data(STYLE_MIME).data()), say(Text("剪贴板", "clipboard")))
        except GisError as error:
            self._session.messages.error(error)
            return
        self.apply(style)

    def save(self) -> None:
        """Ask where to save the style of the chosen layer."""
        layer = self._layer()
        if layer is None:
            return
        look, scales = layer.symbology, layer.scales

        def chosen(paths: list[Path]) -> None:
            done = Text(f"样式已保存到 {paths[0]}", f"The style is saved in {paths[0]}")
            self._session.run(
                Task(Text("保存样式", "Save the style"), quiet=True),
                lambda _: write_style(look, paths[0], scales),
                lambda _: self._session.messages.show(Message("success", done)),
            )

        ask_to_save(self._window, self.tr("保存样式"), [self._filter()], Path(default_name(layer)), chosen)

    def open(self) -> None:
        """Ask for a style file and apply it to the chosen layer."""

        def chosen(paths: list[Path]) -> None:
            task = Task(Text("读取样式", "Read the style"), quiet=True)
            self._session.run(task, lambda _: read_layer_style(paths[0]), self.apply)

        ask_to_open(self._window, self.tr("套用样式文件"), [self._filter()], chosen)

    def _filter(self) -> str:
        return self.tr("园图样式") + f" (*{SUFFIX})"

    def apply(self, style: LayerStyle) -> None:
        """Give the chosen layer a style; where the layer lacks the column, ask which one to draw instead."""
        layer = self._layer()
        if layer is None:
            return
        dataset, look = self._session.project.dataset(layer.dataset), style.look
        if not needs_field(look, dataset):
            self._put(style, layer, "")
            return

        def then(choices: tuple[FieldChoice, ...]) -> None:
            fitting = [each for each in choices if each.kind == wanted_kind(look)]
            if not fitting:
                raise SymbologyError(
                    Text("这个图层没有可用于该样式的字段。", "The layer has no field that this style could draw."),
                    Text("请先连接表格，或另选样式。", "Join a table first, or choose another style."),
                )
            self._ask_field(style, layer, fitting)

        task = Task(Text("读取字段", "Reading the fields"), "style", quiet=True)
        self._session.run(task, lambda _: field_choices(dataset), then)

    def _ask_field(self, style: LayerStyle, layer: Layer, choices: list[FieldChoice]) -> None:
        names = [f"{say(each.field.title)} · {each.field.name}" for each in choices]
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("套用样式"))
        dialog.setLabelText(self.tr("图层没有样式所用的字段，请选择要显示的字段："))
        dialog.setComboBoxItems(names)
        dialog.setOkButtonText(self.tr("套用"))
        dialog.setCancelButtonText(self.tr("取消"))
        dialog.textValueSelected.connect(
            lambda name: self._put(style, layer, choices[names.index(name)].field.name) if name in names else None
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _put(self, style: LayerStyle, layer: Layer, field: str) -> None:
        dataset = self._session.project.dataset(layer.dataset)

        def then(made: Symbology) -> Edit:
            def edit(project: Project) -> Project:
                project = put_look(project, layer.id, made, ())
                return project if style.scales is None else edits.set_scales(project, layer.id, style.scales)

            return edit

        task = Task(APPLY, "style", quiet=True)
        self._session.run(task, lambda feedback: fitted(style.look, dataset, layer, field, feedback), then)
