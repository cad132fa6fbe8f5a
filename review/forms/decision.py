"""Forms of the decision: a meeting, and what is said of a case or a school's plan, many of them on one page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.rules.typed import NotAnAmountError, whole
from review.facts.board import CONFIRMED, DRAFT, UNDECIDED
from review.forms.moments import DayField
from review.selectors.board import Wanted
from review.services.deciding import Draft
from review.services.meetings import About
from usr_portal.kernel.texts import plain
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.kernel.whole import version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from review.facts.rulings import Ruling
    from review.models import Meeting
    from usr_portal.kernel.findings import Finding

LARGEST = 100_000_000_000
LONGEST = 20_000
LONGEST_SHORT = 2_000
VERDICTS = (("fund", gettext_lazy("補助")), ("decline", gettext_lazy("不補助")))
BRIEF = {"conditions": LONGEST_SHORT, "reason": LONGEST_SHORT}
LABELS = {
    "conditions": gettext_lazy("附帶條件（學校會看到）"),
    "reason": gettext_lazy("理由（不補助時必填；列入會議紀錄，學校看不到）"),
    "opinions": gettext_lazy("綜合審查意見（學校會看到）"),
    "recused": gettext_lazy("迴避委員（列入紀錄，學校看不到）"),
}
WHOLE = {**BRIEF, "opinions": LONGEST, "recused": LONGEST_SHORT}


class PotField(forms.CharField):
    """A year of the pot in whole NT$."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Django's options
        widget = forms.TextInput(attrs={"class": "form-control num", "inputmode": "numeric"})
        super().__init__(max_length=30, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - what was stored or typed
        """Show a stored amount with thousand separators; what was typed stays as it was."""
        return f"{value:,}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:  # noqa: ANN401 - text in, amount out
        """Read the amount, or raise what is wrong with it."""
        text = super().clean(value)
        try:
            return whole(text, LARGEST)
        except NotAnAmountError as problem:
            raise forms.ValidationError(problem.message.render(_), code="amount") from None


def _lines(label: Any, rows: int, longest: int = LONGEST, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 - lazy texts
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(
        label=label, required=False, strip=False, max_length=longest, widget=widget, help_text=help_text
    )


class MeetingForm(forms.Form):
    """A decision meeting; a field of the pot for each year of the call."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("會議名稱"), max_length=80, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    held_on = DayField(label=gettext_lazy("日期"), required=True)
    place = forms.CharField(
        label=gettext_lazy("地點"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    attendance = _lines(gettext_lazy("出席人員"), 4, help_text=gettext_lazy("一行一位，可註明職稱。"))
    recused = _lines(
        gettext_lazy("迴避情形"), 3, help_text=gettext_lazy("哪一位委員迴避哪些案件的討論；會列入紀錄，學校看不到。")
    )
    minutes = _lines(gettext_lazy("會議紀錄"), 10)

    def __init__(self, data: QueryDict | None, years: Sequence[str], meeting: Meeting | None = None) -> None:
        super().__init__(data, initial=_stored(meeting) if meeting else {"name": _("決審會議")})
        self.years = years
        pot = meeting.pot if meeting else {}
        for year in years:
            label = _("{year} 年可核配經費（元）").format(year=year)
            self.fields[f"pot-{year}"] = PotField(label=label, initial=pot.get(year))
        names = ["name", "held_on", "place", *(f"pot-{year}" for year in years), "attendance", "recused", "minutes"]
        self.order_fields(names)

    def about(self) -> About:
        """Give what was typed."""
        typed = self.cleaned_data
        texts = {name: plain(typed[name]).strip() for name in ("name", "place", "attendance", "recused", "minutes")}
        pot = {year: typed[f"pot-{year}"] for year in self.years}
        return About(**texts, held_on=typed["held_on"], pot=pot)


def _stored(meeting: Meeting) -> dict[str, Any]:
    names = ("name", "held_on", "place", "attendance", "recused", "minutes")
    return {name: getattr(meeting, name) for name in names}


@dataclass(slots=True)
class Control:
    """One control of a row as it is drawn: its name, what stands in it, and what is wrong with that."""

    name: str
    value: str
    label: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def error_id(self) -> str:
        """The id of its error."""
        return f"{self.name}-error"


class RulingForm:
    """What is said of one case or school plan: shown as stored, or bound to what was sent.

    `seen` is a digest of what the page showed: a row that was not touched is left alone, whoever changed it meanwhile.
    """

    def __init__(
        self,
        number: str,
        years: Sequence[str],
        stored: Mapping[str, str],
        version: int,
        data: QueryDict | None = None,
    ) -> None:
        self.number, self.years, self.version, self.data = number, years, version, data
        self.stored, self.is_stale = stored, False
        self.texts = [name for name in stored if name in WHOLE]
        names = ["verdict", *(f"y{year}" for year in years), *self.texts]
        self.controls = {
            name: Control(f"{number}-{name}", self._value(name), str(LABELS.get(name, ""))) for name in names
        }
        self.amounts = {year: self._amount(year) for year in years}
        for name in self.texts if data is not None else ():
            self._measure(name)
        self.seen = self._sent("seen") or digest(stored)

    @property
    def is_touched(self) -> bool:
        """Tell whether what was sent is not what the page had shown."""
        return digest({name: one.value for name, one in self.controls.items()}) != self.seen

    @property
    def text_controls(self) -> list[Control]:
        """The controls of its texts."""
        return [self.controls[name] for name in self.texts]

    @property
    def has_text_faults(self) -> bool:
        """Tell whether something is wrong with one of its texts."""
        return any(one.faults for one in self.text_controls)

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, in order."""
        return [fault for one in self.controls.values() for fault in one.faults]

    @property
    def sent_version(self) -> int:
        """The version that the page was read with; -1, which no row has, where it sends none."""
        return version_of(self._sent("version") or "")

    @property
    def shown_version(self) -> int:
        """The version to send next: the one that was sent, or the present one where both are shown side by side."""
        return self.version if self.data is None or self.is_stale else self.sent_version

    @property
    def verdict(self) -> str:
        """The verdict; nothing where none was chosen, or none that there is."""
        value = self.controls["verdict"].value
        return value if value in dict(VERDICTS) else ""

    def draft(self) -> Draft:
        """Give what is to be kept."""
        texts = {name: self.controls[name].value for name in self.texts}
        return Draft(
            number=self.number, version=self.sent_version, verdict=self.verdict, approved=self.amounts, **texts
        )

    def tell(self, findings: Sequence[Finding]) -> None:
        """Put what the rules found to its controls."""
        for one in findings:
            name = one.path.replace("approved.", "y")
            held = self.controls.get(name, self.controls["verdict"])
            held.faults.append(f"{one.message.render(_)} {one.fix.render(_)}")

    def _sent(self, name: str) -> str | None:
        return None if self.data is None else self.data.get(f"{self.number}-{name}")

    def _value(self, name: str) -> str:
        sent = self._sent(name)
        return self.stored.get(name, "") if sent is None else plain(sent).strip()

    def _amount(self, year: str) -> int | None:
        held = self.controls[f"y{year}"]
        try:
            return whole(held.value, LARGEST)
        except NotAnAmountError as problem:
            held.faults.append(_("{year} 年：{what}").format(year=year, what=problem.message.render(_)))
            return None

    def _measure(self, name: str) -> None:
        held, longest = self.controls[name], WHOLE[name]
        if len(held.value) > longest:
            words = _("最多 {most:,} 字，現有 {length:,} 字；請精簡。")
            held.faults.append(words.format(most=longest, length=len(held.value)))


def stored_of(ruling: Ruling | None, approved: Mapping[str, int], years: Sequence[str], *texts: str) -> dict[str, str]:
    """Give what a row shows of what is stored; nothing where nothing was said yet."""
    shown = {"verdict": ruling.verdict if ruling else ""}
    shown |= {f"y{year}": f"{approved[year]:,}" if year in approved else "" for year in years}
    return shown | {name: str(getattr(ruling, name, "") or "") for name in texts}


def digest(shown: Mapping[str, str]) -> str:
    """Give the digest of what a row shows."""
    text = "\0".join(f"{name}={_same(name, value)}" for name, value in sorted(shown.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _same(name: str, value: str) -> str:
    """Give a value as it is compared: 1000 and 1,000 are the same."""
    text = plain(value).strip()
    return text.replace(",", "") if name.startswith("y") else text


def wanted_of(query: QueryDict) -> Wanted:
    """Read what the address asks of the board; what is unknown is as if it were not there."""
    plan_type, state = query.get("type", ""), query.get("state", "")
    return Wanted(
        plan_type=plan_type if plan_type in set(PlanType) else "",
        state=state if state in {UNDECIDED, DRAFT, CONFIRMED} else "",
        apart=bool(query.get("apart")),
        words=query.get("q", "").strip()[:100],
        sort=query.get("sort", "")[:40],
        down=query.get("order") == "down",
        page=query.get("page", "1"),
    )


def versions_of(sent: Sequence[str]) -> dict[str, int]:
    """Read `USR4-0003-S01:2`, a number with the version that was read; one that cannot be read has version -1."""
    found = {}
    for one in sent:
        number, _colon, read_with = plain(one).rpartition(":")
        found[number] = version_of(read_with)
    return found
