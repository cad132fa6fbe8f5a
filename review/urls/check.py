"""Addresses of the staff's data check, under /staff/check/."""

from django.urls import URLPattern, path, register_converter

from review.views import check, check_case


class ProjectNumber:
    """A project number (計畫編號) in an address: `USR4-0003-S01`."""

    regex = r"USR[0-9]+-[0-9A-Za-z]+-[A-Z][0-9]{2,}"

    def to_python(self, value: str) -> str:
        """Keep it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Keep it as it is."""
        return value


register_converter(ProjectNumber, "project")

patterns: list[URLPattern] = [
    path("", check.index, name="staff_check"),
    path("open/", check.open_all, name="staff_check_open"),
    path("move/", check.move, name="staff_check_move"),
    path("letters/<int:letter_id>.pdf", check_case.letter_file, name="correction_letter"),
    path("<project:number>/", check_case.case, name="staff_check_case"),
    path("<project:number>/checks/<int:check_id>/", check_case.decide, name="staff_check_decide"),
    path("<project:number>/paper-copy/", check_case.paper_copy, name="staff_check_paper_copy"),
    path("<project:number>/corrections/", check_case.ask, name="staff_check_ask"),
    path("<project:number>/corrections/<int:correction_id>/", check_case.judge, name="staff_check_judge"),
    path("<project:number>/letters/", check_case.letter, name="staff_check_letter"),
    path("<project:number>/close/", check_case.close, name="staff_check_close"),
    path("<project:number>/moves/<int:move_id>/undo/", check_case.undo, name="staff_check_undo"),
]
