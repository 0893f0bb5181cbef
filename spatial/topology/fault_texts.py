"""The words for what a check finds."""

from __future__ import annotations

from spatial.text import Text


def message_of(kind: str, features: tuple[int, ...], area_m2: float, width_m: float) -> Text:
    """Return what a fault is; features are counted from 1."""
    zh, en = "、".join(str(each + 1) for each in features), ", ".join(str(each + 1) for each in features)
    area, width = f"{area_m2:,.1f}", f"{width_m:.2f}"
    texts = {
        "invalid": Text(
            f"要素 {zh} 的边界与自身相交或无效。", f"The border of feature {en} crosses itself or is invalid."
        ),
        "overlap": Text(
            f"要素 {zh} 重叠 {area} 平方米（平均宽 {width} 米）。",
            f"Features {en} overlap by {area} m² ({width} m wide).",
        ),
        "gap": Text(
            f"要素 {zh} 之间有 {area} 平方米的缝隙（平均宽 {width} 米）。",
            f"A gap of {area} m² ({width} m wide) between features {en}.",
        ),
        "near_nodes": Text(
            f"要素 {zh} 的两个顶点相距 {width} 米，但不重合。",
            f"Two vertices of features {en} are {width} m apart, not the same.",
        ),
        "sliver": Text(
            f"要素 {zh} 有 {area} 平方米的细条（平均宽 {width} 米）。",
            f"A sliver of {area} m² ({width} m wide) in feature {en}.",
        ),
        "duplicate_vertex": Text(f"要素 {zh} 有重复的顶点。", f"Feature {en} has a vertex twice in a row."),
        "spike": Text(f"要素 {zh} 有折回的尖刺。", f"The border of feature {en} runs out and back: a spike."),
    }
    return texts[kind]
