from __future__ import annotations

from usr_portal.kernel.findings import Finding, Severity, submittable
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import PlanType

ENGLISH = {"{type}與{others}": "{others} and {type}", "大學特色類深耕型": "Deep", "萌芽": "Sprout", "、": ", "}


def english(text: str) -> str:
    return ENGLISH.get(text, text)


def test_a_message_orders_its_values_as_the_language_wants() -> None:
    message = Message(gettext_noop("{type}與{others}"), {"type": PlanType.DEEP.named, "others": (Message("萌芽"), 5)})
    assert message.render() == "大學特色類深耕型與萌芽、5"
    assert message.render(english) == "Sprout, 5 and Deep"


def test_what_a_person_typed_is_never_a_template() -> None:
    assert Message("名稱：{title}", {"title": "{0} {x}"}).render() == "名稱：{0} {x}"


def test_correctable_findings_and_warnings_do_not_stop_sending() -> None:
    def finding(severity: Severity, *, correctable: bool = False) -> Finding:
        return Finding("R", severity, None, "", "肆", Message(""), Message(""), correctable)

    assert submittable(
        [finding(Severity.BLOCKING, correctable=True), finding(Severity.WARNING), finding(Severity.JUDGEMENT)]
    )
    assert not submittable([finding(Severity.BLOCKING)])
