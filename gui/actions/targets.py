"""The actions of the target ledger, the self-check of plans and the facilities in time; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

TARGETS_ACTIONS: tuple[Action, ...] = (
    Action(
        "targets_show",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "目标台账(&L)"),
        handler="targets.toggle",
        shortcut="Shift+F8",
        hint=QT_TRANSLATE_NOOP("Actions", "各区域各指标的基期、最近值、目标、缺口、尚需速度、应达值和状态，附来源"),
    ),
    Action(
        "targets_check",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "规划自检(&C)"),
        handler="targets.toggle_check",
        shortcut="Ctrl+F8",
        hint=QT_TRANSLATE_NOOP("Actions", "规划的说法与它自己的数字是否相符，两边来源并列"),
    ),
    Action(
        "timeline_show",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "设施时间轴(&T)"),
        handler="targets.toggle_timeline",
        shortcut="Shift+F7",
        hint=QT_TRANSLATE_NOOP("Actions", "规划设施的开工和建成年，与地图联动，按年和区域计数"),
    ),
    Action(
        "timeline_filter",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "按建成年份筛选地图(&Y)"),
        handler="targets.filter_now",
        shortcut="Ctrl+F7",
        hint=QT_TRANSLATE_NOOP("Actions", "地图只显示到某年底建成的规划设施；再按一次显示全部；不改变项目"),
        needs="map",
    ),
    Action(
        "targets_figure",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "填报新数字(&N)…"),
        handler="targets.type_figure",
        shortcut="Ctrl+Alt+N",
        hint=QT_TRANSLATE_NOOP("Actions", "输入规划印发之后的数字，写明来源；规划的数字不被覆盖，可以撤销"),
        separator=True,
    ),
    Action(
        "targets_join",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "从表格填报数字(&J)…"),
        handler="targets.join_figures",
        hint=QT_TRANSLATE_NOOP("Actions", "从 Excel、WPS、ODS 或 CSV 读入新一年的数字，先看哪些能填报、哪些不能"),
    ),
    Action(
        "targets_map",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "指标状态地图(&M)"),
        handler="targets.make_map",
        hint=QT_TRANSLATE_NOOP("Actions", "把台账所选行的指标做成各区域的状态地图，导出同其他地图"),
        needs="map",
        separator=True,
    ),
    Action(
        "targets_export",
        "targets",
        text=QT_TRANSLATE_NOOP("Actions", "导出台账、自检或时间轴(&X)…"),
        handler="targets.export",
        hint=QT_TRANSLATE_NOOP("Actions", "把正在看的一页写成 Excel 或 CSV，附状态规则和来源"),
    ),
)
