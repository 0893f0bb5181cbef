"""What is at the point that was clicked: a card for every hit, with value, class, source, accuracy and status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.map.portrayals import Portrayals
from gui.session import Session
from gui.symbology.swatches import swatch
from gui.theme import icon
from gui.tree.layer_tree import shape_of
from layers.cartography.legend import Matrix
from layers.cartography.portrayal import Legend, LegendEntry, Portrayal
from layers.cartography.symbology import Bivariate, Single
from layers.cartography.symbology_locks import field_of
from layers.code_words import code_word
from layers.journal.writing import Command
from layers.layer import Dataset, Layer
from layers.page.attributes import PROVENANCE, column_texts, exported_columns, label_of
from layers.project import Project
from spatial.text import Text

NO_VALUE = Text("无数据", "No data")


@dataclass(frozen=True)
class Fact:
    """One line of a card."""

    label: Text
    value: Text


@dataclass(frozen=True, eq=False)
class Answer:
    """What is known of one feature that was hit.

    Parameters
    ----------
    layer_id, index
        Which feature of which layer.
    name, layer
        Names of both.
    entry
        Its row in the legend, None while the layer is being drawn.
    facts
        The indicator in force first, then provenance, then the other attributes.
    """

    layer_id: str
    index: int
    name: Text
    layer: Text
    entry: LegendEntry | None
    facts: tuple[Fact, ...]


def answer(project: Project, layer: Layer, index: int, portrayal: Portrayal) -> Answer:
    """Collect what is known of a feature; `index` is its row in the frame."""
    dataset = project.dataset(layer.dataset)
    legend, code = portrayal.legend, int(portrayal.classes[index])
    entry = next((entry for entry in legend.entries if entry.code == code), None)
    told = _told(portrayal, index)
    facts = [*_mapped(portrayal, index, entry), *_clustered(portrayal, index), *_attributes(dataset, index, told)]
    return Answer(layer.id, index, portrayal.placed.names[index], layer.name, entry, tuple(facts))


def _mapped(portrayal: Portrayal, index: int, entry: LegendEntry | None) -> list[Fact]:
    """Return the value in force as printed, and the class it fell in."""
    if isinstance(portrayal.symbology, Single):
        return []
    legend: Legend = portrayal.legend
    if legend.matrix is not None:
        return _two_values(portrayal, legend.matrix, index, entry)
    printed = portrayal.values[index]
    facts = [Fact(legend.title, Text(printed, printed) if printed else NO_VALUE)]
    if entry is not None and entry.label.to("zh") != printed:
        facts.append(Fact(Text("图例分级", "Class"), entry.label))
    return facts


def _two_values(portrayal: Portrayal, matrix: Matrix, index: int, entry: LegendEntry | None) -> list[Fact]:
    """Return both values of a map of two variables, each with its class; where it has none, why."""
    code = int(portrayal.classes[index])
    places = matrix.place_of(code) if code >= 0 else None
    facts = []
    printed = (portrayal.values[index], portrayal.values_y[index])
    for place, (axis, value) in enumerate(zip((matrix.x, matrix.y), printed, strict=True)):
        facts.append(Fact(axis.title, Text(value, value) if value else NO_VALUE))
        if places is not None:
            label = Text(f"图例分级（{'横' if place == 0 else '纵'}）", f"Class ({'across' if place == 0 else 'up'})")
            facts.append(Fact(label, axis.labels[places[place]]))
    if places is None and entry is not None:
        facts.append(Fact(Text("图例分级", "Class"), entry.label))
    return facts


def _clustered(portrayal: Portrayal, index: int) -> list[Fact]:
    if portrayal.clusters is None:
        return []
    label = int(portrayal.clusters.labels[index])
    if label < 0:
        return [Fact(Text("聚类", "Cluster"), Text("噪声点（不属于任何聚类）", "Noise (in no cluster)"))]
    found = portrayal.clusters.clusters[label]
    density = found.density_per_km2
    words = Text(f"第 {label + 1} 类，{found.n} 个点", f"No. {label + 1}, {found.n} points")
    if density is not None:
        words = Text(f"{words.zh}，{density:.2f} 个/km²", f"{words.en}, {density:.2f} per km²")
    return [Fact(Text("聚类", "Cluster"), words)]


def _told(portrayal: Portrayal, index: int) -> dict[str, str]:
    """Return the columns that the map shows, and what `_mapped` says of them."""
    look = portrayal.symbology
    told = {field_of(look): portrayal.values[index]}
    if isinstance(look, Bivariate):
        told[look.field_y] = portrayal.values_y[index]
    return told


def _attributes(dataset: Dataset, index: int, told: Mapping[str, str]) -> list[Fact]:
    """Return provenance and attributes, without what was told in the same words."""
    columns = [column for column in PROVENANCE if column in dataset.frame.columns]
    columns += [column for column in exported_columns(dataset) if column not in columns]
    row = dataset.frame.iloc[[index]]
    facts = []
    for column in columns:
        shown = None if row[column].isna().iloc[0] else column_texts(row[column])[0]
        if column in told and told[column] == (shown or ""):
            continue
        value = code_word(column, shown) if shown else NO_VALUE
        facts.append(Fact(label_of(dataset, column).title, value))
    return facts


class IdentifyPanel(QWidget):
    """Lists the answers. ``feature_chosen(layer_id, index)``: a card was clicked."""

    feature_chosen = Signal(str, int)

    def __init__(self, session: Session, portrayals: Portrayals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._portrayals = session, portrayals
        self._hits: tuple[tuple[str, int], ...] = ()
        self.answers: tuple[Answer, ...] = ()
        self._asked = False
        self._is_selected: Callable[[str, int], bool] = lambda layer_id, index: False
        self._count = QLabel()
        self._count.setObjectName("heading")
        self.copy = QToolButton()
        self.copy.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.copy.clicked.connect(self.copy_text)
        row = QHBoxLayout()
        row.addWidget(self._count, 1)
        row.addWidget(self.copy)
        self._page = QWidget()
        self._page.setObjectName("page")
        self._cards = QVBoxLayout(self._page)
        self._cards.setContentsMargins(0, 0, 6, 0)
        self._cards.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 4, 8)
        column.addLayout(row)
        column.addWidget(area, 1)
        session.stepped.connect(self._forget_another_project)
        session.changed.connect(lambda _: self._answer())
        on_language(self, self._retranslate)

    def _forget_another_project(self, command: Command) -> None:
        """Drop what was asked of another project: it is no answer, even where the layers have the same names."""
        if command.verb == "start":
            self._hits, self._asked = (), False

    def show_hits(self, hits: Sequence[tuple[str, int]]) -> None:
        """Show what is known of the features hit, given as (layer id, index), the topmost first."""
        self._hits, self._asked = tuple(hits), True
        self._answer()

    def mark(self, is_selected: Callable[[str, int], bool]) -> None:
        """Frame the cards of selected features; `is_selected(layer_id, index)` says which they are."""
        self._is_selected = is_selected
        for card in self._page.findChildren(_Card):
            card.mark(is_selected)

    def copy_text(self) -> None:
        """Put everything shown on the clipboard: one line per fact, tab between name and value."""
        QGuiApplication.clipboard().setText("\n\n".join(as_text(each) for each in self.answers))

    def _answer(self) -> None:
        project = self._session.project
        layers = {layer.id: layer for _, layer in project.layers()}
        found = []
        for layer_id, index in self._hits:
            portrayal = self._portrayals.of(layer_id)
            if layer_id in layers and portrayal is not None and index < len(portrayal.classes):
                found.append(answer(project, layers[layer_id], index, portrayal))
        self.answers = tuple(found)
        self._retranslate()

    def _retranslate(self) -> None:
        self.copy.setIcon(icon("copy"))
        self.copy.setText(self.tr("复制"))
        self.copy.setToolTip(self.tr("复制全部查询结果"))
        self.copy.setEnabled(bool(self.answers))
        if self.answers:
            self._count.setText(self.tr("此处有 {n} 个要素").format(n=len(self.answers)))
        elif self._asked:
            self._count.setText(self.tr("此处没有要素"))
        else:
            self._count.setText(self.tr("用“查询要素”工具点选地图"))
        while self._cards.count() > 1:
            item = self._cards.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, each in enumerate(self.answers):
            portrayal = self._portrayals.of(each.layer_id)
            if portrayal is not None:
                card = _Card(each, portrayal)
                card.clicked.connect(self.feature_chosen)
                card.mark(self._is_selected)
                self._cards.insertWidget(place, card)


def as_text(each: Answer) -> str:
    """Return an answer as lines of ``name<tab>value``."""
    lines = [f"{say(each.name)}\t{say(each.layer)}"]
    return "\n".join(lines + [f"{say(fact.label)}\t{say(fact.value)}" for fact in each.facts])


class _Card(QFrame):
    clicked = Signal(str, int)

    def __init__(self, each: Answer, portrayal: Portrayal) -> None:
        super().__init__()
        self.setObjectName("card")
        self._each = each
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        head = QHBoxLayout()
        if each.entry is not None:
            picture = QLabel()
            picture.setPixmap(swatch(each.entry.style, shape_of(portrayal)).pixmap(26, 16))
            head.addWidget(picture)
        head.addWidget(_words(say(each.name), "heading"), 1)
        column.addLayout(head)
        column.addWidget(_words(say(each.layer), "quiet"))
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(4)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for fact in each.facts:
            form.addRow(_words(say(fact.label), "quiet"), _words(say(fact.value)))
        column.addLayout(form)

    def mark(self, is_selected: Callable[[str, int], bool]) -> None:
        self.setProperty("selected", is_selected(self._each.layer_id, self._each.index))
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self.clicked.emit(self._each.layer_id, self._each.index)
        super().mousePressEvent(event)


def _words(words: str, name: str = "") -> QLabel:
    """Return a label that shows text as text, whatever it holds."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setObjectName(name)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
