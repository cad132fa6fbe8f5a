"""The data check of the sample: items judged, papers asked for and answered, one that never came, paper copies."""

from __future__ import annotations

from datetime import datetime, timedelta

from proposals.management.sample import clock, papers
from review.facts.documents import document_of
from review.facts.progress import progress_of
from review.management.sample.cast import take_on_all
from review.management.sample.desk import Desk, cases_at, lead
from review.models import Case, Check, Correction, PaperCopy
from review.models.cases import Stage
from review.pdf.correction_letter import make_letter
from review.rules.targets import suggested, value_of
from review.services import checking, closing, corrections
from review.services.opening import open_cases
from usr_portal.call.services import in_force, now
from usr_portal.kernel.vocabulary import PlanType

WINDOW, UPLOAD = "data_check", "upload"
WITHOUT_COPY, LATE_COPY = "0018", "1008"
NEVER_ANSWERS = "4-0020-02"
KEYWORDS = "field:basics.keywords_en"
State = Correction.State

FINE = {
    "ELIG-OVERLAP": "名稱雖調整，場域與合作組織相同，主題延續前期，符合。",
    "ELIG-SIMILAR": "相近計畫屬同校前期計畫，非重複申請。",
    "ELIG-NEW-C-FIT": "兩件計畫均以農村社區為場域，與本案主題相符。",
}
PAPERS_HERE = "文件已依通知補正，內容完整。"
PAPERS_MISSING = "至補正期限仍未收到文件。"


def arrive(desk: Desk) -> None:
    """Open the cases, judge a part of the items, ask schools for what is missing; some have answered."""
    clock.set_to(clock.on(UPLOAD, 1, 10, closes=True))
    open_cases(person=desk.center)
    take_on_all(desk.center)
    cases = cases_at(Stage.DATA_CHECK)
    clock.set_to(clock.on(WINDOW, -2, 14))
    _copies(desk, [one for one in cases if one.school.code != WITHOUT_COPY])
    clock.set_to(clock.on(WINDOW, -1, 10))
    _ask(desk, cases)
    for place, case in enumerate(cases):
        if place % 3:
            _judge_items(desk, case)
    clock.set_to(clock.on(WINDOW, 0, 9, 40))
    _answer([one for one in cases if one.proposal.number != NEVER_ANSWERS], 1)
    clock.set_to(clock.on(WINDOW, 0, 10, 30))


def finish(desk: Desk) -> None:
    """Let the rest be answered, judge everything, and end the data check of each case."""
    cases = cases_at(Stage.DATA_CHECK)
    clock.set_to(clock.on(WINDOW, 0, 11, closes=True))
    _answer([one for one in cases if one.proposal.number != NEVER_ANSWERS], None)
    clock.set_to(clock.on(WINDOW, 2, 10, closes=True))
    for case in cases:
        clock.forward(3)
        _accept(desk, case)
        _judge_items(desk, case)
    _copies(desk, cases)
    for case in cases:
        _close(desk, case)


def _copies(desk: Desk, cases: list[Case]) -> None:
    """Record the paper copies, once a school."""
    zone = in_force().zone
    last = in_force().window(UPLOAD).closes_at.astimezone(zone).date()
    known = set(PaperCopy.objects.values_list("submission", flat=True))
    for case in cases:
        if case.submitted.submission_id in known:
            continue
        known.add(case.submitted.submission_id)
        late = case.school.code == LATE_COPY
        checking.record_paper_copy(
            person=desk.center,
            project_number=case.project_number,
            postmark_on=last + timedelta(days=int(late)),
            received_on=last + timedelta(days=2),
            note="郵戳晚一日，已電洽學校說明。" if late else "",
        )


