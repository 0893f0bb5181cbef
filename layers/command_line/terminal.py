"""What every command of the command line shares: options, the language, progress on a terminal, and printing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from spatial.errors import GisError
from spatial.feedback import CallbackFeedback, Feedback
from spatial.text import Language, Text

FILE = click.Path(path_type=Path)
JSON = click.option(
    "--json", "as_json", is_flag=True, help="只输出一个 JSON 对象 / print one JSON object and nothing else"
)


def tile_wish(_: click.Context, option: click.Parameter, value: str) -> Any:
    """Return ``auto``, ``none`` or the zoom that an option gives; refuse anything else."""
    if value in ("auto", "none"):
        return value
    if value.isdigit() and int(value) <= 24:
        return int(value)
    raise click.BadParameter(f"{value} (auto, none, 0-24)", param=option)


def language() -> Language:
    """Return the language of messages: Chinese, unless the environment variable YUANTU_LANGUAGE says ``en``."""
    return "en" if os.environ.get("YUANTU_LANGUAGE", "zh").lower().startswith("en") else "zh"


def complain(error: GisError) -> None:
    """Print an error on stderr."""
    click.echo(f"错误：{error.message('zh')}" if language() == "zh" else f"Error: {error.message('en')}", err=True)


def progress() -> Feedback:
    """Return a feedback that rewrites one line of a terminal, and is silent elsewhere."""
    if not sys.stderr.isatty():
        return Feedback()

    def rewrite(fraction: float, doing: Text | None) -> None:
        words = doing.to(language()) if doing else ""
        click.echo(f"\r\033[K{fraction:4.0%} {words}", nl=fraction >= 1, err=True)

    return CallbackFeedback(rewrite)


def as_json_line(result: dict[str, Any]) -> str:
    """Return a result as one line of JSON; NaN becomes null."""
    import orjson

    return orjson.dumps(result, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def finding_lines(findings: list[dict[str, Any]]) -> list[str]:
    """Return findings as lines of text."""
    marks = {"error": "✗", "warning": "!", "info": "·"}
    return [
        f"  {marks[row['severity']]} {row['code']}"
        + (f" [{row['feature']}]" if row["feature"] is not None else "")
        + f" {row['message']}"
        for row in findings
    ]
