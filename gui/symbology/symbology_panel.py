"""The look of the chosen layer: kind, indicator and year, classes, colours. Changes show at once and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.language import on_language, say
from gui.map.portrayals import Portrayals
from gui.session import Edit, Session
from gui.symbology.advice_box import AdviceBox
from gui.symbology.bivariate import BivariateForm
from gui.symbology.breaks_editor import BreaksEditor
from gui.symbology.form import SymbologyForm
from gui.symbology.population_choice import ask_population
from gui.symbology.vision_box import VisionBox
from gui.symbology.wish import (
    KINDS,
    NEEDS_NUMBER,
    POINTS_ONLY,
    Facts,
    FieldGroup,
    Kind,
    Wish,
    build,
    facts_of,
    kind_of,
    put_derived,
    put_look,
    second_field,
    wish_of,
    with_alternatives,
)
from gui.tasks import Task
from layers.cartography.map_advice import advise, advise_pair, fewer_classes
from layers.cartography.styling import graduated
from layers.cartography.symbology import Bivariate, Graduated, Symbology
from layers.cartography.symbology_locks import field_of
from layers.cartography.vision import GREY, grey_report
from layers.indicators.footnotes import footnotes_of_layer
from layers.indicators.per_area import Derived, per_km2, with_columns
from layers.indicators.per_people import per_10k_people
from layers.layer import Dataset, Field, Layer
from layers.project import Project
from spatial.feedback import Feedback
from spatial.text import Text

BUILD_KEY = "symbology"
STEPPED = frozenset({"k", "breaks", "max_radius_px", "radius_px", "eps_m", "min_samples"})


class SymbologyPanel(QWidget):
    """Shows and changes the symbology of one layer (see `set_layer`); ``card_asked``: its definition card is wanted."""

    card_asked = Signal()

    def __init__(self, session: Session, portrayals: Portrayals, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._portrayals = session, portrayals
        self._layer_id = ""
        self._fields: dict[int, tuple[Dataset, Facts]] = {}
        self._wish = Wish()
        self._gesture = 0
        self.heading, self.result = QLabel(), QLabel()
        self.heading.setObjectName("heading")
        self.result.setObjectName("quiet")
        for label in (self.heading, self.result):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.definition = QPushButton()
        self.definition.clicked.connect(lambda: self.card_asked.emit())
        self.advice = AdviceBox()
        self.advice.taken.connect(self._mend)
        self.form = SymbologyForm()
        self.form.changed.connect(self._changed)
        self.form.finished.connect(self._end_gesture)
        self.pair = BivariateForm()
        self.pair.changed.connect(self._changed_pair)
        self.breaks = BreaksEditor(session)
        self.vision = VisionBox()
        self.vision.chosen.connect(self._look_with)
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show)
        session.changed.connect(lambda _: self._later.start())
        session.tasks.ended.connect(self._built)
        portrayals.ready.connect(lambda layer_id: self._later.start() if layer_id == self._layer_id else None)
        on_language(self, self._later.start)

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addWidget(self.form)
        column.addWidget(self.pair)
        column.addWidget(self.breaks)
        column.addWidget(self.advice)
        column.addWidget(self.result)
        column.addWidget(self.definition, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.vision)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(10, 10, 4, 8)
        whole.addWidget(area)

    def set_layer(self, layer_id: str) -> None:
        """Show the symbology of another layer, "" for none."""
        self._layer_id = layer_id
        self._later.start()

    # --- what is shown ---------------------------------------------------------------------------------------------

    def _layer(self) -> Layer | None:
        project = self._session.project
        return next((layer for _, layer in project.layers() if layer.id == self._layer_id), None)

    def _show(self) -> None:
        layer = self._layer()
        self.form.setVisible(layer is not None)
        self.pair.setVisible(layer is not None and isinstance(layer.symbology, Bivariate))
        self.advice.hide()
        self.breaks.setVisible(layer is not None and self.breaks.isVisible())
        self.definition.setText(self.tr("口径卡…"))
        self.definition.setVisible(layer is not None and bool(field_of(layer.symbology)))
        if layer is None:
            self.heading.setText(self.tr("没有选中的图层"))
            self.result.clear()
            return
        self.heading.setText(say(layer.name))
        self._wish = wish_of(layer.symbology)
        dataset = self._session.project.dataset(layer.dataset)
        fields = self._fields_of(dataset)
        if fields is None:
            self.form.setEnabled(False)
            return
        self.form.setEnabled(True)
        groups = self._groups()
        self.form.show_wish(self._wish, _kinds(groups, fields.is_points), groups)
        if isinstance(layer.symbology, Bivariate):
            self.pair.show_wish(self._wish, groups)
        self.breaks.show_layer(layer, dataset)
        self._show_result(layer, dataset)

    def _fields_of(self, dataset: Dataset) -> Facts | None:
        known = self._fields.get(id(dataset))
        if known is not None:
            return known[1]

        def then(fields: Facts) -> None:
            self._fields = {**dict(list(self._fields.items())[-15:]), id(dataset): (dataset, fields)}
            self._later.start()

        task = Task(Text("读取字段", "Reading the fields"), "fields", quiet=True)
        self._session.run(task, lambda feedback: facts_of(dataset, feedback), then)
        return None

    def _show_result(self, layer: Layer, dataset: Dataset) -> None:
        portrayal = self._portrayals.of(layer.id)
        if portrayal is None:
            return
        legend = portrayal.legend
        notes = footnotes_of_layer(self._session.project, layer.id)
        lines = [*map(say, notes), say(legend.method), *(say(note) for note in legend.notes)]
        self.result.setText("\n".join(line for line in lines if line))
        self._report_grey()
        self._show_advice(layer, dataset, int(np.count_nonzero(portrayal.classes >= 0)))

    def _show_advice(self, layer: Layer, dataset: Dataset, n_values: int) -> None:
        """Warn of what the choropleth in force may mislead to; other looks need no warning."""
        facts, look = self._fields.get(id(dataset)), layer.symbology
        if facts is None or not isinstance(look, Graduated | Bivariate):
            return
        field, unequal = dataset.field_of(look.field), facts[1].unequal_areas
        if isinstance(look, Bivariate):
            found = advise_pair(field, dataset.field_of(look.field_y), look, n_values, unequal)
        else:
            found = advise(field, look, n_values, unequal, bool(facts[1].people))
        self.advice.show_advice(found, fewer_classes(n_values))

    def _report_grey(self) -> None:
        """Say whether the classes stay apart while the map is looked at in grey."""
        made = self._portrayals.made(self._layer_id)
        grey = made is not None and self._portrayals.vision == GREY
        self.vision.show_report(grey_report(made) if made is not None and grey else Text(""))

    def _look_with(self, vision: str) -> None:
        """Show map, legend and ramps as a reader with this colour vision sees them; the project stays as it is."""
        self.form.set_vision(vision)
        self.pair.set_vision(vision)
        self.breaks.set_vision(vision)
        self._portrayals.set_vision(vision)
        self._later.start()

    # --- what is changed -------------------------------------------------------------------------------------------

    def _changed(self, control: str, value: object) -> None:
        if control == "kind":
            self._change_kind(str(value))
        elif control == "field":
            self._change_field(str(value))
        elif self._wish.kind == "bivariate":
            self._changed_pair(control, value)
        elif control == "scheme" and not value:
            self._change(control, scheme="", k=0, ramp="")
        else:
            self._change(control, **{control: value})

    def _change_kind(self, kind: str) -> None:
        wanted = next(each for each in KINDS if each == kind)
        group = self._group_for(wanted)
        fields = group.columns_from(group.members[0].field.name) if group is not None else ()
        present = self._wish.fields[0] if self._wish.fields else ""
        if group is not None and any(each.field.name == present for each in group.members):
            fields = group.columns_from(present)
        self._apply("kind", self._wish_for(wanted, fields))

    def _wish_for(self, kind: Kind, fields: tuple[str, ...]) -> Wish:
        """Return the wish to begin a kind with; a bivariate choropleth needs a second variable."""
        second = second_field(self._groups(), fields[0]) if kind == "bivariate" and fields else ""
        return Wish(kind, fields, field_y=second)

    def _changed_pair(self, control: str, value: object) -> None:
        """Change one control of a bivariate choropleth; the breaks are made anew unless only the look changes."""
        changes: dict[str, object] = {control: value}
        if control == "field":
            changes = {"fields": (str(value),)}
            if value == self._wish.field_y:  # the variables change places
                changes["field_y"] = self._wish.fields[0]
        elif control == "field_y" and value == self._wish.fields[0]:
            changes["fields"] = (self._wish.field_y,)
        if control in ("field", "field_y", "k"):
            for scheme in ("scheme", "scheme_y"):
                if getattr(self._wish, scheme) == "manual":
                    changes[scheme] = ""
        wish = replace(self._wish, fields=self._wish.fields[:1])
        self._apply(control, replace(wish, **changes))  # type: ignore[arg-type]  # controls name Wish's own fields

    def _change_field(self, column: str) -> None:
        layer = self._layer()
        if layer is None:
            return
        kind = kind_of(layer.symbology)
        offered = [each for each in layer.alternatives if field_of(each) == column]
        ready = next((each for each in offered if kind_of(each) == kind), offered[0] if offered else None)
        if ready is not None:
            self._put(ready, (), "")
            return
        group = self._group_of(column)
        same_group = group is not None and self._group_of(self._wish.fields[0] if self._wish.fields else "") is group
        base = self._wish if same_group or kind not in NEEDS_NUMBER else replace(self._wish, scheme="", k=0, ramp="")
        fields = group.columns_from(column) if group is not None else (column,) if column else ()
        self._apply("field", replace(base, fields=fields))

    def _change(self, control: str, **changes: object) -> None:
        column = self._wish.fields[0] if self._wish.fields else ""
        group = self._group_of(column)
        fields = group.columns_from(column) if group is not None else self._wish.fields
        if changes.get("kind"):
            self._apply(control, Wish(_kind(changes["kind"]), fields))
            return
        wish = replace(self._wish, fields=fields, **changes)  # type: ignore[arg-type]  # controls name Wish's own fields
        self._apply(control, wish)

    def _groups(self) -> tuple[FieldGroup, ...]:
        layer = self._layer()
        if layer is None:
            return ()
        dataset = self._session.project.dataset(layer.dataset)
        known = self._fields.get(id(dataset))
        return with_alternatives(known[1].groups, dataset, layer.alternatives) if known is not None else ()

    def _group_of(self, column: str) -> FieldGroup | None:
        for group in self._groups():
            if any(each.field.name == column for each in group.members):
                return group
        return None

    def _group_for(self, kind: Kind) -> FieldGroup | None:
        """Return the group to start with: the one in force where the kind can draw it, else the first that fits."""
        if kind == "single":
            return None
        wanted = "number" if kind in NEEDS_NUMBER else "category"
        fitting = [group for group in self._groups() if group.kind == wanted]
        present = self._group_of(self._wish.fields[0]) if self._wish.fields else None
        return present if present in fitting else fitting[0] if fitting else None

    def _apply(self, control: str, wish: Wish) -> None:
        layer = self._layer()
        if layer is None:
            return
        self._wish = wish
        dataset, before, layer_id = self._session.project.dataset(layer.dataset), layer.symbology, layer.id

        def then(look: Symbology) -> Edit:
            return lambda project: put_look(project, layer_id, look, wish.fields)

        label = Text(f"更改“{layer.name.to('zh')}”的样式", f"Change the style of “{layer.name.to('en')}”")
        merge = f"symbology:{layer_id}:{control}:{self._gesture}" if control in STEPPED else ""
        task = Task(label, BUILD_KEY, quiet=True)
        self._session.run(task, lambda feedback: build(dataset, wish, before, feedback), then, merge)

    def _end_gesture(self) -> None:
        """Let the next change be a step of its own, also where the last one is still being worked out."""
        self._gesture += 1
        self._session.history.end_merge()

    def _mend(self, offer: str) -> None:
        """Do what a warning offers."""
        if offer == "symbols":
            self._change("kind", kind="proportional")
        elif offer == "per_km2":
            self._divide(Text("改为每平方公里", "Map per km²"), per_km2)
        elif offer == "per_people":
            self._ask_people()
        else:
            layer = self._layer()
            portrayal = self._portrayals.of(self._layer_id)
            if layer is not None and portrayal is not None:
                k = fewer_classes(int(np.count_nonzero(portrayal.classes >= 0)))
                scheme = "" if self._wish.scheme == "manual" else self._wish.scheme
                self._change("fewer", k=k, scheme=scheme or "quantiles")

    def _ask_people(self) -> None:
        """Map the indicator per 10,000 people; where several populations are known, ask which one to divide by."""
        layer = self._layer()
        known = self._fields.get(id(self._session.project.dataset(layer.dataset))) if layer is not None else None
        people = known[1].people if known is not None else ()

        def take(chosen: Field) -> None:
            label = Text(f"改为每万人（{chosen.title.zh}）", f"Map it per 10,000 people ({chosen.title.to('en')})")
            self._divide(
                label, lambda dataset, columns, feedback: per_10k_people(dataset, columns, chosen.name, feedback)
            )

        if len(people) > 1:
            ask_population(self, people, take)
        elif people:
            take(people[0])

    def _divide(self, label: Text, divide: Callable[[Dataset, Sequence[str], Feedback], Derived]) -> None:
        """Map the indicator as a ratio: new columns and their look, in one step."""
        layer = self._layer()
        if layer is None:
            return
        dataset, layer_id, wish = self._session.project.dataset(layer.dataset), layer.id, self._wish
        group = self._group_of(wish.fields[0])
        columns = group.columns_from(wish.fields[0]) if group is not None else wish.fields

        def work(feedback: Feedback) -> tuple[Derived, Symbology]:
            derived = divide(dataset, columns, feedback.part(0.0, 0.8))
            made = with_columns(dataset, derived)
            return derived, graduated(made, tuple(derived.columns), ramp=wish.ramp, reverse=wish.reverse)

        def then(made: tuple[Derived, Symbology]) -> Edit:
            return lambda project: put_derived(project, layer_id, dataset, *made)

        self._session.run(Task(label, BUILD_KEY), work, then)

    def _built(self, task: Task) -> None:
        """Show what came of a wish; until then the controls show the wish itself."""
        if task.key == BUILD_KEY and not task.cancelled:
            self._later.start()

    def _put(self, look: Symbology, columns: tuple[str, ...], merge: str) -> None:
        layer_id = self._layer_id

        def edit(project: Project) -> Project:
            return put_look(project, layer_id, look, columns)

        self._session.apply(Text("切换指标或年份", "Switch indicator or year"), edit, merge)


def _kind(value: object) -> Kind:
    return next(each for each in KINDS if each == value)


def _kinds(groups: tuple[FieldGroup, ...], is_points: bool) -> tuple[Kind, ...]:
    """Return the kinds that the data allow."""
    numbers = any(group.kind == "number" for group in groups)
    categories = any(group.kind == "category" for group in groups)
    allowed = {"single": True, "categorised": categories, **dict.fromkeys(NEEDS_NUMBER, numbers)}
    allowed["bivariate"] = sum(len(group.members) for group in groups if group.kind == "number") > 1
    allowed |= dict.fromkeys(POINTS_ONLY, is_points)
    return tuple(kind for kind in KINDS if allowed[kind])
