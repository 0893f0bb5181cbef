"""Templates of reports: a TOML file in which a planner turns sections on and off, orders and words them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spatial.errors import ExportError
from spatial.files import errors_of_reading
from spatial.text import Language, Text

SECTIONS: dict[str, Text] = {
    "summary": Text("摘要", "Summary"),
    "changes": Text("与上次报告相比", "What changed since the last report"),
    "status": Text("指标状态总览", "Status of the targets"),
    "indicators": Text("目标指标逐项评估", "Indicators with a target"),
    "blocks": Text("区块比较", "Comparison of the blocks"),
    "density": Text("设施密度", "Density of facilities"),
    "overlap": Text("产业定位重叠", "Overlap of positioning"),
    "self_check": Text("规划自洽检查", "The plans checked against themselves"),
    "facilities": Text("设施建设时间", "Facility timeline"),
    "revisions": Text("边界修订台账", "Ledger of boundary revisions"),
    "scenarios": Text("扩区情景", "Scenarios of expansion"),
    "ledger": Text("指标台账全表", "All figures of the ledger"),
    "sources": Text("来源与口径", "Sources and definitions"),
    "inputs": Text("输入文件与校验值", "Input files and their hashes"),
}
PLACEHOLDERS = ("project", "date", "year", "version", "status")
_TITLE = Text("{project}：中期评估报告", "{project}: mid-term evaluation report")
_KEYS = {"title", "subtitle", "status", "contents", "maps", "density", "logo", "letterhead", "section"}
_SECTION_KEYS = {"id", "title", "text", "show"}
LOGO_ENDINGS = (".png", ".jpg", ".jpeg")
_WORD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Section:
    """A chapter: its id (a key of `SECTIONS`), its heading, and words of the planner's own at its beginning."""

    id: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Template:
    """How a report is put together.

    Parameters
    ----------
    title, subtitle, status
        Words of the cover, with placeholders such as ``{project}``; an empty `status` is the project's.
    sections
        Chapters in order.
    contents, maps
        Whether there are a table of contents, and maps.
    density
        Pairs of data set ids (zones, points) whose density is reported; empty: those that share a map.
    logo
        PNG or JPEG for the cover; None: none.
    letterhead
        DOCX whose header, footer, page and styles a report in DOCX takes over; None: ours.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    status: str = ""
    contents: bool = True
    maps: bool = True
    density: tuple[tuple[str, str], ...] = ()
    logo: Path | None = None
    letterhead: Path | None = None


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return words with their placeholders filled; `values` has all of `PLACEHOLDERS`."""
    return _WORD.sub(lambda found: values[found.group(1)], words)


def default_template(language: Language) -> Template:
    """Return the template that is used when there is none: every section, in the usual order."""
    return Template(
        _TITLE.to(language),
        Text("依据规划“中期评估”要求编制", "For the mid-term evaluation that the plans require").to(language),
        tuple(Section(key, title.to(language)) for key, title in SECTIONS.items()),
    )


def read_template(path: Path, language: Language) -> Template:
    """Read a template; what it does not say stays as in `default_template`.

    Raises
    ------
    ExportError
        It is no TOML, or says something unknown: the message names the place.
    SourceError
        The file cannot be read.
    """
    with errors_of_reading(path):
        content = path.read_bytes()
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _wrong(path, Text("不是 UTF-8 文本", "it is not UTF-8 text")) from error
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, Text(f"TOML 语法有误（{error}）", f"it is no valid TOML ({error})")) from error
    usual = default_template(language)
    _known(path, told, _KEYS, Text("模板", "the template"))
    words = {key: _words(path, told, key, getattr(usual, key)) for key in ("title", "subtitle", "status")}
    flags = {key: _typed(path, told, key, bool, True) for key in ("contents", "maps")}
    sections = tuple(_sections(path, told, language)) or usual.sections
    return Template(
        words["title"],
        words["subtitle"],
        sections,
        words["status"],
        flags["contents"],
        flags["maps"],
        _pairs(path, told),
        _file(path, told, "logo", LOGO_ENDINGS),
        _file(path, told, "letterhead", (".docx",)),
    )


def template_text(language: Language) -> str:
    """Return the usual template as a TOML file to be changed."""
    usual = default_template(language)
    head = Text(
        "# 报告模板。可用的占位符：{words}。\n# 章节可以删去、换序、改标题；text 是章首的文字；show = false 则不印。\n"
        "# logo 是封面的徽标（PNG、JPEG），letterhead 是带单位页眉页脚和样式的 DOCX，路径从本文件所在处算起。\n",
        "# Template of a report. Placeholders: {words}.\n# Sections may be removed, reordered and renamed; text stands "
        "at the head of a chapter; show = false leaves it out.\n# logo is a PNG or JPEG for the cover, letterhead a "
        "DOCX with header, footer and styles of the house; paths start from this file.\n",
    ).to(language)
    lines = [head.replace("{words}", " ".join(f"{{{each}}}" for each in PLACEHOLDERS))]
    lines += [f"title = {_quoted(usual.title)}", f"subtitle = {_quoted(usual.subtitle)}"]
    lines += ["contents = true", "maps = true", '# density = [["zones", "facilities"]]  # [[zones, points], ...]']
    lines += ['# logo = "logo.png"', '# letterhead = "letterhead.docx"', ""]
    for section in usual.sections:
        lines += ["[[section]]", f'id = "{section.id}"', f"title = {_quoted(section.title)}", 'text = ""', ""]
    return "\n".join(lines)


