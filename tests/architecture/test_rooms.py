"""The rules of the house, so that who knows one service knows all four."""

import sys
from pathlib import Path

import pytest

from libs.contracts.topology import SERVICES
from tests.architecture.imports import ROOT, imported, module_of, modules

ALL = [pytest.param(path, id=module_of(path)) for path in modules()]


def within(path: Path, place: str) -> bool:
    """Whether the file stands in the folder or is the module of that name."""
    name = module_of(path)
    return name == place or name.startswith(f"{place}.")


def of(names: set[str], place: str) -> set[str]:
    """Those of the imported names that lie in the place."""
    return {name for name in names if name == place or name.startswith(f"{place}.")}


@pytest.mark.parametrize("path", ALL)
def test_no_module_looks_into_a_room_that_is_not_its_own(path: Path) -> None:
    names = imported(path)
    for service in SERVICES:
        if within(path, f"services.{service}"):
            for other in set(SERVICES) - {service}:
                assert not of(names, f"services.{other}"), "services never import each other"
            assert not of(names, "omzien") | of(names, "deploy")
    if within(path, "libs.contracts"):
        ours = of(names, "libs") | of(names, "services") | of(names, "omzien") | of(names, "deploy")
        assert ours == of(names, "libs.contracts"), "contracts imports nothing of ours"
    if within(path, "libs.delivery"):
        assert not of(names, "services") | of(names, "omzien") | of(names, "deploy"), "delivery knows no service"


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_domain_imports_the_standard_library_and_contracts_only(service: str) -> None:
    files = [path for path in modules() if within(path, f"services.{service}.domain")]
    assert files, "there is a domain"
    for path in files:
        for name in imported(path):
            top = name.split(".")[0]
            allowed = top in sys.stdlib_module_names or of({name}, "libs.contracts") or name == "libs"
            assert allowed or of({name}, f"services.{service}.domain"), f"{module_of(path)} imports {name}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_rooms(service: str) -> None:
    folder = ROOT / "services" / service
    for room in ("store.py", "handlers.py", "api.py", "app.py", "settings.py", "__main__.py", "sql", "migrations"):
        assert (folder / room).exists(), f"{service} has no {room}"
    assert (folder / "domain.py").exists() or (folder / "domain").is_dir()


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_but_the_entry_point_imports_the_wiring(service: str) -> None:
    wiring = f"services.{service}.app"
    importers = {module_of(path) for path in modules() if wiring in imported(path)}
    assert importers <= {f"services.{service}.__main__"}


@pytest.mark.parametrize("path", ALL)
def test_a_module_has_one_noun_and_a_page_or_three(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, "look for the second noun"
    assert path.stem not in {"utils", "common", "manager", "helpers", "misc"}


@pytest.mark.parametrize("path", [param for param in ALL if "services" in param.values[0].parts])  # type: ignore[union-attr]
def test_sql_stands_in_the_store_only(path: Path) -> None:
    if path.stem not in {"store", "stores"} and "store" not in path.parts:
        names = imported(path)
        assert not of(names, "asyncpg"), "only the store talks to the database"
