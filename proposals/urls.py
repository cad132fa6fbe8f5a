"""Addresses of applications and proposals."""

from django.urls import URLPattern, path

from proposals.views import papers, people

urlpatterns: list[URLPattern] = [
    path("invitations/<str:token>/", people.invitation, name="team_invitation"),
    path("<str:number>/people/", people.people, name="proposal_people"),
    path("<str:number>/people/<int:participation_id>/access/", people.change, name="proposal_people_change"),
    path("<str:number>/people/<int:participation_id>/remove/", people.remove, name="proposal_people_remove"),
    path("<str:number>/people/invitations/<int:invitation_id>/resend/", people.resend, name="proposal_people_resend"),
    path("<str:number>/people/invitations/<int:invitation_id>/revoke/", people.revoke, name="proposal_people_revoke"),
    path("<str:number>/papers/", papers.papers, name="proposal_papers"),
    path("<str:number>/papers/<int:paper_id>/", papers.paper_file, name="proposal_paper"),
    path("<str:number>/papers/<int:paper_id>/remove/", papers.remove, name="proposal_paper_remove"),
]
staff_patterns: list[URLPattern] = []
