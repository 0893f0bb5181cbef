"""Styles that travel: symbology and range of scales of a layer in a file of their own, fitted to another layer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from layers.cartography.scale_range import ScaleRange, check_scales
from layers.cartography.styling import GraduatedOptions, categorised, graduated, is_reversed, proportional
from layers.cartography.symbology import Categorised, Clustered, Graduated, Proportional, Symbology
from layers.cartography.symbology_locks import field_of, lock_of
from layers.edit_checks import check_symbology
from layers.layer import Dataset, Layer
from layers.storage.project_json import Decoder, encode
from spatial.errors import GisError, ProjectError, SymbologyError
from spatial.feedback import SILENT, Feedback
from spatial.text import Text

SUFFIX = ".yuantu-style"
VERSION = 1
_KEY = "yuantu_style"


@dataclass(frozen=True)
class LayerStyle:
    """How a layer is drawn, apart from its data.

    Parameters
    ----------
    look
        Its symbology.
    scales
        At which scales it is drawn; None: as the layer that takes the style has it.
    """

    look: Symbology
    scales: ScaleRange | None = None


def style_bytes(look: Symbology, scales: ScaleRange | None = None) -> bytes:
    """Return a style as JSON: the same form as in a project file, with a version in front."""
    import orjson

    content: dict[str, Any] = {_KEY: VERSION, "symbology": encode(look, Symbology)}
    if scales is not None:
        content["scales"] = encode(scales, ScaleRange)
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def style_of(content: bytes, name: str) -> Symbology:
    """Return the symbology of `layer_style_of`."""
    return layer_style_of(content, name).look


def layer_style_of(content: bytes, name: str) -> LayerStyle:
    """Return what `style_bytes` wrote; `name` is what an error calls the content.

    Raises
    ------
    SymbologyError
        It is no style, one of a newer version, or one that contradicts itself.
    """
    import orjson

    try:
        found: Any = orjson.loads(content)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get(_KEY), int) or "symbology" not in found:
        raise SymbologyError(
            Text(f"“{name}”不是园图样式。", f"“{name}” is no style of Yuantu."),
            Text(f"请选择扩展名为 {SUFFIX} 的文件。", f"Choose a file that ends in {SUFFIX}."),
        )
    if found[_KEY] > VERSION:
        raise SymbologyError(
            Text(f"“{name}”由较新的版本写成。", f"“{name}” was written by a newer version."),
            Text("请升级园图。", "Update Yuantu."),
        )
    try:
        look: Symbology = Decoder().decode(found["symbology"], Symbology, "symbology")
        check_symbology(look)
        scales: ScaleRange | None = None
        if "scales" in found:
            scales = Decoder().decode(found["scales"], ScaleRange, "scales")
            check_scales(scales)
    except GisError as error:
        raise SymbologyError(
            Text(f"样式“{name}”已损坏：{error.what.zh}", f"The style “{name}” is damaged: {error.what.to('en')}"),
            Text("请另选一个样式文件。", "Choose another style file."),
        ) from error
    return LayerStyle(look, scales)


def write_style(look: Symbology, path: Path, scales: ScaleRange | None = None) -> None:
    """Write a style file, whole or not at all.

    Raises
    ------
    SourceError
        The place cannot be written.
    """
    from spatial.files import replace_file

    content = style_bytes(look, scales)

    def write(temporary: Path) -> None:
        temporary.write_bytes(content)

    def check(written: Path) -> None:
        if layer_style_of(written.read_bytes(), path.name) != LayerStyle(look, scales):
            raise ProjectError(
                Text("写出的样式读回后不同。", "The style does not read back as it was written."),
                Text("原文件未改动；请检查磁盘后重试。", "The old file is unchanged. Check the disk and try again."),
            )

    replace_file(path, write, check)


def read_style(path: Path) -> Symbology:
    """Return the symbology of `read_layer_style`."""
    return read_layer_style(path).look


def read_layer_style(path: Path) -> LayerStyle:
    """Return what is in a style file.

    Raises
    ------
    SourceError
        The file cannot be read.
    SymbologyError
        It is no style that this version understands.
    """
    from spatial.files import errors_of_reading

    with errors_of_reading(path):
        content = path.read_bytes()
    return layer_style_of(content, path.name)


def needs_field(look: Symbology, dataset: Dataset) -> bool:
    """Return whether the style draws a column that the data set does not have: another one must be chosen."""
    return bool(field_of(look)) and field_of(look) not in dataset.frame.columns


def wanted_kind(look: Symbology) -> str:
    """Return the kind of column the style draws: ``number``, ``category``, or "" for none."""
    if isinstance(look, Graduated | Proportional):
        return "number"
    return "category" if field_of(look) else ""


def fitted(look: Symbology, dataset: Dataset, layer: Layer, field: str = "", feedback: Feedback = SILENT) -> Symbology:
    """Return a style for the data of a layer.

    Parameters
    ----------
    look
        The style. Where it draws the column that the layer has too, classes, colours and sizes stay exactly as they
        are, so that both layers compare; only the lock becomes that of the layer.
    dataset, layer
        What it is for.
    field
        Another column to draw instead: scheme, number of classes and ramp stay, and breaks, largest value and
        categories are made from the new figures.

    Raises
    ------
    SymbologyError
        The column does not exist, or a cluster style is put on features that are no points.
    ClassificationError
        The column holds no number.
    """
    if isinstance(look, Clustered):
        _check_points(dataset)
    if field and field != field_of(look):
        return _of_another_field(look, dataset, field, feedback)
    if needs_field(look, dataset):
        raise SymbologyError(
            Text(
                f"样式使用的字段“{field_of(look)}”在“{dataset.name.zh}”中不存在。",
                f"The style draws the field “{field_of(look)}”, which “{dataset.name.to('en')}” does not have.",
            ),
            Text("请另选一个字段。", "Choose another field."),
        )
    if not isinstance(look, Graduated | Proportional):
        return look
    same = [each for each in (layer.symbology, *layer.alternatives) if field_of(each) == look.field]
    lock = next((lock_of(each) for each in same if type(each) is type(look)), "")
    return replace(look, lock=lock)


def _of_another_field(look: Symbology, dataset: Dataset, field: str, feedback: Feedback) -> Symbology:
    if isinstance(look, Graduated):
        options = GraduatedOptions(
            ramp=look.ramp,
            reverse=is_reversed(look),
            zero_class=look.zero_class,
            paint=look.paint,
            stroke=look.stroke,
            stroke_width_px=look.stroke_width_px,
        )
        scheme = "" if look.scheme == "manual" else look.scheme
        return graduated(dataset, field, scheme, len(look.colours), feedback, **options)
    if isinstance(look, Proportional):
        made = proportional(dataset, field, max_radius_px=look.max_radius_px, fill=look.fill, stroke=look.stroke)
        return replace(made, stroke_width_px=look.stroke_width_px)
    if isinstance(look, Categorised | Clustered):
        return replace(look, field=field, categories=categorised(dataset, field).categories)
    return look


def _check_points(dataset: Dataset) -> None:
    kinds = [str(kind) for kind in dataset.frame.geom_type.dropna().unique()]
    if not all("Point" in kind for kind in kinds):
        raise SymbologyError(
            Text("聚类样式只能用于点图层。", "A cluster style is for layers of points only."),
            Text("请选择点图层，或另选样式。", "Choose a layer of points, or another style."),
        )


def default_name(layer: Layer) -> str:
    """Return a file name for the style of a layer: its name without what file systems refuse."""
    name = "".join("_" if mark in '\\/:*?"<>|' or ord(mark) < 32 else mark for mark in layer.name.to("zh"))
    return f"{name.strip(' .') or 'style'}{SUFFIX}"
