"""Every review of the call as rows for a file: three statements however many there are, read as they are written out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from review.access import require_staff
from review.models import Assignment, PartScore, Question, ScoreSheet
from review.models.cases import Stage
from review.rules.weights import part_label
from usr_portal.kernel.vocabulary import BasisKind, PlanType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from usr_portal.accounts.models import Person
    from usr_portal.kernel.ods import Cell

PARTS = ("prior_results", "school_plan", "proposal")
CHUNK = 500


def header() -> list[str]:
    """Give the columns' names in the reader's language."""
    return [
        _("計畫編號"),
        _("學校代碼"),
        _("學校"),
        _("計畫名稱"),
        _("計畫類型"),
        _("提案資格"),
        _("輪次"),
        _("階段"),
        _("審查委員"),
        _("電子郵件"),
        _("狀態"),
        *(_(part_label(part)) for part in PARTS),
        _("加權總分"),
        _("序位"),
        _("給學校的意見"),
        _("給審查小組的意見"),
        _("待釐清問題"),
        _("送出時間"),
    ]


def reviews(person: Person) -> Iterator[list[Cell]]:
    """Give one row a sheet, by project number, round and reviewer; staff only, refused before the first row is read."""
    require_staff(person)
    return _rows()


def _rows() -> Iterator[list[Cell]]:
    scores, questions = _scores(), _questions()
    named = _names()
    rows = ScoreSheet.objects.filter(assignment__round__call_id=settings.USR_CALL).order_by(
        "assignment__case__project_number", "assignment__round", "assignment__reviewer__person__name", "pk"
    )
    for key, kind, basis, stage, state, total, sent, *texts in rows.values_list(
        "pk",
        "assignment__case__plan_type",
        "assignment__case__basis_kind",
        "assignment__round__stage",
        "assignment__state",
        "total",
        "submitted_at",
        "assignment__case__project_number",
        "assignment__case__school__code",
        "assignment__case__school__name_zh",
        "assignment__case__title",
        "assignment__round__name",
        "assignment__reviewer__person__name",
        "assignment__reviewer__person__email",
        "rank",
        "to_school",
        "to_panel",
    ).iterator(chunk_size=CHUNK):
        number, code, school, title, round_name, reviewer, email, rank, to_school, to_panel = texts
        held = scores.get(key, {})
        yield [
            number,
            code,
            school,
            title,
            named.get(kind, kind),
            named.get(basis, basis),
            round_name,
            named.get(stage, stage),
            reviewer,
            email,
            named[state],
            *(held.get(part) for part in PARTS),
            None if total is None else str(total),
            rank,
            to_school,
            to_panel,
            "\n".join(questions.get(key, ())),
            f"{timezone.localtime(sent):%Y-%m-%d %H:%M:%S}" if sent else None,
        ]


def _names() -> dict[str, str]:
    """Give the names of types, bases, stages and states, translated once."""
    kinds = {kind.value: _(kind.label) for kind in (*PlanType, *BasisKind)}
    return kinds | {value: str(label) for value, label in (*Stage.choices, *Assignment.State.choices)}


def _scores() -> Mapping[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = PartScore.objects.filter(sheet__assignment__round__call_id=settings.USR_CALL).order_by()
    for sheet, part, score in rows.values_list("sheet_id", "part", "score").iterator(chunk_size=10 * CHUNK):
        found[sheet][part] = score
    return found


def _questions() -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Question.objects.filter(sheet__assignment__round__call_id=settings.USR_CALL).order_by(
        "sheet", "position", "pk"
    )
    for sheet, text in rows.values_list("sheet_id", "text").iterator(chunk_size=10 * CHUNK):
        found[sheet].append(text)
    return found
