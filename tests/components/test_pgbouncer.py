"""The PgBouncer sidecar: its settings, its start-up (run for real), and what is asked of ECS."""

import hashlib
import os
import subprocess
from collections.abc import Mapping
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest

from components import cdn
from components.pgbouncer import DIRECTORY, pgbouncer_container, settings, start_script
from components.task import Task, TaskArgs
from sandbox.recording import record
from sizing.compute import PGBOUNCER_MEMORY_MIB
from tests.components.compute import (
    API,
    DIGEST,
    REPOSITORY,
    ROLES,
    SECRETS,
    container,
    containers_of,
    image,
    placement,
    secrets,
    surroundings,
    task_definition,
    variables,
)

PASSWORD_ARN = f"{SECRETS}database-password-AbCdEf"


def sidecar(connections: int = 5) -> dict[str, Any]:
    """The container as ECS gets it, in a task that AWS accepts."""

    def program() -> None:
        pooler = pgbouncer_container(image("pgbouncer", DIGEST), surroundings().database, PASSWORD_ARN, connections)
        application = container(starts_after=("pgbouncer",))
        args = TaskArgs(service="api", placement=placement(), roles=ROLES, size=API, containers=[application, pooler])
        Task("api", args)

    return containers_of(task_definition(record(program), "api"))["pgbouncer"]


def started(directory: Path, environment: Mapping[str, str], connections: int = 5) -> tuple[str, list[str]]:
    """Run the start script with a PgBouncer that only tells how it was called: its output, and its environment."""
    commands = directory / "bin"
    commands.mkdir()
    stand_in = commands / "pgbouncer"
    stand_in.write_text('#!/bin/sh\necho "$@"\nenv\n', encoding="utf-8")
    stand_in.chmod(0o700)
    done = subprocess.run(
        ["sh", "-c", start_script(connections, str(directory))],
        env={"PATH": f"{commands}:{os.defpath}", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    first, *rest = done.stdout.splitlines()
    return first, rest


WITH = {
    "DATABASE_HOST": "academy-prod.example.rds.amazonaws.com",
    "DATABASE_PORT": "5432",
    "DATABASE_NAME": "academy",
    "DATABASE_USER": "academy_app",
    "DATABASE_PASSWORD": "correct-horse",
}


def test_it_never_opens_more_connections_than_its_task_has_in_the_budget() -> None:
    found = settings(7, DIRECTORY)

    assert found["max_db_connections"] == 7
    assert found["default_pool_size"] == 7
    assert found["min_pool_size"] == 0
    assert "reserve_pool_size" not in found


def test_connections_are_shared_by_transaction_and_more_clients_than_connections_may_come() -> None:
    found = settings(5, DIRECTORY)

    assert found["pool_mode"] == "transaction"
    assert found["max_client_conn"] == 30
    assert found["max_prepared_statements"] == 200


def test_it_speaks_tls_to_the_database_and_to_its_own_task_only() -> None:
    found = settings(5, DIRECTORY)

    assert found["server_tls_sslmode"] == "require"
    assert found["listen_addr"] == "127.0.0.1"
    assert found["unix_socket_dir"] == ""
    assert found["auth_type"] == "scram-sha-256"


def test_a_transaction_waits_for_a_connection_but_no_longer_than_the_cdn_waits_for_the_answer() -> None:
    wait = settings(5, DIRECTORY)["query_wait_timeout"]

    assert isinstance(wait, int)
    assert 0 < wait < cdn.ORIGIN_READ_SECONDS


def test_a_failover_is_noticed_within_seconds() -> None:
    assert settings(5, DIRECTORY)["dns_max_ttl"] == 5


def test_it_starts_with_a_configuration_that_points_at_the_database(tmp_path: Path) -> None:
    called, _ = started(tmp_path, WITH)

    assert called == f"{tmp_path}/pgbouncer.ini"
    written = ConfigParser(interpolation=None)
    written.read(tmp_path / "pgbouncer.ini", encoding="utf-8")
    assert dict(written["databases"]) == {
        "academy": "host=academy-prod.example.rds.amazonaws.com port=5432 dbname=academy"
    }
    assert dict(written["pgbouncer"]) == {key: str(value) for key, value in settings(5, str(tmp_path)).items()}


@pytest.mark.parametrize(
    ("password", "line"),
    [
        ("correct-horse", '"academy_app" "correct-horse"\n'),
        ('a"b', '"academy_app" "a""b"\n'),
        ("$HOME `id` \\n 'x' %s", '"academy_app" "$HOME `id` \\n \'x\' %s"\n'),
    ],
)
def test_whatever_is_in_the_password_reaches_pgbouncer_as_it_is(tmp_path: Path, password: str, line: str) -> None:
    started(tmp_path, {**WITH, "DATABASE_PASSWORD": password})

    assert (tmp_path / "userlist.txt").read_text(encoding="utf-8") == line


def test_nobody_else_can_read_the_password(tmp_path: Path) -> None:
    _, environment = started(tmp_path, WITH)

    assert (tmp_path / "userlist.txt").stat().st_mode & 0o077 == 0
    assert not [each for each in environment if "correct-horse" in each]


@pytest.mark.parametrize("missing", WITH)
def test_it_does_not_start_half_configured(tmp_path: Path, missing: str) -> None:
    with pytest.raises(subprocess.CalledProcessError, match="non-zero exit status"):
        started(tmp_path, {**WITH, missing: ""})
    assert not (tmp_path / "pgbouncer.ini").exists()


def test_it_gets_the_password_by_reference_and_keeps_it_in_memory() -> None:
    found = sidecar()

    assert secrets(found) == {"DATABASE_PASSWORD": PASSWORD_ARN}
    assert not [key for key in variables(found) if "PASSWORD" in key]
    assert found["linuxParameters"] == {
        "initProcessEnabled": True,
        "tmpfs": [{"containerPath": "/run/pgbouncer", "mountOptions": ["mode=1777", "nodev", "nosuid"], "size": 1}],
    }


def test_a_change_of_its_configuration_rolls_the_tasks() -> None:
    before, after = sidecar(5), sidecar(6)

    assert before["command"] != after["command"]
    told = variables(before)["CONFIG_SHA256"], variables(after)["CONFIG_SHA256"]
    assert told == tuple(
        hashlib.sha256(start_script(connections, DIRECTORY).encode()).hexdigest() for connections in (5, 6)
    )


def test_it_is_the_mirrored_image_by_digest_and_has_its_share_of_memory() -> None:
    found = sidecar()

    assert found["image"] == f"{REPOSITORY}pgbouncer@{DIGEST}"
    assert found["memory"] == PGBOUNCER_MEMORY_MIB
    assert (found["entryPoint"], found["portMappings"]) == (["sh", "-c"], [])


def test_its_health_is_its_own_and_not_the_databases() -> None:
    check = sidecar()["healthCheck"]

    assert check == {
        "command": ["CMD-SHELL", "pg_isready --quiet --host 127.0.0.1 --port 6432 --username academy_app"],
        "interval": 5,
        "timeout": 3,
        "retries": 3,
        "startPeriod": 10,
    }
