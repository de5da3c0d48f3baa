"""The rules of the house, so that who knows one service knows all four."""

import sys
from pathlib import Path

import pytest

from libs.contracts.topology import SERVICES
from tests.architecture.imports import OURS, ROOT, imported, module_of, modules

ALL = list(modules())


def within(path: Path, place: str) -> bool:
    """Whether the file stands in the folder or is the module of that name."""
    name = module_of(path)
    return name == place or name.startswith(f"{place}.")


def of(names: set[str], place: str) -> set[str]:
    """Those of the imported names that lie in the place."""
    return {name for name in names if name == place or name.startswith(f"{place}.")}


def imports_of(place: str) -> dict[str, set[str]]:
    """What each module of the place imports."""
    return {module_of(path): imported(path) for path in ALL if within(path, place)}


@pytest.mark.parametrize("service", SERVICES)
def test_services_never_import_each_other(service: str) -> None:
    foreign = [f"services.{other}" for other in SERVICES if other != service] + ["omzien", "deploy"]
    for module, names in imports_of(f"services.{service}").items():
        assert not any(of(names, place) for place in foreign), module


def test_contracts_import_nothing_of_ours() -> None:
    for module, names in imports_of("libs.contracts").items():
        ours = set().union(*(of(names, place) for place in OURS))
        assert ours == of(names, "libs.contracts"), module


def test_delivery_knows_no_service() -> None:
    for module, names in imports_of("libs.delivery").items():
        assert not any(of(names, place) for place in ("services", "omzien", "deploy")), module


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
    for room in ("handlers.py", "app.py", "settings.py", "__main__.py", "sql", "migrations"):
        assert (folder / room).exists(), f"{service} has no {room}"
    for room in ("domain", "store", "api"):
        assert (folder / f"{room}.py").exists() or (folder / room).is_dir(), f"{service} has no {room}"


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_but_the_entry_point_imports_the_wiring(service: str) -> None:
    wiring = f"services.{service}.app"
    importers = {module_of(path) for path in modules() if wiring in imported(path)}
    assert importers <= {f"services.{service}.__main__"}


def test_a_module_has_one_noun_and_a_page_or_three() -> None:
    for path in ALL:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, f"{module_of(path)}: look for the second noun"
        assert path.stem not in {"utils", "common", "manager", "helpers", "misc"}


def test_only_the_store_talks_to_the_database() -> None:
    for module, names in imports_of("services").items():
        if "store" not in module.split("."):
            assert not of(names, "asyncpg"), module
