"""Mails of the announcement: one to each person of a school, in their own language, about what is theirs to know."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from proposals.selectors.people import members_of
from review.models import Announcement, ResultLetter
from review.rules.told import Told, from_json
from usr_portal.accounts.selectors import windows_by_school
from usr_portal.notices.models import Mail
from usr_portal.notices.services import post_all

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person


def announced(announcement: Announcement) -> None:
    """Write the mails in the announcement's transaction; they go when it commits, once each.

    Windows are told of all cases of their school and of its plan, everybody of a team of their own.
    """
    told: dict[Person, dict[str, str]] = defaultdict(dict)
    letters = list(announcement.letters.select_related("case", "school"))
    for letter, people in _readers(letters):
        for person in people:
            with translation.override(person.language):
                told[person] |= _lines(letter)
    post_all([_mail(announcement, person, list(lines.values())) for person, lines in told.items()])


def _readers(letters: list[ResultLetter]) -> list[tuple[ResultLetter, list[Person]]]:
    windows = windows_by_school({one.school_id for one in letters})
    teams = members_of([one.case.proposal_id for one in letters if one.case])
    return [
        (one, teams.get(one.case.proposal_id, []) if one.case else windows.get(one.school_id, [])) for one in letters
    ]


def _lines(letter: ResultLetter) -> dict[str, str]:
    """Give a line for each thing that a letter tells, by what it is of: told twice, it stands once."""
    content = from_json(letter.content)
    lines = {one.project_number: _line(one) for one in content.cases}
    if content.plan:
        words = _("・{school}「大學社會責任納入中長程校務發展規劃」：{status}")
        lines[letter.number] = words.format(school=letter.school.name, status=content.plan.status.render(_))
    return lines


def _line(one: Told) -> str:
    words = _("・{number}「{title}」：{status}")
    return words.format(number=one.project_number, title=one.title, status=one.status.render(_))


def _mail(announcement: Announcement, person: Person, lines: list[str]) -> Mail:
    with translation.override(person.language):
        return Mail(
            key=f"announcement:{announcement.pk}:{person.pk}",
            to=person.email,
            subject=_("大學社會責任實踐計畫審查結果公告"),
            body=_(
                "{name} 您好：\n\n審查結果已經公告，與您有關的是：\n{lines}\n\n"
                "核定經費、附帶條件、綜合審查意見與結果通知書，請登入系統，由計畫頁面的「審查結果」查看。\n"
            ).format(name=person.name or person.email, lines="\n".join(lines)),
        )
