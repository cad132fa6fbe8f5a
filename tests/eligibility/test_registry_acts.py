"""Who may write the registry, whatever page or program asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import Http404

from eligibility.models import PriorProject, RegistryImport
from eligibility.services import correcting, imports, people
from eligibility.services.columns import ProjectDraft
from tests.eligibility.people import make_project, make_school
from tests.factories import window_of
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.kernel.vocabulary import PriorType

DRAFT = ProjectDraft(row=1, registry_id="3-01", school="0003", phase=3, type=PriorType.SPROUT, title="改名")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        lambda who: imports.upload(actor=who, filename="r.csv", data=b""),
        lambda who: imports.apply(actor=who, pk=1, digest="", leave_out=False, reason="試試"),
        lambda who: imports.discard(actor=who, pk=1),
        lambda who: correcting.save(actor=who, draft=DRAFT, choices={}, reason="試試"),
        lambda who: people.rename(actor=who, key="A1", name="別人", reason="試試"),
        lambda who: people.merge_researchers(actor=who, kept="A1", gone="A2", reason="試試"),
    ],
    ids=["upload", "apply", "discard", "correct", "rename", "merge"],
)
def test_a_school_writes_nothing_into_the_registry(act: Callable[[Person], object]) -> None:
    school = make_school()
    make_project(school, "3-01", title="社區共好")
    with pytest.raises(Http404):
        act(window_of(school))
    assert PriorProject.objects.get().title == "社區共好"
    assert not RegistryImport.objects.exists()
    assert not Event.objects.filter(action__startswith="eligibility").exists()
