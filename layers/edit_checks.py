"""What an edit must not do: the checks of `layers.edits`, each with what is wrong and what to do."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from layers.cartography.patterns import PATTERNS
from layers.cartography.symbology import Bivariate, Categorised, Clustered, Graduated, Proportional, Symbology
from layers.cartography.symbology_fields import field_of, fields_of
from layers.cartography.symbology_locks import lock_of
from layers.layer import Layer
from layers.project import Project
from layers.storage.project_json import AbsentDataset
from spatial.errors import ProjectError
from spatial.text import Text

if TYPE_CHECKING:
    import geopandas as gpd


def check_new(part_id: str, taken: Collection[str], kind: Text) -> None:
    """Refuse an id that is taken or is no slug (it becomes part of file names)."""
    if part_id in taken:
        raise ProjectError(
            Text(f"编号为“{part_id}”的{kind.zh}已经存在。", f"There is a {kind.en} with the id “{part_id}” already."),
            Text("请换一个编号。", "Choose another id."),
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", part_id):
        raise ProjectError(
            Text(f"“{part_id}”不能作为{kind.zh}的编号。", f"“{part_id}” cannot be the id of a {kind.en}."),
            Text(
                "请用英文字母、数字、下划线，最多 80 个字符。",
                "Use ASCII letters, digits and underscores, 80 characters at most.",
            ),
        )


def check_layer(project: Project, layer: Layer) -> None:
    """Refuse a layer that names an unknown data set or column, has no name, or is opaque beyond 0 to 1."""
    check_text(layer.name, Text("图层名称", "name of a layer"))
    check_opacity(layer.opacity)
    for symbology in (layer.symbology, *layer.alternatives):
        check_look(project, layer.dataset, symbology)


def check_look(project: Project, dataset_id: str, symbology: Symbology) -> None:
    """Refuse a look that contradicts itself or draws a column that the data set does not have."""
    dataset = project.dataset(dataset_id)
    check_symbology(symbology)
    if fields_of(symbology) and not isinstance(dataset, AbsentDataset):
        check_columns(fields_of(symbology), dataset.frame, dataset_id)


def check_columns(columns: Iterable[str], frame: gpd.GeoDataFrame, dataset_id: str) -> None:
    """Refuse columns that the frame does not have."""
    known = [str(column) for column in frame.columns]
    missing = [column for column in columns if column not in known]
    if missing:
        raise ProjectError(
            Text(
                f"数据集“{dataset_id}”没有字段“{'、'.join(missing)}”。",
                f"The data set “{dataset_id}” has no field “{', '.join(missing)}”.",
            ),
            Text(f"现有：{'、'.join(known)}。", f"There are: {', '.join(known)}."),
        )


def check_locks(alternatives: Iterable[Symbology]) -> tuple[Symbology, ...]:
    """Return the first look of each lock; refuse looks that share a lock but not their breaks or reference value."""
    leaders: dict[tuple[type, str], Symbology] = {}
    for each in alternatives:
        if not lock_of(each):
            continue
        leader = leaders.setdefault((type(each), lock_of(each)), each)
        if _shared(leader) != _shared(each):
            raise ProjectError(
                Text(
                    f"“{field_of(leader)}”与“{field_of(each)}”锁定为同一分级（{lock_of(each)}），断点却不同。",
                    f"“{field_of(leader)}” and “{field_of(each)}” share the lock “{lock_of(each)}” but not the breaks.",
                ),
                Text("请给它们相同的断点，或取消锁定。", "Give them the same breaks, or remove the lock."),
            )
    return tuple(leaders.values())


def _shared(symbology: Symbology) -> tuple[object, ...]:
    if isinstance(symbology, Graduated):
        return (symbology.breaks, symbology.zero_class)
    return (symbology.reference, symbology.max_radius_px) if isinstance(symbology, Proportional) else ()


def check_place(index: int, places: int) -> None:
    """Refuse an index outside 0 … `places` - 1."""
    if not 0 <= index < places:
        raise ProjectError(
            Text(f"没有第 {index} 个位置。", f"There is no place {index}."),
            Text(f"可用 0 到 {places - 1}。", f"Choose 0 to {places - 1}."),
        )


def check_text(text: Text, what: Text) -> None:
    """Refuse an empty name or title."""
    if not text.zh.strip() and not text.en.strip():
        raise ProjectError(
            Text(f"{what.zh}不能为空。", f"The {what.en} cannot be empty."),
            Text("请填写名称。", "Give a name."),
        )


def check_opacity(opacity: float) -> None:
    """Refuse an opacity outside 0 to 1."""
    if not (math.isfinite(opacity) and 0 <= opacity <= 1):
        raise ProjectError(
            Text(f"不透明度不能是 {opacity:g}。", f"The opacity cannot be {opacity:g}."),
            Text("请填写 0（透明）到 1（不透明）之间的数。", "Give a number from 0 (clear) to 1 (opaque)."),
        )


def check_extent(extent: tuple[float, float, float, float]) -> None:
    """Refuse an extent that is not (west, south, east, north) in degrees, with west < east and south < north."""
    west, south, east, north = extent
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ProjectError(
            Text(f"范围 {extent} 不是经纬度范围。", f"The extent {extent} is not a range of degrees."),
            Text("应为（西，南，东，北），单位为度。", "Give (west, south, east, north) in degrees."),
        )


def check_symbology(symbology: Symbology) -> None:
    """Raise `ProjectError` where a symbology contradicts itself: breaks, colours, sizes."""
    if isinstance(symbology, Graduated):
        _check_breaks(symbology.breaks)
        _check_colours(len(symbology.colours), symbology.breaks)
    if isinstance(symbology, Bivariate):
        _check_breaks(symbology.breaks)
        _check_breaks(symbology.breaks_y)
        _check_colours(len(symbology.colours), symbology.breaks, symbology.breaks_y)
    if isinstance(symbology, Graduated | Bivariate | Categorised) and symbology.patterns:
        _check_patterns(symbology)
    if isinstance(symbology, Proportional):
        _check_positive(symbology.reference, Text("基准值", "The reference value"))
        _check_positive(symbology.max_radius_px, Text("最大半径", "The largest radius"))
    if isinstance(symbology, Clustered):
        _check_positive(symbology.eps_m, Text("邻域半径（米）", "The radius eps (metres)"))
        _check_positive(symbology.radius_px, Text("聚合半径（像素）", "The radius of aggregation (pixels)"))
        _check_positive(symbology.min_samples, Text("最少点数", "The smallest number of points"))
    if isinstance(symbology, Categorised | Clustered):
        _check_categories(symbology)


def _check_breaks(breaks: tuple[float, ...]) -> None:
    rising = all(low <= high for low, high in itertools.pairwise(breaks))
    if any(math.isnan(edge) for edge in breaks) or not rising:
        listed = ", ".join(f"{edge:g}" for edge in breaks)
        raise ProjectError(
            Text(f"分级断点“{listed}”不是递增的数。", f"The breaks “{listed}” do not increase."),
            Text("请从小到大填写断点。", "Give the breaks from the lowest to the highest."),
        )


def _check_colours(colours: int, *edges: tuple[float, ...]) -> None:
    breaks, classes = sum(map(len, edges)), math.prod(max(len(each) - 1, 0) for each in edges)
    if colours != classes:
        raise ProjectError(
            Text(
                f"{breaks} 个断点需要 {classes} 种颜色，现有 {colours} 种。",
                f"{breaks} breaks need {classes} colours; there are {colours}.",
            ),
            Text("请重新选择色带。", "Choose the colour ramp again."),
        )


def _check_patterns(symbology: Graduated | Bivariate | Categorised) -> None:
    unknown = [name for name in symbology.patterns if name not in PATTERNS]
    classes = len(symbology.categories) + 1 if isinstance(symbology, Categorised) else len(symbology.colours)
    given = len(symbology.patterns)
    if unknown or given != classes:
        named = Text(f"；没有图案“{unknown[0]}”", f"; there is no “{unknown[0]}”") if unknown else Text("")
        raise ProjectError(
            Text(
                f"黑白图案有 {given} 种，应为 {classes} 种{named.zh}。",
                f"{given} patterns for {classes} classes{named.en}.",
            ),
            Text("请重新勾选“黑白打印图案”。", "Tick “Patterns for black-and-white print” again."),
        )


def _check_positive(number: float, name: Text) -> None:
    if not (math.isfinite(number) and number > 0):
        raise ProjectError(
            Text(f"{name.zh}不能是 {number:g}。", f"{name.en} cannot be {number:g}."),
            Text("请填写大于 0 的数。", "Give a number above 0."),
        )


def _check_categories(symbology: Categorised | Clustered) -> None:
    values = [category.value for category in symbology.categories]
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise ProjectError(
            Text(f"类别“{twice[0]}”出现了两次。", f"The category “{twice[0]}” is listed twice."),
            Text("每个值只能有一种颜色。", "Each value has one colour."),
        )
