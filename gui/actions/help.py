"""The actions of help, settings, the clipboard and the keyboard's way through the window; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

HELP_ACTIONS: tuple[Action, ...] = (
    Action(
        "copy_map",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "复制地图为图片(&M)…"),
        handler="manners.copy.ask",
        shortcut="Ctrl+Shift+C",
        icon="copy",
        hint=QT_TRANSLATE_NOOP("Actions", "按所选大小把地图放到剪贴板，可带图例、比例尺、指北针和来源，直接粘贴到报告"),
        needs="map",
        separator=True,
    ),
    Action(
        "settings",
        "edit",
        text=QT_TRANSLATE_NOOP("Actions", "设置(&T)…"),
        handler="manners.show_settings",
        shortcut="Ctrl+,",
        icon="settings",
        hint=QT_TRANSLATE_NOOP("Actions", "语言、外观、坐标与单位、导出文件夹等"),
        separator=True,
    ),
    Action(
        "next_panel",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "转到下一个面板"),
        handler="manners.keys.next",
        shortcut="Ctrl+F6",
        hint=QT_TRANSLATE_NOOP("Actions", "键盘焦点依次走过工具栏、消息、图层、地图和每个打开的面板"),
        separator=True,
    ),
    Action(
        "previous_panel",
        "view",
        text=QT_TRANSLATE_NOOP("Actions", "转到上一个面板"),
        handler="manners.keys.previous",
        shortcut="Ctrl+Shift+F6",
        hint=QT_TRANSLATE_NOOP("Actions", "键盘焦点反向走过各个面板"),
    ),
    Action(
        "help",
        "help",
        text=QT_TRANSLATE_NOOP("Actions", "使用帮助(&H)"),
        handler="manners.help.show_for_focus",
        shortcut="F1",
        icon="help",
        hint=QT_TRANSLATE_NOOP("Actions", "打开帮助中与当前面板或对话框有关的一页"),
    ),
    Action(
        "tour",
        "help",
        text=QT_TRANSLATE_NOOP("Actions", "新手导览(&T)"),
        handler="manners.tour.start",
        hint=QT_TRANSLATE_NOOP("Actions", "几步认识窗口里的主要部分，随时可以跳过"),
    ),
    Action(
        "save_diagnostics",
        "help",
        text=QT_TRANSLATE_NOOP("Actions", "保存诊断信息(&D)…"),
        handler="diagnostics.ask_save",
        hint=QT_TRANSLATE_NOOP("Actions", "把日志、版本与设置存为压缩包，供排查问题；不含数据"),
    ),
    Action(
        "about",
        "help",
        text=QT_TRANSLATE_NOOP("Actions", "关于园图(&A)"),
        handler="show_about",
        icon="about",
        hint=QT_TRANSLATE_NOOP("Actions", "版本、许可与数据来源"),
        separator=True,
    ),
)
