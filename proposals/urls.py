"""Addresses of applications and proposals."""

from django.urls import URLPattern, path, register_converter

from proposals.views import (
    budget,
    budget_file,
    checks,
    comments,
    edit,
    exchange,
    history,
    odt,
    papers,
    pdf,
    people,
    pictures,
    presence,
    proposal,
    returning,
    sending,
    workspace,
)


class ProposalNumber:
    """A proposal's readable number in an address."""

    regex = r"[0-9]+-[0-9A-Za-z]+-[0-9]{2,}"

    def to_python(self, value: str) -> str:
        """Keep it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Keep it as it is."""
        return value


register_converter(ProposalNumber, "number")

urlpatterns: list[URLPattern] = [
    path("", workspace.own, name="proposals"),
    path("begin/", workspace.begin, name="application_begin"),
    path("school/", workspace.school, name="school"),
    path("school/new/", workspace.new_proposal, name="proposal_new"),
    path("school/findings/", workspace.found, name="school_findings"),
    path("school/edit/<slug:key>/", edit.plan_section, name="school_edit"),
    path("school/budget/", budget.school, name="school_budget"),
    path("school/<slug:code>/pictures/", pictures.store_for_plan, name="school_pictures"),
    path("school/<slug:code>/pictures/<slug:digest>", pictures.show_of_plan, name="school_picture"),
    path("<number:number>/pictures/", pictures.store, name="proposal_pictures"),
    path("<number:number>/pictures/<slug:digest>", pictures.show, name="proposal_picture"),
    path("<number:number>/budget/", budget.proposal, name="proposal_budget"),
    path("school/budget/file/", budget_file.school, name="school_budget_file"),
    path("school/budget/file.<slug:kind>", budget_file.school_sheet, name="school_budget_sheet"),
    path("<number:number>/budget/file/", budget_file.proposal, name="proposal_budget_file"),
    path("<number:number>/budget/file.<slug:kind>", budget_file.proposal_sheet, name="proposal_budget_sheet"),
    path("school/application.pdf", pdf.school, name="school_pdf"),
    path("receipts/<slug:receipt>/application.pdf", pdf.receipt, name="receipt_pdf"),
    path("school/application.odt", odt.school, name="school_odt"),
    path("<number:number>.odt", odt.proposal, name="proposal_odt"),
    path("<number:number>.pdf", pdf.proposal, name="proposal_pdf"),
    path("pdf/<uuid:token>/", pdf.job, name="pdf_job"),
    path("pdf/<uuid:token>/application.pdf", pdf.job_file, name="pdf_job_file"),
    path("pdf/<uuid:token>/retry/", pdf.job_retry, name="pdf_job_retry"),
    path("school/send/", sending.send, name="school_send"),
    path("receipts/<slug:receipt>/", sending.receipt, name="receipt"),
    path("receipts/<slug:receipt>/application.json", sending.receipt_json, name="receipt_json"),
    path("receipts/<slug:receipt>/withdraw/", sending.withdraw, name="receipt_withdraw"),
    path("<number:number>/", proposal.overview, name="proposal"),
    path("<number:number>/edit/<slug:key>/", edit.section, name="proposal_edit"),
    path("<number:number>/findings/", proposal.found, name="proposal_findings"),
    path("<number:number>/move/<slug:act>/", proposal.move, name="proposal_move"),
    path("<number:number>/return/", returning.give_back, name="proposal_return"),
    path("<number:number>/type/", proposal.change_type, name="proposal_type"),
    path("<number:number>/remove/", proposal.remove, name="proposal_remove"),
    path("invitations/<str:token>/", people.invitation, name="team_invitation"),
    path("<number:number>/people/", people.people, name="proposal_people"),
    path("<number:number>/people/<int:participation_id>/access/", people.change, name="proposal_people_change"),
    path("<number:number>/people/<int:participation_id>/remove/", people.remove, name="proposal_people_remove"),
    path(
        "<number:number>/people/invitations/<int:invitation_id>/resend/", people.resend, name="proposal_people_resend"
    ),
    path(
        "<number:number>/people/invitations/<int:invitation_id>/revoke/", people.revoke, name="proposal_people_revoke"
    ),
    path("<number:number>/here/", presence.proposal, name="proposal_here"),
    path("school/here/", presence.school, name="school_here"),
    path("<number:number>/comments/", comments.talks, name="proposal_comments"),
    path("<number:number>/comments/<int:comment_id>/answer/", comments.answer, name="proposal_comment_answer"),
    path("<number:number>/comments/<int:comment_id>/settle/", comments.settle, name="proposal_comment_settle"),
    path("<number:number>/comments/<int:comment_id>/take-back/", comments.take_back, name="proposal_comment_take_back"),
    path("<number:number>/checks/", checks.of_proposal, name="proposal_checks"),
    path("<number:number>/alike/", checks.alike, name="proposal_alike"),
    path("<number:number>/what-if/", checks.what_if, name="proposal_what_if"),
    path("school/checks/", checks.of_school, name="school_checks"),
    path("<number:number>/history/", history.proposal_list, name="proposal_history"),
    path("<number:number>/history/<int:version_id>/", history.proposal_version, name="proposal_version"),
    path("<number:number>/history/<int:version_id>/restore/", history.proposal_restore, name="proposal_restore"),
    path("school/application.json", exchange.download, name="school_file"),
    path("school/import/", exchange.offer, name="school_import"),
    path("school/import/compare/", exchange.comparison, name="school_compare"),
    path("school/import/discard/", exchange.discard, name="school_import_discard"),
    path("school/history/", history.plan_list, name="school_history"),
    path("school/history/<int:version_id>/", history.plan_version, name="school_version"),
    path("school/history/<int:version_id>/restore/", history.plan_restore, name="school_restore"),
    path("<number:number>/papers/", papers.papers, name="proposal_papers"),
    path("<number:number>/papers/<int:paper_id>/", papers.paper_file, name="proposal_paper"),
    path("<number:number>/papers/<int:paper_id>/remove/", papers.remove, name="proposal_paper_remove"),
]
