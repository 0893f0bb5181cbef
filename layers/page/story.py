"""The page of a result: its map, and the bars that are linked with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from layers.page.attributes import text_pair
from layers.results.result_story import Story
from layers.results.result_tables import cell_words
from spatial.feedback import SILENT, Feedback
from spatial.files import replace_file
from spatial.text import Language

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
    from layers.page.scene import collect
    from layers.page.tiles import page_tiles
    from layers.web_map import _document

    scene = collect(story.project, [story.map_id], feedback.part(0.0, 0.5))
    carried = page_tiles(scene, "auto", feedback.part(0.5, 0.6))
    carried = replace(carried, blocks={**carried.blocks, "story": story_block(story)})
    document, _ = _document(scene, carried, language, feedback.part(0.6, 0.95))
    replace_file(Path(path), lambda temporary: _write(temporary, document))
    return len(document)


def _write(path: Path, document: bytes) -> None:
    path.write_bytes(document)


def story_block(story: Story) -> dict[str, object]:
    """Return a story for the page; texts are pairs [zh, en], bars carry rows of the data set."""
    layers = story.project.map(story.map_id).layers
    layer = next(each for each in reversed(layers) if each.dataset == story.dataset and not each.context)
    ends = [each for bar in story.bars for each in (bar.value, bar.high) if each is not None]
    return {
        "title": text_pair(story.title),
        "axis": text_pair(story.axis),
        "layer": layer.id,
        "longest": max([*ends, 0.0]) or 1.0,
        "bars": [
            {
                "label": text_pair(bar.label),
                "value": bar.value,
                "low": bar.low,
                "high": bar.high,
                "figure": cell_words(bar.value, "zh", 3),
                "words": text_pair(bar.words),
                "features": list(bar.features),
                "mark": bar.mark,
            }
            for bar in story.bars[:MOST_BARS]
        ],
        "words": [text_pair(each) for each in story.words],
    }
