"""The outbox: written with its act, sent once, tried again, kept safe from a broker that is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sent
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from usr_portal.celery import app
from usr_portal.notices import services, tasks
from usr_portal.notices.models import Mail


def post(key: str = "k", *, subject: str = "主旨", body: str = "內文", confidential: bool = False) -> Mail:
    return services.post(key=key, to="lin@school.test", subject=subject, body=body, confidential=confidential)


def broken_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: object, **_kwargs: object) -> int:
        message = "no route to the mail server"
        raise ConnectionRefusedError(message)

    monkeypatch.setattr("usr_portal.notices.services.EmailMessage.send", refuse)


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    calls: list[tuple[str, Any]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **_more: calls.append((name, args)))
    return calls


@pytest.mark.django_db
def test_the_same_key_is_posted_once(
    queued: list[Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = post(), post(subject="另一封")
    assert first == second
    assert queued == [("notices.send_mail", (first.pk,))]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_neither_kept_nor_queued(queued: list[Any]) -> None:
    def act() -> None:
        with transaction.atomic():
            post()
            message = "the act failed"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        act()
    assert not queued
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_mail_goes_once_however_often_its_task_runs(queued: list[Any]) -> None:
    letter = post()
    tasks.send_mail(letter.pk)
    tasks.send_mail(letter.pk)
    tasks.sweep()
    assert [message.to for message in sent.outbox] == [["lin@school.test"]]
    letter.refresh_from_db()
    assert letter.state == Mail.State.SENT
    assert letter.sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_away_the_sweep_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    with app.connection_for_write("redis://127.0.0.1:1/0") as nowhere:
        monkeypatch.setattr(app, "send_task", lambda *_a, **_k: nowhere.ensure_connection(max_retries=1, timeout=1))
        letter = post()
    assert not sent.outbox
    tasks.sweep()
    assert len(sent.outbox) == 1
    letter.refresh_from_db()
    assert letter.state == Mail.State.SENT


@pytest.mark.django_db
def test_an_error_puts_a_mail_off_longer_each_time(queued: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    broken_server(monkeypatch)
    letter = post()
    pauses = []
    for _attempt in range(3):
        Mail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        assert not services.send(mail_id=letter.pk)
        letter.refresh_from_db()
        pauses.append(round((letter.next_attempt_at - timezone.now()).total_seconds() / 60))
    assert pauses == [1, 2, 4]
    assert letter.state == Mail.State.WAITING
    assert "no route to the mail server" in letter.last_error
    assert services.due() == []


@pytest.mark.django_db
def test_after_ten_attempts_it_is_given_up(queued: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    broken_server(monkeypatch)
    letter = post()
    for _attempt in range(services.ATTEMPTS):
        Mail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        services.send(mail_id=letter.pk)
    letter.refresh_from_db()
    assert letter.state == Mail.State.FAILED


@pytest.mark.django_db
def test_a_link_is_erased_once_its_mail_has_left(queued: list[Any]) -> None:
    secret, plain = post(confidential=True), post(key="plain")
    tasks.sweep()
    secret.refresh_from_db()
    plain.refresh_from_db()
    assert secret.body == ""
    assert plain.body == "內文"
    assert [message.body for message in sent.outbox] == ["內文", "內文"]


@pytest.mark.django_db
def test_without_a_server_nothing_is_called_sent(queued: list[Any], settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    letter = post()
    assert not services.send(mail_id=letter.pk)
    letter.refresh_from_db()
    assert letter.last_error == services.NO_SERVER


@pytest.mark.django_db
def test_the_mailbox_is_the_demos_alone(client: Client, queued: list[Any], settings: Settings) -> None:
    assert client.get("/demo/mail/").status_code == 404
    settings.USR_DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "還沒有郵件" in client.get("/demo/mail/").content.decode()
    post(confidential=True, body="https://portal.test/accounts/invitations/abc/")
    tasks.sweep()
    page = client.get("/demo/mail/").content.decode()
    assert 'href="https://portal.test/accounts/invitations/abc/"' in page
    assert "已寄" in page


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_what_was_queued(celery_worker: None) -> None:
    letter = post()
    for _look in range(200):
        letter.refresh_from_db()
        if letter.attempts:
            break
        transaction.get_connection().cursor().execute("SELECT pg_sleep(0.05)")
    assert letter.last_error == services.NO_SERVER
