"""Document parts as JSON: one rule for every dataclass, explicit tags where several kinds may stand, no pickle."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from layers.cartography.symbology import Bivariate, Categorised, Clustered, Graduated, Proportional, Single
from layers.indicators.rules import UNSAID, Rule
from layers.layer import Dataset
from spatial.errors import ProjectError
from spatial.text import Text

Json = dict[str, Any]
T = TypeVar("T")

KINDS: Mapping[str, type] = MappingProxyType(
    {
        "single": Single,
        "graduated": Graduated,
        "bivariate": Bivariate,
        "proportional": Proportional,
        "categorised": Categorised,
        "clustered": Clustered,
    }
)
"""The tag ``kind`` of a symbology in a file. Never rename a tag: files hold them."""

_FRAME = {"gpd": types.SimpleNamespace(GeoDataFrame=object)}
_NOT_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


@dataclass(frozen=True)
class Stored:
    """Where the project file keeps the features of a data set.

    Parameters
    ----------
    kind
        ``inside``: a file of the project's own under ``data/``, with the joins done; ``linked``: the origin itself,
        unchanged, and the joins are done again when it is opened.
    path
        As in `Origin.path`: relative to the project folder with ``/``, or absolute for a linked file outside it.
    sha256
        Hash of that file.
    content
        Hash of the features with their joins (`layers.storage.frame_hash.frame_hash`).
    features
        How many features there are.
    crs
        CRS of the features (`layers.storage.frame_hash.crs_name`); empty where they have none, whatever the file says.
    """

    kind: Literal["inside", "linked"]
    path: str
    sha256: str
    content: str
    features: int
    crs: str = "EPSG:4326"


@dataclass(frozen=True, eq=False, kw_only=True)
class AbsentDataset(Dataset):
    """A data set whose file was not found: its frame is an empty placeholder, and nothing of it is lost on saving.

    Parameters
    ----------
    stored
        What the project file said of its features; written back as it is.
    """

    stored: Stored


# --- writing -------------------------------------------------------------------------------------------------------


def encode(value: Any, hint: Any) -> Any:
    """Return `value`, which is annotated with `hint`, as what JSON can hold.

    Floats stay exact; infinities and NaN become the texts ``inf``, ``-inf`` and ``nan``. Frames are left out.
    """
    if value is None:
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode_fields(value, _is_tagged(hint))
    kind, arguments = typing.get_origin(hint), typing.get_args(hint)
    if kind is tuple:
        item_hints = _item_hints(arguments, len(value))
        return [encode(item, item_hint) for item, item_hint in zip(value, item_hints, strict=True)]
    if kind is not None and issubclass(_class_of(kind), Mapping):
        return {str(key): encode(item, arguments[1]) for key, item in value.items()}
    if hint is float:
        number = float(value)
        return number if math.isfinite(number) else str(number)
    return hint(value) if hint in (int, bool, str) else value


def _says_nothing(name: str, value: Any) -> bool:
    """Return whether a part is left out since most have none: the rule of a column, the formulas of a data set."""
    return (isinstance(value, Rule) and value == UNSAID) or (name == "formulas" and not value)


def _encode_fields(part: Any, tagged: bool) -> Json:
    hints = hints_of(type(part))
    parts = {name: getattr(part, name) for name in hints}
    result = {name: encode(value, hints[name]) for name, value in parts.items() if not _says_nothing(name, value)}
    if tagged:
        result["kind"] = next(tag for tag, kind in KINDS.items() if kind is type(part))
    return result


def hints_of(kind: Any) -> Mapping[str, Any]:
    """Return the annotations of a dataclass by field name, without the frame of a data set."""
    return _hints_of(kind)


@cache
def _hints_of(kind: Any) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind, localns=_FRAME)
    return MappingProxyType({each.name: hints[each.name] for each in dataclasses.fields(kind) if each.name != "frame"})


def _is_tagged(hint: Any) -> bool:
    return any(each in KINDS.values() for each in typing.get_args(hint))


def _item_hints(arguments: tuple[Any, ...], length: int) -> tuple[Any, ...]:
    return (arguments[0],) * length if len(arguments) == 2 and arguments[1] is Ellipsis else arguments


def _class_of(kind: Any) -> type:
    return kind if isinstance(kind, type) else object


# --- reading -------------------------------------------------------------------------------------------------------


class Decoder:
    """Turns JSON back into the dataclasses it was made from, and says where it does not fit.

    Attributes
    ----------
    unknown
        Places of keys that this version of the program does not know. They are left out.
    """

    def __init__(self) -> None:
        self.unknown: list[str] = []

    def decode(self, value: Any, hint: Any, where: str) -> Any:
        """Return what `value`, found at `where`, stands for under the annotation `hint`; raise `ProjectError`."""
        kind, arguments = typing.get_origin(hint), typing.get_args(hint)
        if kind in (typing.Union, types.UnionType):
            return self._union(value, arguments, where)
        if kind is Literal:
            if value not in arguments:
                raise misfit(where, "、".join(repr(each) for each in arguments), value)
            return value
        if kind is tuple:
            return self._tuple(value, arguments, where)
        if kind is not None and issubclass(_class_of(kind), Mapping):
            return self._mapping(value, arguments[1], where)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self.part(value, hint, where)
        return _scalar(value, hint, where)

    def part(self, value: Any, kind: type[T], where: str, **known: Any) -> T:
        """Return a dataclass; `known` are fields that do not come from the JSON."""
        if not isinstance(value, dict):
            raise misfit(where, "{…}", value)
        hints = {name: hint for name, hint in hints_of(kind).items() if name not in known}
        self.unknown += [f"{where}.{key}" for key in value if key not in hints and key not in ("kind", "stored")]
        required = {each.name for each in dataclasses.fields(typing.cast(Any, kind)) if _is_required(each)}
        for name in sorted(required & hints.keys() - value.keys()):
            raise misfit(f"{where}.{name}", "…", None)
        found = {
            name: self.decode(value[name], hint, f"{where}.{name}") for name, hint in hints.items() if name in value
        }
        return kind(**found, **known)

    def _union(self, value: Any, arguments: tuple[Any, ...], where: str) -> Any:
        if value is None and type(None) in arguments:
            return None
        if any(each in KINDS.values() for each in arguments):
            tag = value.get("kind") if isinstance(value, dict) else None
            if not isinstance(tag, str) or tag not in KINDS:
                raise misfit(f"{where}.kind", "、".join(KINDS), tag)
            return self.part(value, KINDS[tag], where)
        for each in arguments:
            if each is type(value) or typing.get_origin(each) is not None:
                return self.decode(value, each, where)
        if int in arguments or float in arguments or str in arguments:
            return _scalar(value, next(each for each in arguments if each is not type(None)), where)
        raise misfit(where, str(arguments), value)

    def _tuple(self, value: Any, arguments: tuple[Any, ...], where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise misfit(where, "[…]", value)
        hints = _item_hints(arguments, len(value))
        if len(hints) != len(value):
            raise misfit(where, f"[…] × {len(hints)}", value)
        pairs = enumerate(zip(value, hints, strict=True))
        return tuple(self.decode(item, hint, f"{where}[{place}]") for place, (item, hint) in pairs)

    def _mapping(self, value: Any, hint: Any, where: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise misfit(where, "{…}", value)
        return MappingProxyType({key: self.decode(item, hint, f"{where}.{key}") for key, item in value.items()})


def _is_required(each: dataclasses.Field[Any]) -> bool:
    return each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING


def _scalar(value: Any, hint: Any, where: str) -> Any:
    if hint is float and isinstance(value, str) and value in _NOT_FINITE:
        return _NOT_FINITE[value]
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise misfit(where, getattr(hint, "__name__", str(hint)), value)


def misfit(where: str, expected: str, value: Any) -> ProjectError:
    """Return the error for `value` at a place in the project file where something else was expected."""
    found = "null" if value is None else repr(value)[:80]
    return ProjectError(
        Text(
            f"项目文件的“{where}”应为 {expected}，实际是 {found}。",
            f"“{where}” in the project file should be {expected} and is {found}.",
        ),
        Text(
            "请改正这一处，或打开 backups 中较早的版本。",
            "Correct that place, or open an older version from the folder “backups”.",
        ),
    )
