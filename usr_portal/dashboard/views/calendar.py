"""The staff's calendar of the call."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from usr_portal.call import services as call
from usr_portal.call import versions
from usr_portal.call.rules import changes
from usr_portal.call.rules.official import UnreadableTextError
from usr_portal.dashboard import official_texts, schedule, services, timeline, versions_page
from usr_portal.dashboard.access import signed_in, staff_only
from usr_portal.dashboard.forms.calendar import ClockForm, ExtensionForm, OfficialTextForm, WindowForm
from usr_portal.dashboard.refusals import Refused
from usr_portal.dashboard.schedule import Schedule
from usr_portal.kernel.messages import Message


@staff_only
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the windows as a timeline and a table, the extensions, and the history of versions."""
    plan = schedule.read()
    context = {
        "schedule": plan,
        "timeline": timeline.draw(plan.windows, plan.now) if plan else None,
        "overlaps": changes.overlaps(plan.parameters.windows, get_language() or "") if plan else (),
        "extensions": official_texts.shown_extensions(plan),
        "history": versions_page.history(),
        "clock": ClockForm(),
    }
    return render(request, "dashboard/calendar.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, key: str) -> HttpResponse:
    """Change one window: typed, then confirmed with what it means, then in force."""
    edit = _editing(key)
    form = WindowForm(request.POST or None, initial=edit.initial)
    warnings: tuple[Message, ...] = ()
    if request.method == "POST" and form.is_valid():
        warnings = edit.warnings(form)
        if form.cleaned_data["confirmed"] == form.fingerprint or not warnings:
            return _save_window(request, key, form)
        form.put(confirmed=form.fingerprint)
    context = {"form": form, "window": edit.shown, "warnings": warnings, "audience": _(changes.audience(key))}
    return render(request, "dashboard/window.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def extension(request: HttpRequest) -> HttpResponse:
    """Extend one window for one school."""
    plan = _plan()
    form = ExtensionForm(request.POST or None, parameters=plan.parameters, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            row = services.extend_window(person=signed_in(request), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已將%(school)s的時段延長。") % {"school": row.school.name})
            return redirect("staff_calendar")
    context = {"form": form, "schedule": plan}
    return render(request, "dashboard/extension.html", context, status=422 if form.errors else 200)


@staff_only
@require_GET
def version(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version's figures and what it changed."""
    found = versions_page.version_of(number)
    if found is None:
        raise Http404
    parameters = call.parameters_of(found.version.pk)
    context = {
        "shown": found,
        "groups": versions_page.groups(parameters),
        "windows": [schedule.shown(one, found.version.created_at) for one in parameters.windows.values()],
    }
    return render(request, "dashboard/version.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def official_text(request: HttpRequest) -> HttpResponse:
    """Load the call's official text from a file."""
    form = OfficialTextForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.load_official_text(person=signed_in(request), filename=file.name, data=file.read())
        except UnreadableTextError as problem:
            form.add_error("file", problem.reason.render(_))
        else:
            messages.success(request, _("已載入公告全文，條文頁會顯示對應的段落。"))
            return redirect("staff_official_text")
    context = {"form": form, "texts": official_texts.history()}
    return render(request, "dashboard/official_text.html", context, status=422 if form.errors else 200)


@staff_only
@require_POST
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Set the demo's clock, or put it back."""
    if not settings.USR_DEMO:
        raise Http404
    form = ClockForm(request.POST)
    told = _("示範時鐘已設定。")
    if "reset" in request.POST:
        services.set_demo_clock(person=signed_in(request), moment=None)
        told = _("示範時鐘已回到真實時間。")
    elif form.is_valid():
        services.set_demo_clock(person=signed_in(request), moment=form.cleaned_data["moment"])
    else:
        return render(request, "dashboard/clock.html", {"clock": form, "schedule": schedule.read()}, status=422)
    messages.success(request, told)
    return redirect("staff_calendar")


@dataclass(frozen=True, slots=True)
class _Editing:
    """One window as it stands, while somebody changes it."""

    plan: Schedule
    shown: schedule.ShownWindow
    version: int

    @property
    def initial(self) -> dict[str, object]:
        return {"opens_at": self.shown.opens_at, "closes_at": self.shown.closes_at, "seen": self.version}

    def warnings(self, form: WindowForm) -> tuple[Message, ...]:
        data, key = form.cleaned_data, self.shown.key
        after = versions.with_window(self.plan.parameters, key, data["opens_at"], data["closes_at"])
        return changes.consequences(
            self.plan.parameters, after, key, versions_page.extended_to(key), self.plan.now, get_language() or ""
        )


def _plan() -> Schedule:
    plan = schedule.read()
    if plan is None:
        raise Http404
    return plan


def _editing(key: str) -> _Editing:
    plan = _plan()
    shown, newest = plan.window(key), versions.newest(settings.USR_CALL)
    if shown is None or newest is None:
        raise Http404
    return _Editing(plan, shown, newest.version)


def _save_window(request: HttpRequest, key: str, form: WindowForm) -> HttpResponse:
    names = ("opens_at", "closes_at", "reason", "seen")
    values = {name: form.cleaned_data[name] for name in names}
    try:
        services.change_window(person=signed_in(request), window=key, **values)
    except versions.VersionPassedError:
        form.add_error(None, _("在您編輯時，有人已修改時程。請核對目前的時程後再存一次；您輸入的內容都還在。"))
        edit = _editing(key)
        form.put(seen=edit.version, confirmed="")
        context = {"form": form, "window": edit.shown, "audience": _(changes.audience(key))}
        return render(request, "dashboard/window.html", context, status=409)
    messages.success(request, _("時程已更新，並留下新的版次。"))
    return redirect("staff_calendar")
