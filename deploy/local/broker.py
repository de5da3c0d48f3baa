"""A private RabbitMQ node: its own name, ports, cookie, plugins and data; on loopback only."""

import hashlib
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local import children, ports, probes
from deploy.local.programs import Programs

_PATIENCE = 90  # ready in 6-8 s; a machine that runs a test suite beside it needs longer

_CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
default_user = {user}
default_pass = {password}
log.file = false
log.console = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 200MB
raft.wal_max_size_bytes = 67108864
"""

# Few schedulers and no busy waiting: the node shares a small machine with four services.
_ERLANG = "-noinput +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false"
_MEMORY, _ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108
_LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}"


@dataclass
class Broker:
    """A node that runs; it may be stopped and started again, with its data and on its ports."""

    amqp_url: str
    management_url: str
    mapper: children.Child
    node: children.Child
    _start: Callable[[], children.Child]
    _programs: Path
    _environment: Mapping[str, str]

    @property
    def processes(self) -> tuple[children.Child, ...]:
        return self.mapper, self.node

    def start(self) -> None:
        """Again, after a stop or a kill; returns when it serves."""
        self.node = self._start()

    def control(self, *words: str) -> str:
        """What `rabbitmqctl` answers; takes some seconds. Raises CalledProcessError."""
        done = subprocess.run(
            [self._programs / "rabbitmqctl", *words],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
        return done.stdout


@contextmanager
def running(folder: Path, programs: Programs, user: str, password: str, *, durable: bool) -> Iterator[Broker]:
    """A node with its data under `folder`, ready to serve; stopped in order at the end.

    `user` administers it: the node knows nobody else when its data is new. A node that need not be
    durable starts empty, and has its data in memory where there is room.
    """
    amqp, management, distribution, epmd = ports.free(4)
    home = folder / f"broker-{programs.broker_version}"  # another version may not read the data
    if not durable:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    data = home / "data" if durable else in_memory(home)
    _configure(home, amqp=amqp, management=management, user=user, password=password)
    environment = programs.environment() | _environment(home, data, distribution, epmd)
    # Its own epmd, as a child that we stop: the one that Erlang starts by itself outlives everybody.
    mapper = children.spawn(
        "epmd",
        ["epmd", "-address", ports.LOOPBACK],
        log=folder / "epmd.log",
        environment=environment,
        cwd=home,
    )

    def start() -> children.Child:
        node = children.spawn(
            "the broker", [programs.broker], log=folder / "broker.log", environment=environment, cwd=home
        )
        try:
            node.await_ready(
                lambda: probes.speaks_amqp(amqp) and probes.manages(management, user, password), patience=_PATIENCE
            )
        except BaseException:
            node.stop(patience=0)
            raise
        return node

    try:
        mapper.await_ready(lambda: ports.answers(epmd), patience=10)
        broker = Broker(
            amqp_url=f"amqp://{user}:{password}@{ports.LOOPBACK}:{amqp}/",
            management_url=f"http://{user}:{password}@{ports.LOOPBACK}:{management}",
            mapper=mapper,
            node=start(),
            _start=start,
            _programs=programs.broker.parent,
            _environment=environment,
        )
        try:
            yield broker
        finally:
            broker.node.stop(patience=20 if durable else 0)  # an orderly stop takes 5 s, for data that nobody wants
    finally:
        mapper.stop()
        if not durable:
            shutil.rmtree(data, ignore_errors=True)


def in_memory(home: Path) -> Path:
    """Of this node alone, and empty. A quorum queue waits for the disk with every message: a sixth of a year's run."""
    if not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM:
        return home / "data"
    place = _MEMORY / f"omzien-{hashlib.sha256(bytes(home)).hexdigest()[:12]}"
    shutil.rmtree(place, ignore_errors=True)  # of a node that was killed
    try:
        place.mkdir(mode=0o700)
    except OSError:  # somebody else's
        return home / "data"
    return place


def _configure(home: Path, **values: str | int) -> None:
    configuration = home / "rabbitmq.conf"
    configuration.touch(mode=0o600)  # it holds the password
    configuration.write_text(_CONFIGURATION.format(**values))
    (home / "enabled_plugins").write_text("[rabbitmq_management].\n")
    (home / "environment.conf").touch()


def _environment(home: Path, data: Path, distribution: int, epmd: int) -> dict[str, str]:
    """Names every place that the node would else share with the machine's own broker."""
    return {
        "HOME": str(home),  # of the cookie
        "RABBITMQ_NODENAME": "omzien@localhost",
        "RABBITMQ_DIST_PORT": str(distribution),
        "ERL_EPMD_PORT": str(epmd),
        "ERL_EPMD_ADDRESS": ports.LOOPBACK,
        "RABBITMQ_CONF_ENV_FILE": str(home / "environment.conf"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
        "RABBITMQ_CONFIG_FILES": str(home / "conf.d"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(data),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(home / "pid"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
        "RABBITMQ_ALLOW_INPUT": "1",  # the script then becomes the node, and a signal reaches it
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{_ERLANG} {_LOOPBACK}",
    }
