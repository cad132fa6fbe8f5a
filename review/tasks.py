"""Tasks of the review. They may run twice without harm."""

from __future__ import annotations

from celery import shared_task

from review.pdf.result_letter import made_letter


@shared_task(name="review.make_result_letter")
def make_result_letter(letter_id: int) -> None:
    """Make a school's letter of the result, so that it is there when it is opened."""
    made_letter(letter_id)
