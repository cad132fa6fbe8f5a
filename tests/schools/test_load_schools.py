"""The project's list of schools."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from usr_portal.schools.models import School
from usr_portal.schools.services import bundled_list, load_schools

pytestmark = pytest.mark.django_db


def test_creates_about_140_eligible_schools() -> None:
    assert load_schools(bundled_list()) == School.objects.count()
    eligible = School.objects.filter(kind=School.Kind.UNIVERSITY, under_guidance=False, succeeded_by=None)
    assert 135 <= eligible.count() <= 145


def test_open_universities_closed_schools_and_the_municipal_one_are_told_apart() -> None:
    load_schools(bundled_list())
    assert set(School.objects.filter(kind="open_university").values_list("code", flat=True)) == {"9901", "9902"}
    assert School.objects.get(name_zh="臺北市立大學").supervised_by == School.Supervisor.MUNICIPALITY
    assert School.objects.get(name_zh="明道大學").under_guidance
    successor = School.objects.get(name_zh="慈濟科技大學").succeeded_by
    assert successor is not None
    assert successor.name_zh == "慈濟大學"


def test_a_second_run_creates_nothing_and_keeps_what_staff_changed() -> None:
    load_schools(bundled_list())
    School.objects.filter(code="0005").update(under_guidance=True, note="staff")
    assert load_schools(bundled_list()) == 0
    assert School.objects.get(code="0005").note == "staff"


def test_the_command_takes_another_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header, first = bundled_list().splitlines()[:2]
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n{first}\n", encoding="utf-8")
    call_command("load_schools", path)
    assert "1 schools created" in capsys.readouterr().out
    assert list(School.objects.values_list("code", flat=True)) == [first.split(",")[0]]
