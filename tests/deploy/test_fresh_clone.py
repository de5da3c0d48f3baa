"""What must hold for the two commands to work from a clone and nothing else."""

import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.local import bootstrap, credentials, debian, ports

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-run.lock", ROOT / "requirements-bench.lock"]


def test_the_bootstrap_needs_the_standard_library_only() -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import deploy.local.bootstrap"
    subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_exact_versions_with_hashes_and_no_index(lock: Path) -> None:
    text = lock.read_text()
    requirements = re.findall(r"^[a-z0-9][^\s=]*==\S+.*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(requirements) == len(re.findall(r"^\S", text, re.MULTILINE)) > 40
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert "://" not in text


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run = [_name(each) for each in project["project"]["dependencies"]]
    dev = [_name(each) for each in project["dependency-groups"]["dev"]]
    bench = [_name(each) for each in project["dependency-groups"]["bench"]]
    whole, image, rivals = (set(_versions(lock)) for lock in LOCKS)
    assert {*run, *dev} <= whole
    assert set(run) <= image
    assert not {"pytest", "mypy", "testcontainers"} & image
    assert set(bench) <= rivals


def test_what_is_measured_is_what_is_tested() -> None:
    tested, measured = _versions(LOCKS[0]), _versions(LOCKS[2])
    shared = tested.keys() & measured.keys()
    assert {"aio-pika", "pydantic"} <= shared
    assert {name: measured[name] for name in shared} == {name: tested[name] for name in shared}


def test_another_lock_file_makes_the_environment_stale(tmp_path: Path) -> None:
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("one")
    before = bootstrap.fingerprint(tmp_path, "requirements.lock", "pyproject.toml")
    assert bootstrap.fingerprint(tmp_path, "requirements.lock", "pyproject.toml") == before
    (tmp_path / "requirements.lock").write_text("two")
    assert bootstrap.fingerprint(tmp_path, "requirements.lock", "pyproject.toml") != before


def test_no_server_is_started_by_an_installation_and_the_policy_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy, cluster = tmp_path / "policy-rc.d", tmp_path / "etc" / "createcluster.conf"
    monkeypatch.setattr(debian, "_POLICY", policy)
    monkeypatch.setattr(debian, "_CLUSTER_CONFIG", cluster)
    policy.write_text("#!/bin/sh\nexit 0\n")
    policy.chmod(0o755)

    def interrupted() -> None:
        with debian._no_servers_started():
            assert subprocess.run([policy], check=False).returncode == 101
            assert "create_main_cluster = false" in cluster.read_text()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"
    assert not cluster.exists()


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    token, key = credentials.token_file(tmp_path), credentials.key_file(tmp_path)
    contents = token.read_text(), key.read_text()
    assert len(bytes.fromhex(contents[1])) == 32
    assert {stat.S_IMODE(path.stat().st_mode) for path in (token, key)} == {0o600}
    assert (credentials.token_file(tmp_path).read_text(), credentials.key_file(tmp_path).read_text()) == contents


def test_free_ports_are_distinct_and_no_standard_ones() -> None:
    found = ports.free(50)
    assert len(set(found)) == 50
    assert min(found) >= 20_000


def test_every_target_of_make_is_explained() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "unit", "up", "down", "lint", "types", "format", "lock"):
        assert re.search(rf"make {target}\s+\S", shown), target


def _versions(lock: Path) -> dict[str, set[str]]:
    """A package may stand there once per Python version."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text().splitlines():
        if "==" in line:
            found.setdefault(_name(line), set()).add(line.partition("==")[2].split()[0])
    return found


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9_.-]+", requirement)
    assert found
    return found[0].lower().replace("_", "-")
