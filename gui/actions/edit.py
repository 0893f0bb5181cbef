"""The actions of the boundary editor; see `gui.actions`."""

from __future__ import annotations

from gui.actions.action import QT_TRANSLATE_NOOP, Action

EDIT_ACTIONS: tuple[Action, ...] = (
    Action(
        "edit_boundaries",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "编辑边界(&E)"),
        handler="editing.toggle",
        shortcut="F4",
        icon="edit",
        hint=QT_TRANSLATE_NOOP("Actions", "进入或结束选中图层的编辑：共用的边界一起移动，每次拖动是一步，可撤销"),
        needs="layer",
    ),
    Action(
        "edit_select",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "选择要编辑的要素(&S)"),
        handler="editing.use_select",
        shortcut="Ctrl+5",
        icon="select",
        hint=QT_TRANSLATE_NOOP("Actions", "点选或拉框选择要编辑的要素；按住 Ctrl 或 Shift 添加"),
        needs="editing",
        group="tool",
        separator=True,
    ),
    Action(
        "edit_vertex",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "移动与增删顶点(&V)"),
        handler="editing.use_vertex",
        shortcut="Ctrl+6",
        icon="edit_vertex",
        hint=QT_TRANSLATE_NOOP(
            "Actions", "拖动顶点、边或设施点；单击边的中点插入；Delete 删除；方向键微移；Alt 暂停捕捉"
        ),
        needs="editing",
        group="tool",
    ),
    Action(
        "detach_border",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "分离边界(&D)"),
        handler="editing.detach",
        shortcut="Ctrl+Alt+S",
        hint=QT_TRANSLATE_NOOP("Actions", "让选中要素的共用顶点不再与邻居一起移动"),
        needs="editing",
        separator=True,
    ),
    Action(
        "attach_border",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "贴合边界(&A)"),
        handler="editing.attach",
        shortcut="Ctrl+Alt+J",
        hint=QT_TRANSLATE_NOOP("Actions", "把选中要素靠近邻居的一段边界换成邻居的边界；范围为捕捉距离"),
        needs="editing",
    ),
    Action(
        "lock_boundary",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "锁定或解锁边界(&L)"),
        handler="editing.toggle_lock",
        shortcut="Ctrl+Alt+L",
        hint=QT_TRANSLATE_NOOP("Actions", "锁定选中要素的边界，或解锁；已批复的边界默认锁定，解锁记入历史"),
        needs="editing",
        separator=True,
    ),
    Action(
        "draft_mode",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "草稿模式(&R)"),
        handler="editing.toggle_draft",
        shortcut="Ctrl+Alt+R",
        hint=QT_TRANSLATE_NOOP("Actions", "开启后，自相交或重叠的修改作为草稿保留并标记，而不是被拒绝"),
        needs="editing",
    ),
    Action(
        "repair_border",
        "boundary",
        text=QT_TRANSLATE_NOOP("Actions", "修复自相交(&P)…"),
        handler="editing.repair",
        shortcut="Ctrl+Alt+P",
        hint=QT_TRANSLATE_NOOP("Actions", "为自相交的草稿给出几种修复方式及各自的面积，先预览，再决定"),
        needs="editing",
    ),
)