def _sections(path: Path, told: dict[str, Any], language: Language) -> list[Section]:
    rows = _typed(path, told, "section", list, [])
    made: list[Section] = []
    for number, row in enumerate(rows, 1):
        place = Text(f"第 {number} 个 [[section]]", f"[[section]] number {number}")
        if not isinstance(row, dict):
            raise _wrong(path, Text(f"{place.zh}应为表", f"{place.en} should be a table"))
        _known(path, row, _SECTION_KEYS, place)
        key = row.get("id", "")
        if key not in SECTIONS:
            names = "、".join(SECTIONS)
            raise _wrong(
                path,
                Text(f"{place.zh}的 id “{key}”不认识", f"{place.en} has the unknown id “{key}”"),
                Text(f"可用：{names}。", f"There are: {names.replace('、', ', ')}."),
            )
        if any(section.id == key for section in made):
            raise _wrong(path, Text(f"章节“{key}”出现了两次", f"the section “{key}” is there twice"))
        title = _words(path, row, "title", SECTIONS[key].to(language))
        section = Section(key, title, _words(path, row, "text", ""))
        if _typed(path, row, "show", bool, True):
            made.append(section)
    if rows and not made:
        raise _wrong(path, Text("没有留下任何章节", "it leaves no section"))
    return made


def _pairs(path: Path, told: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = _typed(path, told, "density", list, [])
    for row in rows:
        if not (isinstance(row, list) and len(row) == 2 and all(isinstance(each, str) for each in row)):
            raise _wrong(
                path, Text("density 应为 [[面数据集, 点数据集], …]", "density should be [[zones, points], ...]")
            )
    return tuple((row[0], row[1]) for row in rows)


def _file(path: Path, told: dict[str, Any], key: str, endings: tuple[str, ...]) -> Path | None:
    """Return a file that the template names, relative to the template; None where it names none."""
    words = str(_typed(path, told, key, str, ""))
    if not words:
        return None
    found = path.parent / Path(words).expanduser()
    check_file(found, endings)
    return found


def check_file(path: Path, endings: tuple[str, ...]) -> None:
    """Raise `ExportError` unless a file is there and has one of some endings."""
    if path.suffix.lower() not in endings or not path.is_file():
        names = "、".join(endings)
        raise ExportError(
            Text(f"“{path}”不存在或类型不对。", f"“{path}” is not there, or of another type."),
            Text(f"请给出 {names} 文件。", f"Give a file {names.replace('、', ', ')}."),
        )


def _words(path: Path, table: dict[str, Any], key: str, usual: str) -> str:
    words = str(_typed(path, table, key, str, usual))
    for name in _unknown(words):
        raise _wrong(
            path,
            Text(f"{key} 中的占位符“{{{name}}}”不认识", f"{key} has the unknown placeholder “{{{name}}}”"),
            _placeholders(),
        )
    return words


def check_title(words: str) -> None:
    """Raise `ExportError` where a title has a placeholder that there is not."""
    for name in _unknown(words):
        raise ExportError(
            Text(f"标题中的占位符“{{{name}}}”不认识。", f"The title has the unknown placeholder “{{{name}}}”."),
            _placeholders(),
        )


def _unknown(words: str) -> list[str]:
    return [name for name in _WORD.findall(words) if name not in PLACEHOLDERS]


def _placeholders() -> Text:
    known = " ".join(f"{{{each}}}" for each in PLACEHOLDERS)
    return Text(f"可用：{known}。", f"There are: {known}.")


def _typed(path: Path, table: dict[str, Any], key: str, kind: type, usual: Any) -> Any:
    value = table.get(key, usual)
    if not isinstance(value, kind):
        names = {
            str: Text("文字", "text"),
            bool: Text("true 或 false", "true or false"),
            list: Text("数组", "an array"),
        }
        raise _wrong(path, Text(f"{key} 应为{names[kind].zh}", f"{key} should be {names[kind].en}"))
    return value


def _known(path: Path, table: dict[str, Any], keys: set[str], place: Text) -> None:
    for key in table:
        if key not in keys:
            names = "、".join(sorted(keys))
            raise _wrong(
                path,
                Text(f"{place.zh}中有不认识的“{key}”", f"{place.en} has the unknown key “{key}”"),
                Text(f"可用：{names}。", f"There are: {names.replace('、', ', ')}."),
            )


def _wrong(path: Path, what: Text, remedy: Text | None = None) -> ExportError:
    usual = Text(
        "请更正模板，或用 --write-template 写出一份新的。", "Correct it, or write a new one by --write-template."
    )
    return ExportError(
        Text(f"报告模板“{path.name}”有误：{what.zh}。", f"The template “{path.name}” is wrong: {what.en}."),
        remedy or usual,
    )


def _quoted(text: str) -> str:
    import orjson

    return orjson.dumps(text).decode()  # a JSON string is a TOML basic string
