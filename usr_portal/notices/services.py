"""The outbox: writing a mail, sending it, trying again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from usr_portal.celery import queue_on_commit
from usr_portal.notices.models import Mail

ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
SWEPT_AT_ONCE = 200
BATCH = 500
NO_SERVER = "USR_EMAIL_URL is not set: no mail server"


def post(*, key: str, to: str, subject: str, body: str, confidential: bool = False) -> Mail:
    """Write a mail in the caller's transaction; it goes when that commits.

    The same `key` again gives the mail that is there, and sends nothing more.
    """
    with transaction.atomic():
        mail, new = Mail.objects.get_or_create(
            key=key, defaults={"to": to, "subject": subject[:200], "body": body, "confidential": confidential}
        )
        if new:
            queue_on_commit("notices.send_mail", mail.pk)
    return mail


@transaction.atomic
def post_all(mails: Collection[Mail]) -> None:
    """Write many mails at once, as `post` writes one: a key that is there stays as it is, and nothing goes twice."""
    Mail.objects.bulk_create(mails, batch_size=BATCH, ignore_conflicts=True)
    keys = [one.key for one in mails]
    for begin in range(0, len(keys), BATCH):
        waiting = Mail.objects.filter(key__in=keys[begin : begin + BATCH], state=Mail.State.WAITING)
        for found in waiting.order_by("pk").values_list("pk", flat=True):
            queue_on_commit("notices.send_mail", found)


@transaction.atomic
def send(*, mail_id: int) -> bool:
    """Send a mail that is due; give whether it went. Its row is locked, so that two workers never send it twice."""
    # The machine's own clock, not the portal's: the demo's moved clock must not hold mail back.
    now = timezone.now()
    due = Mail.objects.filter(pk=mail_id, state=Mail.State.WAITING, next_attempt_at__lte=now)
    mail = due.select_for_update(skip_locked=True).first()
    if mail is None:
        return False
    mail.attempts += 1
    problem = _deliver(mail)
    if problem:
        _put_off(mail, problem)
    else:
        mail.state, mail.sent_at, mail.last_error = Mail.State.SENT, now, ""
    _erase_secret(mail)
    mail.save()
    return not problem


def due(limit: int = SWEPT_AT_ONCE) -> list[int]:
    """Give the mails that wait and are due, oldest first."""
    waiting = Mail.objects.filter(state=Mail.State.WAITING, next_attempt_at__lte=timezone.now())
    return list(waiting.order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit])


def _deliver(mail: Mail) -> str:
    """Hand a mail to the server; give what went wrong, or nothing."""
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend") and not settings.USR_DEMO:
        return NO_SERVER
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
    except (SMTPException, OSError) as problem:
        return f"{type(problem).__name__}: {problem}"
    return ""


def _put_off(mail: Mail, problem: str) -> None:
    mail.last_error = problem[:500]
    if mail.attempts >= ATTEMPTS:
        mail.state = Mail.State.FAILED
    mail.next_attempt_at = timezone.now() + min(FIRST_PAUSE * 2 ** (mail.attempts - 1), LONGEST_PAUSE)


def _erase_secret(mail: Mail) -> None:
    """Keep no link that lets somebody in longer than sending needs; the demo's mailbox shows it."""
    if mail.confidential and mail.state != Mail.State.WAITING and not settings.USR_DEMO:
        mail.body = ""
