"""Bookmarks: views of a map that go by a name. Edits, as in `layers.edits`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from layers.edit_checks import check_extent, check_text
from layers.layer import Bookmark
from layers.project import Project
from spatial.errors import ProjectError
from spatial.text import Text, plain


def add_bookmark(project: Project, map_id: str, bookmark: Bookmark) -> Project:
    """Add a bookmark at the end of those of a map; its name must be new there."""
    known = project.map(map_id).bookmarks
    check_text(plain(bookmark.name), Text("书签名称", "name of a bookmark"))
    _check_new(bookmark.name, known)
    check_extent(bookmark.extent)
    return _with_bookmarks(project, map_id, (*known, bookmark))


def remove_bookmark(project: Project, map_id: str, name: str) -> Project:
    """Remove a bookmark of a map."""
    found = _find(project, map_id, name)
    return _with_bookmarks(project, map_id, (each for each in project.map(map_id).bookmarks if each is not found))


def rename_bookmark(project: Project, map_id: str, name: str, new_name: str) -> Project:
    """Give a bookmark of a map another name, which must be new there."""
    found, known = _find(project, map_id, name), project.map(map_id).bookmarks
    if new_name == name:
        return project
    check_text(plain(new_name), Text("书签名称", "name of a bookmark"))
    _check_new(new_name, known)
    renamed = replace(found, name=new_name)
    return _with_bookmarks(project, map_id, (renamed if each is found else each for each in known))


def free_name(project: Project, map_id: str, wanted: str) -> str:
    """Return `wanted`, with a number behind it that no bookmark of the map has."""
    taken = {each.name for each in project.map(map_id).bookmarks}
    number = 1
    while f"{wanted} {number}" in taken:
        number += 1
    return f"{wanted} {number}"


def _find(project: Project, map_id: str, name: str) -> Bookmark:
    for each in project.map(map_id).bookmarks:
        if each.name == name:
            return each
    raise ProjectError(
        Text(f"这张地图没有书签“{name}”。", f"This map has no bookmark “{name}”."),
        Text("它可能已被移除。", "It may have been removed."),
    )


def _check_new(name: str, known: Iterable[Bookmark]) -> None:
    if name in {each.name for each in known}:
        raise ProjectError(
            Text(f"这张地图已有书签“{name}”。", f"This map has a bookmark “{name}” already."),
            Text("请换一个名称。", "Give another name."),
        )


def _with_bookmarks(project: Project, map_id: str, bookmarks: Iterable[Bookmark]) -> Project:
    old = project.map(map_id)
    new = replace(old, bookmarks=tuple(bookmarks))
    return replace(project, maps=tuple(new if each is old else each for each in project.maps))
