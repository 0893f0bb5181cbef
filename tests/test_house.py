"""The team's own habits, checked: each rule says why it is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

FLOORS = ("spatial", "layers", "gui")
PRODUCT = [Path("main.py"), *(path for floor in FLOORS for path in sorted(Path(floor).rglob("*.py")))]


@cache
def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in PRODUCT]


@cache
def imports_of(tree: ast.Module) -> set[str]:
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def test_a_room_is_small_enough_to_walk_through() -> None:
    long = [path.as_posix() for path in PRODUCT if len(path.read_text(encoding="utf-8").splitlines()) > 420]
    assert not long, "split by topic: a file is one room"


def test_functions_read_as_a_pipeline() -> None:
    functions = [
        (node.end_lineno - node.lineno + 1, f"{path}:{node.lineno} {node.name}")
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert not [where for length, where in functions if length > 90], "check, compute, assemble: split it"


def test_only_tasks_and_messages_catch_everything() -> None:
    broad = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if path.name not in ("tasks.py", "messages.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    assert not broad, "an error that nobody foresaw belongs in the crash dialog, not in a handler that guesses"


def test_threads_live_in_tasks_alone() -> None:
    starters = re.compile(r"\b(Thread|QThread|QThreadPool|QRunnable|ThreadPoolExecutor|ProcessPoolExecutor|Process)\(")
    found = {path.name for path in PRODUCT if starters.search(path.read_text(encoding="utf-8"))}
    assert found == {"tasks.py"}, "work is a plain function with feedback; gui/tasks.py runs it"


def test_panels_never_know_each_other() -> None:
    found = [
        f"{path} imports {name}"
        for path, tree in trees()
        if path.parts[0] == "gui" and path.stem.endswith(("_panel", "_dialog"))
        for name in imports_of(tree)
        if re.fullmatch(r"gui\.([\w.]+\.)?\w+_(panel|dialog)", name)
    ]
    assert not found, "panels know the session, never each other"


@pytest.mark.parametrize("word", ["utils", "common", "helpers", "misc"])
def test_no_room_without_a_topic(word: str) -> None:
    assert not [path for path in PRODUCT if path.stem == word]


def test_no_data_reaches_an_html_sink() -> None:
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|bindPopup|bindTooltip"
    )
    scripts = sorted(Path("resources/web").rglob("*.js"))
    assert scripts
    found = [f"{path}: {match.group()}" for path in scripts for match in sinks.finditer(path.read_text("utf-8"))]
    assert not found, "text of users goes through textContent"


def test_no_stub_is_left() -> None:
    stubs = [
        f"{path}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
    ]
    assert not stubs


def test_nobody_imports_the_command_line() -> None:
    assert not [path for path, tree in trees() if "main" in imports_of(tree)]


def test_no_two_test_files_share_a_name() -> None:
    """Pytest imports tests by their bare name: of two alike it refuses the second, and everything with it."""
    names = [path.name for path in Path("tests").rglob("test_*.py")]
    assert not sorted({name for name in names if names.count(name) > 1})
