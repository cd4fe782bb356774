"""PgBouncer: the sidecar through which an API task shares few connections among many requests.

Its image is one that others make, mirrored into our own repository. It must have `sh`, `cat`, `sed`, `pgbouncer` and
`pg_isready` on its PATH; nothing of its own start-up is used.
"""

import hashlib
from collections.abc import Mapping

from pulumi import Input

from components.containers import Container, HealthCheck, ServiceImage, Tmpfs
from components.environment import DATABASE_USER, DatabaseEndpoint, database_environment
from sizing.compute import PGBOUNCER_MEMORY_MIB

NAME = "pgbouncer"

PORT = 6432
LOOPBACK = "127.0.0.1"
"""The containers of a task share it, and nobody else reaches it.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html"""

CLIENTS_PER_CONNECTION = 4
"""Ours: a request spends most of its time outside of a transaction, and only within one does it need a connection."""

SPARE_CLIENTS = 10
"""For the health check, and for an application that opens a new connection before it has closed the old one."""

QUERY_WAIT_SECONDS = 20
"""How long a transaction waits for a connection: less than CloudFront waits for the answer, and never for ever."""

DIRECTORY = "/run/pgbouncer"
"""In memory: the password is never on a disk."""
DIRECTORY_MIB = 1

STOP_SECONDS = 30
"""The application stops first, so there is nobody left to wait for."""

HEALTH_CHECK = HealthCheck(
    # Asks PgBouncer and not the database: while that one fails over, tasks are to wait and not to be replaced. The
    # user is named because the container's own has no name.
    command=("CMD-SHELL", f"pg_isready --quiet --host {LOOPBACK} --port {PORT} --username {DATABASE_USER}"),
    interval_seconds=5,
    timeout_seconds=3,
    retries=3,
    start_seconds=10,
)


def pgbouncer_container(
    image: ServiceImage, database: DatabaseEndpoint, password_arn: Input[str], connections: int
) -> Container:
    """The sidecar of a task that may open so many `connections` to PostgreSQL (the connection budget counts them)."""
    script = start_script(connections, DIRECTORY)
    return Container(
        name=NAME,
        image=image,
        environment={
            **database_environment(database, connections),
            # The script is part of the task definition, so a change of it rolls the tasks by itself. This tells, of a
            # task that runs, which one it has.
            "CONFIG_SHA256": hashlib.sha256(script.encode()).hexdigest(),
        },
        secrets={"DATABASE_PASSWORD": password_arn},
        writable=(Tmpfs(path=DIRECTORY, size_mib=DIRECTORY_MIB),),
        entry_point=("sh", "-c"),
        command=(script,),
        health_check=HEALTH_CHECK,
        stop_seconds=STOP_SECONDS,
        memory_mib=PGBOUNCER_MEMORY_MIB,
    )


def pooled_environment(database: DatabaseEndpoint, connections: int) -> dict[str, Input[str]]:
    """How an application reaches PostgreSQL through a sidecar that has `connections`.

    Without TLS to the sidecar, which is in the same task; the sidecar itself speaks TLS to the database.
    """
    return {
        **database_environment(database, connections * CLIENTS_PER_CONNECTION),
        "DATABASE_HOST": LOOPBACK,
        "DATABASE_PORT": str(PORT),
        "DATABASE_SSLMODE": "disable",
    }


def settings(connections: int, directory: str) -> Mapping[str, str | int]:
    """PgBouncer's settings. https://www.pgbouncer.org/config.html"""
    return {
        "listen_addr": LOOPBACK,
        "listen_port": PORT,
        "unix_socket_dir": "",
        # RDS shows nobody its password hashes, so PgBouncer knows the password itself.
        "auth_type": "scram-sha-256",
        "auth_file": f"{directory}/userlist.txt",
        "client_tls_sslmode": "disable",
        "server_tls_sslmode": "require",
        # What outlives a transaction does not work: SET, LISTEN, advisory locks of a session, WITH HOLD cursors.
        "pool_mode": "transaction",
        "max_db_connections": connections,
        "default_pool_size": connections,
        "min_pool_size": 0,
        "max_client_conn": connections * CLIENTS_PER_CONNECTION + SPARE_CLIENTS,
        # Drivers prepare statements unasked; PgBouncer (1.21 and later) follows them from connection to connection.
        "max_prepared_statements": 200,
        "ignore_startup_parameters": "extra_float_digits",
        "query_wait_timeout": QUERY_WAIT_SECONDS,
        "server_connect_timeout": 5,
        "server_idle_timeout": 300,
        "server_lifetime": 3600,
        # A failover moves the name to another address; RDS's own records live as short.
        "dns_max_ttl": 5,
        "log_connections": 0,
        "log_disconnections": 0,
    }


def start_script(connections: int, directory: str) -> str:
    """What the container runs: writes both files, then becomes PgBouncer.

    Host, name and password come from its environment, so the text is the same wherever the database is.
    """
    lines = "\n".join(f"{key} = {value}".rstrip() for key, value in settings(connections, directory).items())
    return f"""\
set -eu
: "${{DATABASE_HOST:?}}" "${{DATABASE_PORT:?}}" "${{DATABASE_NAME:?}}" "${{DATABASE_USER:?}}" "${{DATABASE_PASSWORD:?}}"
umask 077
cat > {directory}/userlist.txt <<END
"$DATABASE_USER" "$(printf %s "$DATABASE_PASSWORD" | sed 's/"/""/g')"
END
cat > {directory}/pgbouncer.ini <<END
[databases]
$DATABASE_NAME = host=$DATABASE_HOST port=$DATABASE_PORT dbname=$DATABASE_NAME

[pgbouncer]
{lines}
END
unset DATABASE_PASSWORD
exec pgbouncer {directory}/pgbouncer.ini
"""
