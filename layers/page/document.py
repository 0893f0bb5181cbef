"""From a scene to the document: data encoded, static fallback drawn, everything put into one page."""

from __future__ import annotations

from layers.page.scene import Scene
from layers.page.tiles import PageTiles
from layers.storage.project_file import project_hash
from layers.version import VERSION
from spatial.feedback import Feedback
from spatial.text import Language, Text


def make_document(scene: Scene, tiles: PageTiles, language: Language, feedback: Feedback) -> tuple[bytes, float]:
    """Return the page of a scene as UTF-8, and the step of the grid that its coordinates lie on, m.

    Parameters
    ----------
    scene
        What it shows (`layers.page.scene.collect`).
    tiles
        Its base maps, and blocks of JSON besides those of the scene.
    language
        The language it opens in.
    """
    from layers.page.data import encode
    from layers.page.page import build_page, json_block
    from layers.page.static import static_page

    data = encode(scene, language, feedback.part(0.0, 0.7), tiles)
    blocks = {name: json_block(content) for name, content in data.blocks.items()}
    feedback.report(0.8, Text("正在生成网页", "Making the page"))
    data.blocks["page"] |= {"version": VERSION, "hash": project_hash(scene.project)}
    blocks["page"] = json_block(data.blocks["page"])
    static = static_page(scene, data.paths, language)
    (south, west), (north, east) = data.first_extent
    centre = (south + north) / 2, (west + east) / 2
    title = scene.project.title.to(language)
    return build_page(title, language, blocks, static, centre), data.grid.step
