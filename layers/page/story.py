"""The page of a result: its map, and the bars that are linked with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from layers.charts import ticks
from layers.comparison import show_alone
from layers.page.attributes import text_pair
from layers.results.curves import Curve, Floats
from layers.results.result_story import Story
from layers.results.result_tables import cell_words
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.text import Language
from spatial.values import print_number

MOST_BARS = 400


def write_story_page(story: Story, path: Path | str, language: Language = "zh", feedback: Feedback = SILENT) -> int:
    """Write a result as one HTML file that needs no network: map, linked bars and reading.

    Returns
    -------
    int
        Bytes written.

    Raises
    ------
    SourceError
        The file cannot be written.
    """
    from layers.page.document import make_document
    from layers.page.scene import collect
    from layers.page.tiles import page_tiles

    scene = collect(show_alone(story.project), [story.map_id], feedback.part(0.0, 0.5))
    carried = page_tiles(scene, "auto", feedback.part(0.5, 0.6))
    carried = replace(carried, blocks={**carried.blocks, "story": story_block(story)})
    document, _ = make_document(scene, carried, language, feedback.part(0.6, 0.95))
    replace_file(Path(path), lambda temporary: _write(temporary, document))
    return len(document)


def _write(path: Path, document: bytes) -> None:
    path.write_bytes(document)


def story_block(story: Story) -> dict[str, object]:
    """Return a story for the page; texts are pairs [zh, en], bars carry rows of the data set."""
    layers = story.project.map(story.map_id).layers
    layer = next(each for each in reversed(layers) if each.dataset == story.dataset and not each.context)
    ends = [each for bar in story.bars for each in (bar.value, bar.low, bar.high) if each is not None]
    return {
        "title": text_pair(story.title),
        "axis": text_pair(story.axis),
        "layer": layer.id,
        "span": [min([*ends, 0.0]), max([*ends, 0.0]) or (0.0 if min([*ends, 0.0]) < 0 else 1.0)],
        "curve": None if story.curve is None else curve_block(story.curve),
        "bars": [
            {
                "label": text_pair(bar.label),
                "value": bar.value,
                "low": bar.low,
                "high": bar.high,
                "figure": cell_words(bar.value, "zh", 3),
                "interval": bar.interval,
                "words": text_pair(bar.words),
                "features": list(bar.features),
                "mark": bar.mark,
                "colour": bar.colour,
            }
            for bar in story.bars[:MOST_BARS]
        ],
        "words": [text_pair(each) for each in story.words],
    }


def curve_block(curve: Curve) -> dict[str, object]:
    """Return a curve for the page: axis values are rounded to six digits."""
    (left, right), (low, high) = curve.spans()

    def listed(values: Floats | None) -> list[float] | None:
        return None if values is None else [float(f"{each:.6g}") for each in values.tolist()]

    return {
        "name": text_pair(curve.name),
        "axis": text_pair(curve.axis),
        "x": listed(curve.x),
        "y": listed(curve.y),
        "low": listed(curve.low),
        "high": listed(curve.high),
        "level": curve.level,
        "levelWords": text_pair(curve.level_words),
        "spans": [[left, right], [low, high]],
        "ticks": [_marks(left, right, 4), _marks(low, high, 4)],
        "words": [curve.words(place) for place in range(len(curve.x))],
    }


def _marks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    return [(value, print_number(value, 6)) for value in ticks(low, high, most=most)]
