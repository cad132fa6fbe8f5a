"""Rows of the review: cases and their stages, data check, panels, score sheets, replies, meetings, decisions."""

from review.models.cases import Case, StageMove
from review.models.checking import Check, Correction, CorrectionLetter, PaperCopy
from review.models.decision import Announcement, Award, Decision, Meeting, SchoolDecision
from review.models.listing import DefaultView, SavedView
from review.models.panels import Affiliation, Assignment, Avoidance, Conflict, Panel, Reviewer, Round, Statement
from review.models.results import ResultLetter
from review.models.scoring import Mark, PartScore, Question, ScoreSheet, SheetMove
from review.models.talks import Offer, Reply, Slot, Visit, VisitPhoto

__all__ = [
    "Affiliation",
    "Announcement",
    "Assignment",
    "Avoidance",
    "Award",
    "Case",
    "Check",
    "Conflict",
    "Correction",
    "CorrectionLetter",
    "Decision",
    "DefaultView",
    "Mark",
    "Meeting",
    "Offer",
    "Panel",
    "PaperCopy",
    "PartScore",
    "Question",
    "Reply",
    "ResultLetter",
    "Reviewer",
    "Round",
    "SavedView",
    "SchoolDecision",
    "ScoreSheet",
    "SheetMove",
    "Slot",
    "StageMove",
    "Statement",
    "Visit",
    "VisitPhoto",
]
