from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import PersonFactory
from usr_portal.call import services, versions
from usr_portal.call.models import CallVersion
from usr_portal.call.rules.parameters import bundled

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_call", *arguments, stdout=out)
    return out.getvalue()


def test_the_bundled_file_becomes_the_version_in_force() -> None:
    assert "usr-4 v1" in load()
    assert services.in_force() == bundled("usr-4")


def test_loading_the_same_file_again_changes_nothing() -> None:
    load()
    assert "already" in load("usr-4")
    assert CallVersion.objects.count() == 1


def test_a_file_loaded_before_never_undoes_what_staff_changed() -> None:
    load()
    ours = bundled("usr-4")
    window = ours.window("upload")
    later = versions.with_window(ours, "upload", window.opens_at, window.closes_at + timedelta(days=1))
    versions.new_version(parameters=later, reason="颱風", by=PersonFactory.create())

    load()

    assert services.in_force() == later


def test_the_windows_move_together_and_keep_their_hours() -> None:
    load("--shift-days", "14")
    moved, original = services.in_force().windows, bundled("usr-4").windows
    assert {key: moved[key].opens_at - original[key].opens_at for key in moved} == dict.fromkeys(
        moved, timedelta(days=14)
    )
    assert moved["upload"].closes_at.astimezone(services.in_force().zone).hour == 17


def test_the_demo_opens_on_the_twelfth_day_of_the_upload_and_once_a_day() -> None:
    load("--open-now")
    moment = services.moment("upload")
    zone = moment.parameters.zone
    assert moment.is_open
    assert (moment.now.astimezone(zone).date() - moment.opens_at.astimezone(zone).date()).days == 11
    load("--open-now")
    load()
    assert CallVersion.objects.count() == 1


def test_an_unknown_call_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match="usr-9"):
        load("usr-9")


def test_a_change_made_on_an_older_version_is_refused() -> None:
    load()
    versions.new_version(parameters=bundled("usr-4"), reason="先到", by=None, seen=1)
    with pytest.raises(versions.VersionPassedError):
        versions.new_version(parameters=bundled("usr-4"), reason="後到", by=None, seen=1)
