"""What is said of a change of boundaries wherever it is shown: title, land that changed hands, totals, documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layers.project import Project
from layers.revisions.accounts import KM2_M2, against
from layers.revisions.model import STATUS_NAMES, Revision
from layers.revisions.states import FIRST, NOW, Difference
from spatial.geodesic import AREA_METHOD
from spatial.text import Text

_MOST = 6  # parks, or revisions, that are told one by one


def title_of(project: Project, difference: Difference) -> Text:
    """Return the title of the map of a comparison."""
    name = difference.dataset.name
    older, newer = (state_name(project, each) for each in (difference.older, difference.newer))
    return Text(
        f"{name.to('zh')}边界对比：{older.zh} → {newer.zh}", f"{name.to('en')}: boundaries, {older.en} → {newer.en}"
    )


def state_name(project: Project, at: str) -> Text:
    """Return what a state is called: its number in the ledger, date and status."""
    if at == FIRST:
        return Text("首次修订之前", "before the first revision")
    if at == NOW:
        return Text("现状", "as it is now")
    number, revision = next((n, r) for n, r in enumerate(project.boundaries.revisions, 1) if r.id == at)
    status, date = STATUS_NAMES[revision.entry.status], revision.entry.time[:10]
    return Text(f"修订 {number}（{date}，{status.zh}）", f"revision {number} ({date}, {status.en.lower()})")


def sentence_of(project: Project, difference: Difference, lands: Sequence[tuple[Text, float]]) -> Text:
    """Return how much land of each kind changed hands (m²), and the totals against what was approved."""
    told = [
        Text(f"{name.zh} {area / KM2_M2:.4f} km²", f"{name.en.lower()} {area / KM2_M2:.4f} km²")
        for name, area in lands
        if area > 0.0
    ]
    for each in [total for total in difference.sums if total.level == "total"] or difference.sums:
        judged = against(each, project.boundaries.tolerance_km2)
        by, approved = f"{(each.new_m2 - each.old_m2) / KM2_M2:+.4f}", each.approved_km2
        limit = (
            Text("", "")
            if approved is None
            else Text(f"，批复 {approved:g}，{judged.zh}", f", approved {approved:g}, {judged.en}")
        )
        figures = f"{each.old_m2 / KM2_M2:.4f} → {each.new_m2 / KM2_M2:.4f} km²"
        told.append(
            Text(
                f"{each.name.to('zh')}合计 {figures}（{by}{limit.zh}）",
                f"{each.name.to('en')} in total {figures} ({by}{limit.en})",
            )
        )
    zh, en = "；".join(each.zh for each in told), "; ".join(each.en for each in told)
    return Text(f"{zh}。", f"{en[:1].upper()}{en[1:]}.") if told else Text("")


def notes_of(project: Project, difference: Difference) -> tuple[Text, ...]:
    """Return one note for the parks that changed, one for each revision (who, when, why, on which document)."""
    changed = [each for each in difference.changes if each.old.shape != each.new.shape]
    figures = [
        (each.name, f"{each.old_m2 / KM2_M2:.4f} → {each.new_m2 / KM2_M2:.4f} km²", each.new_m2 - each.old_m2)
        for each in changed[:_MOST]
    ]
    zh = "；".join(f"{name.to('zh')} {figure}（{by / KM2_M2:+.4f}）" for name, figure, by in figures)
    en = "; ".join(f"{name.to('en')} {figure} ({by / KM2_M2:+.4f})" for name, figure, by in figures)
    more = len(changed) - len(figures)
    zh, en = (f"{zh}；另有 {more} 个园区", f"{en}; {more} more") if more > 0 else (zh, en)
    parks = (Text(f"{zh}。{AREA_METHOD.zh}。", f"{en}. {AREA_METHOD.en}."),) if figures else ()
    between = list(_between(project, difference))
    told = [_told(number, revision) for number, revision in between[-_MOST:]]
    waiting = (
        (Text("含尚未提交的修改。", "Includes changes that are not committed."),) if difference.newer == NOW else ()
    )
    return (*parks, *told, *waiting)


def _between(project: Project, difference: Difference) -> Iterator[tuple[int, Revision]]:
    """Return the revisions that lead from the older state to the newer one, with their numbers in the ledger."""
    inside = difference.older == FIRST
    for number, revision in enumerate(project.boundaries.revisions, 1):
        if revision.dataset == difference.dataset.id:
            if inside and revision.changes:
                yield number, revision
            inside = inside or revision.id == difference.older
            if revision.id == difference.newer:
                return


def _told(number: int, revision: Revision) -> Text:
    entry, status = revision.entry, STATUS_NAMES[revision.entry.status]
    said = [entry.time[:10], entry.document, entry.author]
    zh = "，".join(each for each in (said[0], status.zh, *said[1:]) if each)
    en = ", ".join(each for each in (said[0], status.en.lower(), *said[1:]) if each)
    why = (f"：{entry.reason}", f": {entry.reason}") if entry.reason else ("", "")
    return Text(f"修订 {number}（{zh}）{why[0]}", f"Revision {number} ({en}){why[1]}")
