"""`make up` runs on the files that a municipality made its own."""

from pathlib import Path

import pytest

from deploy.local.run import own_files


def test_the_files_that_the_environment_names_are_those_of_the_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMZIEN_NEIGHBOURHOODS_FILE", "zeist.csv")
    monkeypatch.setenv("OMZIEN_INTAKE_POLICY_FILE", "/etc/zeist/policies")
    for not_ours_to_take in ("OMZIEN_KEY_FILE", "OMZIEN_TOKEN_FILE", "OMZIEN_DATABASE_URL"):
        monkeypatch.setenv(not_ours_to_take, "/elsewhere")
    assert own_files() == {
        "OMZIEN_NEIGHBOURHOODS_FILE": str(Path.cwd() / "zeist.csv"),
        "OMZIEN_INTAKE_POLICY_FILE": "/etc/zeist/policies",
    }