def _ask(desk: Desk, cases: list[Case]) -> None:
    """Ask for each paper that was confirmed as still to come, and two schools for a field; write letters."""
    asked: set[str] = set()
    for case in cases:
        for key in _missing(case):
            asked.add(case.school.code)
            _ask_for(desk, case, key, "送出時確認待補正；請上傳完整文件，封面須有學校戳章。")
    spare = [one for one in cases if one.school.code not in asked]
    _ask_for(desk, spare[0], KEYWORDS, "英文關鍵詞與中文關鍵詞未能對應，請修正。")
    _ask_for(desk, spare[-1], KEYWORDS, "英文關鍵詞有誤植，請更正。", due_at=clock.on(WINDOW, 0, 10))
    for code in sorted(asked):
        make_letter(person=desk.center, school_code=code)


def _missing(case: Case) -> list[str]:
    """Give the items that would mend what was confirmed as still to come, each once."""
    found: dict[str, None] = {}
    for check in case.checks.all():
        if check.finding["correctable"]:
            found |= dict.fromkeys(one.key for one in suggested(PlanType(case.plan_type), check.finding))
    return list(found)


def _ask_for(desk: Desk, case: Case, key: str, reason: str, due_at: datetime | None = None) -> None:
    if not case.corrections.filter(target=key).exists():
        corrections.ask(person=desk.center, project_number=case.project_number, key=key, reason=reason, due_at=due_at)


def _answer(cases: list[Case], most: int | None) -> None:
    """Let schools answer what is asked for and not late, at most so many items a case."""
    late = clock.on(WINDOW, 0, 10)
    for case in cases:
        for asked in case.corrections.filter(state=State.ASKED).exclude(due_at=late)[:most]:
            clock.forward(2)
            _answer_one(case, asked)


def _answer_one(case: Case, asked: Correction) -> None:
    number, who = case.proposal.number, lead(case)
    kind = asked.target.rpartition(":")[2].rpartition(".")[2]
    if asked.target.startswith("paper:"):
        upload = papers.upload(kind, f"{number} 補正")
        corrections.answer_paper(person=who, number=number, correction_id=asked.pk, upload=upload)
        return
    held = value_of(document_of(case).raw, kind)
    value = [*held[:2], "university social responsibility"] if isinstance(held, list) else held
    corrections.answer_field(person=who, number=number, correction_id=asked.pk, value=value)


def _accept(desk: Desk, case: Case) -> None:
    for answered in case.corrections.filter(state=State.ANSWERED):
        corrections.judge(
            person=desk.center, project_number=case.project_number, correction_id=answered.pk, accepted=True
        )


def _judge_items(desk: Desk, case: Case) -> None:
    """Judge the items of a case that are open; one whose papers are still to come waits, or failed."""
    for check in case.checks.filter(verdict=Check.Verdict.OPEN):
        verdict, note = _verdict(case, check)
        if verdict != Check.Verdict.OPEN:
            clock.forward(1)
            checking.decide(
                person=desk.center, project_number=case.project_number, check_id=check.pk, verdict=verdict, note=note
            )


def _verdict(case: Case, check: Check) -> tuple[str, str]:
    keys = [one.key for one in suggested(PlanType(case.plan_type), check.finding)]
    if not check.finding["correctable"]:
        return Check.Verdict.FINE, FINE.get(check.rule, "")
    states = set(case.corrections.filter(target__in=keys).values_list("state", flat=True))
    if states <= {State.ACCEPTED}:
        return Check.Verdict.FINE, PAPERS_HERE
    if in_force().window(WINDOW).closes_at < now():
        return Check.Verdict.FAULT, PAPERS_MISSING
    return Check.Verdict.OPEN, ""


def _close(desk: Desk, case: Case) -> None:
    """End the data check of a case: what eligibility rests on is there, or it stops."""
    found = progress_of([case.pk], now())[case.pk]
    if found.must_stop:
        reason = "資格文件至補正期限仍未補正，依規定不進入審查。"
    else:
        reason = "郵戳或補正情形已查明，不影響資格，同意進入書面審查。" if found.needs_reason else ""
    closing.close(person=desk.center, project_number=case.project_number, proceed=not found.must_stop, reason=reason)
