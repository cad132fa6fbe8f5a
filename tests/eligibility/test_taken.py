from __future__ import annotations

from eligibility.rules.case import taker
from usr_portal.kernel.messages import Message

WORDS = {"{by}。": "{by}.", "他校已送出之申請案": "another school's application"}


def shown(label: str) -> str:
    return Message("{by}。", {"by": taker(label)}).render(lambda text: WORDS.get(text, text))


def test_a_label_of_another_application_stays_as_it_is() -> None:
    assert shown("國立甲大學 {4-0003-01}") == "國立甲大學 {4-0003-01}."


def test_without_a_label_it_is_another_school_in_the_readers_language() -> None:
    assert shown("") == "another school's application."
