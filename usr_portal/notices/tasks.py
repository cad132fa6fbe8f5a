"""Tasks of the outbox. Both may run twice without harm."""

from __future__ import annotations

from celery import shared_task

from usr_portal.notices import services


@shared_task(name="notices.send_mail")
def send_mail(mail_id: int) -> None:
    """Send one mail if it is still due."""
    services.send(mail_id=mail_id)


@shared_task(name="notices.sweep")
def sweep() -> None:
    """Send what is due: put off after an error, or never queued because the broker was away."""
    for mail_id in services.due():
        services.send(mail_id=mail_id)
