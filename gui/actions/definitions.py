"""The actions about definitions of indicators and exceptions of the comparability guard; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

DEFINITION_ACTIONS: tuple[Action, ...] = (
    Action(
        "definition_card",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "口径卡(&K)…"),
        handler="indicators.show_card",
        shortcut="Shift+F1",
        hint=QT_TRANSLATE_NOOP(
            "Actions", "指标的名称、定义、单位、存量或流量、分母、汇总规则、出处，与谁可比、与谁不可比及原因"
        ),
        separator=True,
    ),
    Action(
        "exceptions",
        "layer",
        text=QT_TRANSLATE_NOOP("Actions", "口径例外(&X)…"),
        handler="indicators.show_exceptions",
        shortcut="Ctrl+Alt+X",
        hint=QT_TRANSLATE_NOOP("Actions", "经确认仍予比较的不可比数字：理由、脚注，可撤销"),
    ),
)
