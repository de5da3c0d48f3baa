"""Each service's role owns its schema and can do nothing else."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.local import databases, places
from deploy.local.plan import Stack
from deploy.local.provision import provision
from libs.contracts.topology import SERVICES

pytestmark = pytest.mark.broker


@pytest.fixture
async def admin_url(local_stack: Stack) -> AsyncIterator[str]:
    yield await databases.create_database(local_stack.database_url, "test_provision")
    await databases.drop_database(local_stack.database_url, "test_provision")


async def test_a_role_works_in_its_own_schema(local_stack: Stack, admin_url: str) -> None:
    urls = await provision(admin_url, places.passwords(local_stack))
    for service in SERVICES:
        connection = await asyncpg.connect(urls[service])
        assert await connection.fetchval("select current_user || ' in ' || current_schema()") == (
            f"{service} in {service}"
        )
        await connection.execute("create table own (id int)")
        await connection.close()


async def test_a_role_can_do_nothing_elsewhere(local_stack: Stack, admin_url: str) -> None:
    urls = await provision(admin_url, places.passwords(local_stack))
    owner = await asyncpg.connect(urls["intake"])
    await owner.execute("create table household (id int)")
    await owner.close()
    stranger = await asyncpg.connect(urls["matching"])
    for statement in (
        "select * from intake.household",
        "create table intake.mine (id int)",
        "create table public.mine (id int)",
        "create schema mine",
        "create role mine",
        "create temporary table mine (id int)",
        "create database mine",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await stranger.execute(statement)
    await stranger.close()


async def test_provisioning_is_repeatable_and_at_the_same_time(local_stack: Stack, admin_url: str) -> None:
    passwords = places.passwords(local_stack)
    results = await asyncio.gather(*(provision(admin_url, passwords) for _ in range(8)))
    assert all(urls == results[0] for urls in results)


async def test_a_place_is_apart_and_repeatable(local_stack: Stack) -> None:
    first = await places.create(local_stack, "test_place")
    assert await places.create(local_stack, "test_place") == first
    await places.delete(local_stack, "test_place")
    await places.delete(local_stack, "test_place")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(first.admin_url)
