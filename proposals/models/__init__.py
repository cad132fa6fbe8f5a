"""Rows of an application: what is written, by whom, and what was sent."""

from proposals.models.comments import Comment
from proposals.models.exchange import OfferedFile
from proposals.models.history import Version
from proposals.models.papers import Paper
from proposals.models.pictures import Picture
from proposals.models.presence import Presence
from proposals.models.sending import Claim, Obligation, PdfJob, Submission, SubmittedProposal
from proposals.models.writing import (
    Application,
    Move,
    Participation,
    Proposal,
    ProposalPredecessor,
    ProposalSection,
    SchoolPlan,
    SchoolPlanSection,
    TeamInvitation,
    TeamMember,
)

__all__ = [
    "Application",
    "Claim",
    "Comment",
    "Move",
    "Obligation",
    "OfferedFile",
    "Paper",
    "Participation",
    "PdfJob",
    "Picture",
    "Presence",
    "Proposal",
    "ProposalPredecessor",
    "ProposalSection",
    "SchoolPlan",
    "SchoolPlanSection",
    "Submission",
    "SubmittedProposal",
    "TeamInvitation",
    "TeamMember",
    "Version",
]
