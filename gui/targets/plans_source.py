"""The plans of the project on screen, read in a worker and read again when the project or its figures change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gui.session import Session
from gui.tasks import Task
from layers.indicators.project_plans import Plans, plans_of
from spatial.errors import GisError
from spatial.text import Text

LABEL = Text("读取规划表格", "Reading the tables of the plans")
NO_PLANS = Text(
    "这个项目没有规划表格，所以没有台账。请在项目文件夹中建立 tables 文件夹，放入 indicators.csv（指标目录）"
    "和 values.csv（各规划的数字），可再放 areas.csv、claims.csv、facilities_table.csv；"
    "列名见起始数据的同名文件。然后点“重新读取”。"
    "也可以打开示例项目（文件 → 打开示例项目）看一个完整的例子。",
    "This project has no tables of plans, and therefore no ledger. Make a folder “tables” in the project's folder with "
    "indicators.csv (the catalogue) and values.csv (the figures of the plans), and areas.csv, claims.csv and "
    "facilities_table.csv where you have them; the columns are those of the starter data. Then press “Reload”. "
    "Or open the starter project (File → Open starter project) to see a complete example.",
)


class PlansSource(QObject):
    """Holds the plans. ``changed()``: other plans, or none; `why` says why there are none.

    Parameters
    ----------
    wanted
        Says whether anybody looks: nothing is read before.
    """

    changed = Signal()

    def __init__(self, session: Session, wanted: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._wanted = session, wanted
        self.plans: Plans | None = None
        self.why: Text = Text("")
        self._key: tuple[object, ...] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._read)
        session.changed.connect(lambda _: self._later.start())

    def look(self) -> None:
        """Read the plans if they are wanted and not those of the project as it stands."""
        self._later.start()

    def read_again(self) -> None:
        """Read the tables from the disk again; until then nobody acts on those there were."""
        self._key, self.plans, self.why = None, None, Text("")
        self._later.start()

    def _read(self) -> None:
        project, place = self._session.project, self._session.path
        key = (place, id(project.figures), frozenset(each.origin.sha256 for each in project.datasets))
        if not self._wanted() or key == self._key:
            return
        self._key = key
        self._figures = project.figures  # kept: its identity is part of the key

        def work(_: object) -> Plans | GisError | None:
            try:
                return plans_of(project, place)
            except GisError as error:
                return error

        def then(found: Plans | GisError | None) -> None:
            self.plans = found if isinstance(found, Plans) else None
            self.why = NO_PLANS if found is None else Text("")
            if isinstance(found, GisError):
                self.why = Text(found.message("zh"), found.message("en"))
            self.changed.emit()

        self._session.run(Task(LABEL, "plans", quiet=True), work, then)
