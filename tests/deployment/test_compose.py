"""The form of docker-compose.yml: no engine runs it here, so what it promises is read from it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from usr_portal import environment

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DEPLOYMENT: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, dict[str, Any]] = DEPLOYMENT["services"]
OURS = ["prepare", "web", "worker", "beat"]
LASTING = sorted(set(SERVICES) - {"prepare"})
SECRETS = ["USR_SECRET_KEY", "USR_DB_PASSWORD", "USR_REDIS_PASSWORD"]
VARIABLES = sorted(set(re.findall(r"\$\{(\w+)", COMPOSE)))


def test_the_whole_house_is_there() -> None:
    assert sorted(SERVICES) == sorted(["proxy", "prepare", "web", "worker", "beat", "db", "redis"])


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_service_is_watched_and_restarted(name: str) -> None:
    service = SERVICES[name]

    assert service["healthcheck"]["test"]
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])
    assert service["restart"] == "unless-stopped"


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["db"]["networks"] == ["back"]
    assert SERVICES["redis"]["networks"] == ["back"]
    assert DEPLOYMENT["networks"]["back"]["internal"] is True
    assert "back" not in SERVICES["proxy"]["networks"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_serves_before_the_tables_stand(name: str) -> None:
    conditions = {other: need["condition"] for other, need in SERVICES[name]["depends_on"].items()}

    assert conditions == {
        "prepare": "service_completed_successfully",
        "db": "service_healthy",
        "redis": "service_healthy",
    }


def test_the_preparation_checks_migrates_and_collects_once() -> None:
    prepare = SERVICES["prepare"]

    assert prepare["restart"] == "no"
    assert {other: need["condition"] for other, need in prepare["depends_on"].items()} == {
        "db": "service_healthy",
        "redis": "service_healthy",
    }
    for step in ("check --deploy", "migrate", "load_call", "collectstatic"):
        assert step in prepare["command"][-1]


def test_the_proxy_waits_for_a_healthy_site() -> None:
    assert SERVICES["proxy"]["depends_on"] == {"web": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_is_pinned_to_a_release(name: str) -> None:
    image = SERVICES[name]["image"]

    assert re.search(r":(\$\{USR_VERSION:-)?\d+\.\d+", image), image


def test_postgresql_is_the_release_that_the_tests_run_on() -> None:
    assert SERVICES["db"]["image"].startswith("postgres:15.")


@pytest.mark.parametrize("name", OURS)
def test_our_containers_run_with_little_power(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_what_must_not_be_lost_is_on_a_named_volume() -> None:
    named = set(DEPLOYMENT["volumes"])

    for name in ("db", "redis", *OURS):
        assert any(volume.split(":")[0] in named for volume in SERVICES[name]["volumes"]), name


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_has_no_default(name: str) -> None:
    uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", COMPOSE)

    assert uses
    assert all(use.startswith(":?") for use in uses)


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_listed_and_explained(name: str) -> None:
    assert re.search(rf"^{name}=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"`{name}`" in (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def test_no_secret_in_the_example_is_filled_in() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    for name in SECRETS:
        assert re.search(rf"^{name}=$", example, re.MULTILINE), name


def test_what_the_containers_are_told_is_read_by_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    given = SERVICES["web"]["environment"]
    values = {name: re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", "1", str(value)) for name, value in given.items()}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("USR_CLAMAV", "scanner:3310")

    read = environment.read()

    assert (read.secret_key, read.allowed_hosts, read.csrf_trusted_origins) == ("1", ("1",), ("1",))
    assert (read.behind_proxy, read.require_second_factor, read.idle_minutes, read.log_json) == (True, True, 1, True)
    assert (read.email_url, read.email_from, read.data_dir) == ("1", "1", Path("/data"))
    assert read.clamav == "scanner:3310"
    assert read.redis_url == "redis://:1@redis:6379/0"
    assert environment.database(read.database_url)["HOST"] == "db"
    assert (read.demo, read.debug) == (False, False)


def test_the_image_runs_without_root_from_hashed_packages() -> None:
    lines = (ROOT / ".docker" / "Dockerfile").read_text(encoding="utf-8").splitlines()

    assert "USER portal" in lines
    assert any("--require-hashes -r" in line for line in lines)
    assert lines.index("USER portal") < next(number for number, line in enumerate(lines) if line.startswith("CMD"))


def test_every_file_that_the_deployment_names_exists() -> None:
    assert (ROOT / SERVICES["web"]["build"]["dockerfile"]).is_file()
    assert (ROOT / SERVICES["web"]["healthcheck"]["test"][-1]).is_file()
    for volume in SERVICES["proxy"]["volumes"]:
        source = volume.split(":")[0]
        assert source.startswith("${") or (ROOT / source).is_file()


def test_the_proxy_takes_a_whole_paper(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    limit = re.search(r"client_max_body_size (\d+)m;", (ROOT / ".docker" / "nginx.conf").read_text(encoding="utf-8"))

    assert limit
    assert int(limit[1]) * 1024 * 1024 > settings.USR_PAPER_MAX_BYTES
