"""Broker and database in containers, where a Docker engine answers."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
import docker.errors
from docker.models.volumes import Volume
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from deploy.local import ports, probes
from deploy.local.children import StartFailed, wait_until
from deploy.local.plan import Plan, Stack

BROKER_IMAGE = "rabbitmq:4-management"
DATABASE_IMAGE = "postgres:17"

_PULL_PATIENCE = 90  # a registry that can't be reached must not keep a machine with its own servers waiting
_LABEL = "omzien.stack"
_AMQP, _MANAGEMENT, _POSTGRESQL = 5672, 15672, 5432

# The guardian and the label below do what testcontainers' own reaper does, without an image more.
testcontainers_config.ryuk_disabled = True


def obstacle() -> str | None:
    """Why no containers can be had here, after having pulled the images if need be; None: they can."""
    try:
        engine = docker.from_env(timeout=5)
        engine.ping()
    except docker.errors.DockerException:
        return "no Docker engine answers"
    if not engine.api.base_url.startswith("http+docker://localhost"):
        return "the Docker engine is on another machine"
    if _is_ours(engine):
        return "this runs in a container of the Docker engine itself, out of reach of what that opens on loopback"
    missing = [image for image in (BROKER_IMAGE, DATABASE_IMAGE) if not _has(engine, image)]
    # a daemon thread: the engine may hang on a name that it can't resolve, and can't be told to give up
    pull = threading.Thread(target=_pull, args=(missing,), daemon=True)
    pull.start()
    pull.join(_PULL_PATIENCE)
    still = [image for image in missing if not _has(engine, image)]
    return f"the Docker engine has no image {' or '.join(still)} and could not pull it" if still else None


@contextmanager
def running(folder: Path, plan: Plan) -> Iterator[Stack]:
    """Both containers, ready to serve; removed at the end. Durable data stay in named volumes."""
    _remove_left_behind(folder, plan)
    hasty = [] if plan.durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
    server = _container(DATABASE_IMAGE, folder, plan, "/var/lib/postgresql/data", _POSTGRESQL)
    server.with_envs(POSTGRES_USER=plan.user, POSTGRES_PASSWORD=plan.password, POSTGRES_DB="postgres")
    server.with_command(["postgres", "-c", "max_connections=250", *hasty])
    node = _container(BROKER_IMAGE, folder, plan, "/var/lib/rabbitmq", _AMQP, _MANAGEMENT)
    node.with_envs(RABBITMQ_DEFAULT_USER=plan.user, RABBITMQ_DEFAULT_PASS=plan.password)
    node.with_envs(RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 2:2 +sbwt none")
    with server, node:
        amqp, management = node.get_exposed_port(_AMQP), node.get_exposed_port(_MANAGEMENT)
        sql = server.get_exposed_port(_POSTGRESQL)
        ready = wait_until(
            lambda: (
                probes.speaks_postgresql(sql)
                and probes.speaks_amqp(amqp)
                and probes.manages(management, plan.user, plan.password)
            ),
            patience=90,
        )
        if not ready:
            raise StartFailed(f"the containers were not ready in time:\n{_last_words(server, node)}")
        credentials = f"{plan.user}:{plan.password}"
        stack = Stack(
            amqp_url=f"amqp://{credentials}@{ports.LOOPBACK}:{amqp}/",
            database_url=f"postgresql://{credentials}@{ports.LOOPBACK}:{sql}/postgres",
            management_url=f"http://{credentials}@{ports.LOOPBACK}:{management}",
            kind="containers",
        )
        try:
            yield stack
        finally:
            if plan.durable:  # else they are killed, which is quicker
                for container in (node, server):
                    container.get_wrapped_container().stop(timeout=20)


def _container(image: str, folder: Path, plan: Plan, data: str, *exposed: int) -> DockerContainer:
    container = DockerContainer(image, labels={_LABEL: str(folder)}, hostname="omzien")
    if plan.durable:
        container.with_volume_mapping(f"{_own(folder, plan)}-{image.partition(':')[0]}", data, mode="rw")
    for port in exposed:
        # the engine takes an address too, and would else open the port to the whole network
        container.ports[str(port)] = (ports.LOOPBACK, None)  # type: ignore[assignment]
    return container


def volumes(folder: Path) -> list[Volume]:
    """The volumes of this folder, also those that nobody can open any more."""
    return docker.from_env().volumes.list(filters={"name": f"^{_prefix(folder)}-[0-9a-f]{{8}}-"})


def _prefix(folder: Path) -> str:
    return f"omzien-{hashlib.sha256(bytes(folder)).hexdigest()[:12]}"


def _own(folder: Path, plan: Plan) -> str:
    # servers remember the password that their data were made with: a folder that was made anew has volumes of its own
    return f"{_prefix(folder)}-{hashlib.sha256(plan.password.encode()).hexdigest()[:8]}"


def _remove_left_behind(folder: Path, plan: Plan) -> None:
    """Remove what an earlier guardian of this folder could not, since it was killed; and, where the folder was made
    anew, volumes that nobody can open any more: their password and their key went with the old one.
    """
    engine = docker.from_env()
    for container in engine.containers.list(all=True, filters={"label": f"{_LABEL}={folder}"}):
        container.remove(force=True, v=True)
    for volume in volumes(folder) if plan.durable else []:
        if not volume.name.startswith(_own(folder, plan)):
            volume.remove(force=True)


def _last_words(*containers: DockerContainer) -> str:
    return "\n".join(b"".join(container.get_logs()).decode(errors="replace")[-1000:] for container in containers)


def _is_ours(engine: docker.DockerClient) -> bool:
    try:
        engine.containers.get(socket.gethostname())
    except docker.errors.NotFound:
        return False
    return True


def _has(engine: docker.DockerClient, image: str) -> bool:
    try:
        engine.images.get(image)
    except docker.errors.ImageNotFound:
        return False
    return True


def _pull(images: list[str]) -> None:
    engine = docker.from_env(timeout=_PULL_PATIENCE)
    for image in images:
        try:
            engine.images.pull(image)
        except docker.errors.DockerException:
            return  # whether the image is there is looked at afterwards
