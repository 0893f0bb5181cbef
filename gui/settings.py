"""What the program remembers of its user: one table of typed settings, the only place that knows QSettings.

A part of the window reads ``settings.SNAP_PX.value()``, writes ``settings.SNAP_PX.keep(16)``, and hears of changes by
``on_setting(widget, (SNAP_PX,), self._take_tolerance)``. A stored value that is not one of the allowed ones (a file
edited by hand, a newer version) counts as not stored: the default applies, and nothing is overwritten.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QSettings, Signal

if TYPE_CHECKING:

    def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name lupdate looks for
        """Mark a text for translation (PySide's own stub says it returns an object)."""
else:
    from PySide6.QtCore import QT_TRANSLATE_NOOP

T = TypeVar("T")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One thing that is remembered.

    Parameters
    ----------
    key
        Where QSettings keeps it.
    default
        What applies until something is kept.
    label, hint
        Words of the settings dialog, Chinese sources of the context ``Settings``; no label: not in the dialog.
    page
        Id of the page of the dialog (see `PAGES`).
    private
        Names files of the user, or is of no use to a reader: left out of the diagnostics.
    """

    key: str
    default: T
    label: str = ""
    hint: str = ""
    page: str = ""
    private: bool = False

    @abstractmethod
    def read(self, stored: object) -> T:
        """Return the value of what QSettings holds; raise ValueError where that is none."""

    def value(self) -> T:
        """Return what is kept; the default where nothing is, or nothing that is allowed."""
        stored = QSettings().value(self.key)
        if stored is None:
            return self.default
        try:
            return self.read(stored)
        except ValueError:
            return self.default

    def keep(self, value: T) -> None:
        """Keep a value, and tell those who wait for it; raise ValueError for one that is not allowed."""
        QSettings().setValue(self.key, self._stored(self.read(value)))
        _bell.changed.emit(self.key)

    def forget(self) -> None:
        """Go back to the default."""
        QSettings().remove(self.key)
        _bell.changed.emit(self.key)

    def _stored(self, value: T) -> object:
        return value


@dataclass(frozen=True)
class Choice(Setting[str]):
    """One of some words; `choices` leads from each to what the dialog calls it."""

    choices: tuple[tuple[str, str], ...] = ()

    def read(self, stored: object) -> str:
        """Return a word that can be chosen."""
        if str(stored) not in dict(self.choices):
            raise ValueError(stored)
        return str(stored)


@dataclass(frozen=True)
class Number(Setting[int]):
    """A whole number from `least` to `most`, both included; `unit` is shown behind it, `none` in place of the least."""

    least: int = 0
    most: int = 100
    unit: str = ""
    none: str = ""

    def read(self, stored: object) -> int:
        """Return a number within the bounds."""
        number = int(str(stored))
        if not self.least <= number <= self.most:
            raise ValueError(stored)
        return number


@dataclass(frozen=True)
class Flag(Setting[bool]):
    """Yes or no."""

    def read(self, stored: object) -> bool:
        """Return what was kept: an INI file holds a word."""
        word = str(stored).lower()
        if word not in ("true", "false"):
            raise ValueError(stored)
        return word == "true"


@dataclass(frozen=True)
class Folder(Setting[str]):
    """A folder, empty for none."""

    def read(self, stored: object) -> str:
        """Return the path as it is written; whether it is there is asked when it is used."""
        return str(stored)


@dataclass(frozen=True)
class Words(Setting[str]):
    """What a user typed, empty for nothing."""

    def read(self, stored: object) -> str:
        """Return the words."""
        return str(stored)


@dataclass(frozen=True)
class Files(Setting[tuple[str, ...]]):
    """Paths of files, in order."""

    def read(self, stored: object) -> tuple[str, ...]:
        """Return the paths; an INI file holds a list of one as a text."""
        if isinstance(stored, list | tuple):
            return tuple(str(each) for each in stored)
        return (str(stored),) if stored else ()

    def _stored(self, value: tuple[str, ...]) -> object:
        return list(value)


@dataclass(frozen=True)
class Layout(Setting[QByteArray]):
    """Bytes that Qt made of the place of windows."""

    def read(self, stored: object) -> QByteArray:
        """Return the bytes."""
        if not isinstance(stored, QByteArray):
            raise ValueError(stored)
        return stored


PAGES: tuple[tuple[str, str], ...] = (
    ("window", QT_TRANSLATE_NOOP("Settings", "界面")),
    ("map", QT_TRANSLATE_NOOP("Settings", "地图与量测")),
    ("edit", QT_TRANSLATE_NOOP("Settings", "编辑边界")),
    ("files", QT_TRANSLATE_NOOP("Settings", "文件与保存")),
)
_SAME = "中文", "English"
LANGUAGE = Choice(
    "window/language",
    "zh",
    QT_TRANSLATE_NOOP("Settings", "语言"),
    QT_TRANSLATE_NOOP("Settings", "界面、图例与地图注记的语言，立即生效"),
    "window",
    choices=(("zh", _SAME[0]), ("en", _SAME[1])),
)
THEME = Choice(
    "window/theme",
    "system",
    QT_TRANSLATE_NOOP("Settings", "外观"),
    QT_TRANSLATE_NOOP("Settings", "浅色、深色，或随桌面系统变化"),
    "window",
    choices=(
        ("system", QT_TRANSLATE_NOOP("Settings", "跟随系统")),
        ("light", QT_TRANSLATE_NOOP("Settings", "浅色")),
        ("dark", QT_TRANSLATE_NOOP("Settings", "深色")),
    ),
)
COORDINATES = Choice(
    "map/coordinates",
    "decimal",
    QT_TRANSLATE_NOOP("Settings", "坐标格式"),
    QT_TRANSLATE_NOOP("Settings", "状态栏中鼠标位置的写法"),
    "map",
    choices=(
        ("decimal", QT_TRANSLATE_NOOP("Settings", "十进制度（121.473700°）")),
        ("dms", QT_TRANSLATE_NOOP("Settings", "度分秒（121°28′25.32″）")),
        ("grid", QT_TRANSLATE_NOOP("Settings", "平面坐标，米（CGCS2000 三度带，中央经线 120°）")),
    ),
)
DATUM = Choice(
    "map/datum",
    "wgs84",
    QT_TRANSLATE_NOOP("Settings", "坐标基准"),
    QT_TRANSLATE_NOOP("Settings", "经纬度按哪个基准显示；平面坐标总是 CGCS2000。不改变数据"),
    "map",
    choices=(("wgs84", "WGS 84"), ("cgcs2000", "CGCS2000"), ("gcj02", "GCJ-02"), ("bd09", "BD-09")),
)
LENGTH_UNIT = Choice(
    "map/length_unit",
    "auto",
    QT_TRANSLATE_NOOP("Settings", "长度单位"),
    QT_TRANSLATE_NOOP("Settings", "量测结果的长度单位"),
    "map",
    choices=(
        ("auto", QT_TRANSLATE_NOOP("Settings", "随大小：米或公里")),
        ("m", QT_TRANSLATE_NOOP("Settings", "米")),
        ("km", QT_TRANSLATE_NOOP("Settings", "公里")),
    ),
)
AREA_UNIT = Choice(
    "map/area_unit",
    "auto",
    QT_TRANSLATE_NOOP("Settings", "面积单位"),
    QT_TRANSLATE_NOOP("Settings", "量测结果的面积单位；1 亩 = 10000/15 平方米"),
    "map",
    choices=(
        ("auto", QT_TRANSLATE_NOOP("Settings", "随大小：平方米、公顷或平方公里")),
        ("m2", QT_TRANSLATE_NOOP("Settings", "平方米")),
        ("ha", QT_TRANSLATE_NOOP("Settings", "公顷")),
        ("km2", QT_TRANSLATE_NOOP("Settings", "平方公里")),
        ("mu", QT_TRANSLATE_NOOP("Settings", "亩")),
    ),
)
SNAP_PX = Number(
    "edit/snap_px",
    12,
    QT_TRANSLATE_NOOP("Settings", "捕捉距离"),
    QT_TRANSLATE_NOOP("Settings", "编辑图形时，鼠标离顶点或边多近就捕捉到它"),
    "edit",
    least=4,
    most=30,
    unit=QT_TRANSLATE_NOOP("Settings", "像素"),
)
SNAP_LAYERS = Choice(
    "edit/snap_layers",
    "visible",
    QT_TRANSLATE_NOOP("Settings", "捕捉哪些图层"),
    QT_TRANSLATE_NOOP("Settings", "其他图层只作捕捉的目标，不会被改动；顶点太多的图层不参与，并会说明"),
    "edit",
    choices=(
        ("visible", QT_TRANSLATE_NOOP("Settings", "正在编辑的图层和其他可见图层")),
        ("edited", QT_TRANSLATE_NOOP("Settings", "只有正在编辑的图层")),
    ),
)
AUTHOR = Words(
    "edit/author",
    "",
    QT_TRANSLATE_NOOP("Settings", "修订的作者"),
    QT_TRANSLATE_NOOP("Settings", "提交、锁定和解锁边界时记入台账的名字；不填则用系统登录名"),
    "edit",
    private=True,
)
"""Who commits revisions of boundaries; the dialog of a commit keeps what was typed the last time."""
TILE_CACHE_MB = Number(
    "map/tile_cache_mb",
    128,
    QT_TRANSLATE_NOOP("Settings", "瓦片缓存"),
    QT_TRANSLATE_NOOP("Settings", "本地瓦片底图最多占用的内存"),
    "map",
    least=16,
    most=1024,
    unit=QT_TRANSLATE_NOOP("Settings", "MB"),
)
EXPORT_FOLDER = Folder(
    "files/export_folder",
    "",
    QT_TRANSLATE_NOOP("Settings", "默认导出文件夹"),
    QT_TRANSLATE_NOOP("Settings", "导出网页、图件和表格时先建议的文件夹；不填则用最近用过的文件夹"),
    "files",
    private=True,
)
AUTOSAVE_MINUTES = Number(
    "files/autosave_minutes",
    0,
    QT_TRANSLATE_NOOP("Settings", "自动保存项目"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "已存为文件的项目每隔多久自动保存一次，之前的版本照样保留。每一步另外记入操作日志，意外退出后可以恢复",
    ),
    "files",
    least=0,
    most=60,
    unit=QT_TRANSLATE_NOOP("Settings", "分钟"),
    none=QT_TRANSLATE_NOOP("Settings", "不自动保存"),
)
RECENT = Files("files/recent", (), private=True)
LAST_FOLDER = Folder("files/last_folder", "", private=True)
GEOMETRY = Layout("window/geometry", QByteArray(), private=True)
STATE = Layout("window/state", QByteArray(), private=True)
TOUR_SEEN = Flag("window/tour_seen", False)
TIME_SLIDER = Flag("window/time_slider", False)

SETTINGS: tuple[Setting[object], ...] = (  # type: ignore[assignment]
    *(LANGUAGE, THEME),
    *(COORDINATES, DATUM, LENGTH_UNIT, AREA_UNIT, TILE_CACHE_MB),
    *(SNAP_PX, SNAP_LAYERS, AUTHOR),
    *(EXPORT_FOLDER, AUTOSAVE_MINUTES),
    *(RECENT, LAST_FOLDER, GEOMETRY, STATE, TOUR_SEEN, TIME_SLIDER),
)
"""All settings. Those with a label are in the dialog, in this order, and go back to their default there."""


def settings_text(source: str) -> str:
    """Return a text of the table in the language of the window."""
    return QCoreApplication.translate("Settings", source) if source else ""


def export_folder() -> Path:
    """Return the folder to propose for what leaves the house: the chosen one if it is there, else the last one used."""
    chosen = Path(EXPORT_FOLDER.value()).expanduser()
    return chosen if EXPORT_FOLDER.value() and chosen.is_dir() else last_folder()


def last_folder() -> Path:
    """Return the folder a file was last chosen in; the home folder at first."""
    return Path(LAST_FOLDER.value() or Path.home())


def open_settings() -> dict[str, str]:
    """Return what is kept under the keys that name no file of the user, by key (for the diagnostics)."""
    private = {each.key for each in SETTINGS if each.private}
    store = QSettings()
    return {
        key: str(store.value(key)) for key in store.allKeys() if key not in private and not key.startswith("files/")
    }


def on_setting(owner: QObject, watched: Iterable[Setting[T]], act: Callable[[], None]) -> None:
    """Call `act` now, and again whenever one of the settings is kept or forgotten, for as long as `owner` lives."""
    ear = _Ear(owner, frozenset(each.key for each in watched), act)
    _bell.changed.connect(ear.hear)
    act()


class _Bell(QObject):
    changed = Signal(str)


class _Ear(QObject):
    def __init__(self, owner: QObject, keys: frozenset[str], act: Callable[[], None]) -> None:
        super().__init__(owner)
        self._keys, self._act = keys, act

    def hear(self, key: str) -> None:
        if key in self._keys:
            self._act()


_bell = _Bell()
