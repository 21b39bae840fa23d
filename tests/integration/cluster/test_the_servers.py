"""The servers that other tests stand on: they keep what they acknowledge, and end with the run."""

import asyncio
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient
from pymongo.errors import AutoReconnect

from nineteen.shared.testing.servers.gaps import GAPS, needs_mongod
from nineteen.shared.testing.servers.kafka_wire import brokers_seen
from nineteen.shared.testing.servers.ladder import KafkaServer, MongoServer
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo

pytestmark = pytest.mark.cluster

WAIT_S = 60
A_RUN = """
import os
from pathlib import Path
import pytest

@pytest.mark.parametrize("turn", range(4))
def test_notes_where_the_servers_are(kafka, mongo, turn):
    with Path(os.environ["NOTES"]).open("a") as notes:
        notes.write(f"{kafka.address} {mongo.uri}\\n")
"""


def fresh() -> str:
    """A name that nobody else uses on a shared server."""
    return f"t-{uuid.uuid4().hex}"


async def with_topic(address: str, replicas: int = 1) -> str:
    topic = fresh()
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        made = await admin.create_topics([NewTopic(topic, 12, replicas)])
        assert [error[1] for error in made.topic_errors] == [0]
    finally:
        await admin.close()
    return topic


async def send(address: str, topic: str, *values: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=address, enable_idempotence=True)
    await producer.start()
    try:
        for value in values:
            await producer.send_and_wait(topic, value, partition=3)
    finally:
        await producer.stop()


async def kept(address: str, topic: str) -> list[bytes]:
    """Everything in a topic."""
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=address, auto_offset_reset="earliest")
    await consumer.start()
    try:
        ends = await consumer.end_offsets(consumer.assignment())
        values: list[bytes] = []
        while len(values) < sum(ends.values()):
            batches = await consumer.getmany(timeout_ms=1000)
            values += [record.value for batch in batches.values() for record in batch]
    finally:
        await consumer.stop()
    return values


@asynccontextmanager
async def collection(uri: str) -> AsyncIterator[Any]:
    async with AsyncMongoClient[dict[str, Any]](uri, w="majority") as client:
        yield client[fresh()]["facts"]


async def test_the_shared_kafka_keeps_what_it_is_sent(kafka: SharedKafka) -> None:
    topic = await with_topic(kafka.address)

    await send(kafka.address, topic, b"one", b"two")

    assert await kept(kafka.address, topic) == [b"one", b"two"]


async def test_the_shared_database_keeps_a_transaction_whole(mongo: SharedMongo) -> None:
    async with collection(mongo.uri) as facts:
        await facts.insert_one({"_id": 0})
        async with facts.database.client.start_session() as session:
            await session.start_transaction()
            await facts.insert_many([{"_id": 1}, {"_id": 2}], session=session)
            await session.abort_transaction()

        assert await facts.distinct("_id") == [0]


async def test_a_killed_kafka_comes_back_with_everything(own_kafka: KafkaServer) -> None:
    topic = await with_topic(own_kafka.address)
    await send(own_kafka.address, topic, b"before")

    own_kafka.kill()
    own_kafka.start_node()
    await send(own_kafka.address, topic, b"after")

    assert await kept(own_kafka.address, topic) == [b"before", b"after"]


async def test_a_frozen_kafka_answers_nothing_and_then_goes_on(own_kafka: KafkaServer) -> None:
    port = int(own_kafka.address.rpartition(":")[2])
    topic = await with_topic(own_kafka.address)

    own_kafka.pause()
    frozen = brokers_seen(port)
    own_kafka.resume()
    await send(own_kafka.address, topic, b"thawed")

    assert frozen == set()
    assert await kept(own_kafka.address, topic) == [b"thawed"]


async def test_three_nodes_outlive_the_death_of_one(own_kafkas: KafkaServer) -> None:
    topic = await with_topic(own_kafkas.address, replicas=3)

    own_kafkas.kill(2)
    await send(own_kafkas.address, topic, b"with two")
    own_kafkas.start_node(2)

    assert await kept(own_kafkas.address, topic) == [b"with two"]


async def test_a_killed_database_comes_back_with_everything(own_mongo: MongoServer) -> None:
    async with collection(own_mongo.uri) as facts:
        await facts.insert_one({"_id": "before"})
        name = facts.database.name

    own_mongo.kill()
    own_mongo.start()

    async with AsyncMongoClient[dict[str, Any]](own_mongo.uri) as client:
        assert await client[name]["facts"].distinct("_id") == ["before"]


async def test_a_stopped_database_refuses_and_then_goes_on(own_mongo: MongoServer) -> None:
    uri = f"{own_mongo.uri}&serverSelectionTimeoutMS=200"
    async with collection(uri) as facts:
        await facts.insert_one({"_id": "before"})

        own_mongo.stop()
        with pytest.raises(AutoReconnect):
            await facts.insert_one({"_id": "while it is away"})
        own_mongo.start()
        await facts.insert_one({"_id": "after"})

        assert await facts.distinct("_id") == ["before", "after"]


@needs_mongod("$$NOW")
async def test_a_real_mongod_compares_with_its_clock(mongo: SharedMongo) -> None:
    async with collection(mongo.uri) as facts:
        await facts.insert_one({"_id": 0})

        assert await facts.count_documents({"$expr": {"$gt": ["$$NOW", None]}}) == 1


def test_a_gap_must_have_a_name() -> None:
    with pytest.raises(KeyError):
        needs_mongod("no such gap")

    assert "snapshot sessions" in GAPS


def a_run(folder: Path, *options: str) -> "subprocess.Popen[bytes]":
    """A test run of its own, with servers of its own."""
    (folder / "test_a_run.py").write_text(A_RUN)
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugin = ["-p", "nineteen.shared.testing.servers.plugin", "-p", "no:randomly"]
    environment = os.environ | {"NOTES": str(folder / "notes"), "TMPDIR": str(folder)}
    for name in ("NINETEEN_TEST_KAFKA", "NINETEEN_TEST_MONGO"):
        environment.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *plugin, *options, str(folder)],
        cwd=folder,
        env={name: v for name, v in environment.items() if not name.startswith("PYTEST_")},
    )


def notes(folder: Path) -> list[str]:
    file = folder / "notes"
    return file.read_text().splitlines() if file.exists() else []


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():  # noqa: ASYNC110  another process makes it hold
            await asyncio.sleep(0.05)


async def nobody_listens(address: str) -> None:
    port = int(address.rpartition(":")[2])
    await until(lambda: not brokers_seen(port))


async def test_two_workers_share_one_server_that_ends_with_the_run(tmp_path: Path) -> None:
    run = a_run(tmp_path, "-n", "2")
    assert await asyncio.to_thread(run.wait, WAIT_S * 2) == 0

    assert len(notes(tmp_path)) == 4
    assert len(set(notes(tmp_path))) == 1
    assert not brokers_seen(int(notes(tmp_path)[0].partition(" ")[0].rpartition(":")[2]))


@pytest.mark.parametrize("with_signal", [signal.SIGKILL, signal.SIGINT])
async def test_a_run_that_is_ended_leaves_no_server(tmp_path: Path, with_signal: int) -> None:
    hang = tmp_path / "conftest.py"
    hang.write_text("import time\n\ndef pytest_sessionfinish():\n    time.sleep(600)\n")
    run = a_run(tmp_path)
    await until(lambda: bool(notes(tmp_path)))

    run.send_signal(with_signal)
    await asyncio.to_thread(run.wait, WAIT_S)

    await nobody_listens(notes(tmp_path)[0].partition(" ")[0])
