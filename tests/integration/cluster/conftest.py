"""A Kafka connection, and topics that only one test uses."""

from collections.abc import AsyncIterator

import pytest

from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.topics import Topic
from nineteen.shared.testing.contracts.examples import SOURCE
from nineteen.shared.testing.kafka import drop_topics, fresh_prefix, make_topics
from nineteen.shared.testing.servers.plugin import SharedKafka


@pytest.fixture
def connection(kafka: SharedKafka) -> Connection:
    """How to reach the run's Kafka."""
    return Connection(kafka.address)


@pytest.fixture
async def prefix(connection: Connection) -> AsyncIterator[str]:
    """What the names of this test's topics begin with; the source of the contracts has one."""
    prefix = fresh_prefix()
    await make_topics(connection, Topic(topic_of(SOURCE, prefix)))
    yield prefix
    await drop_topics(connection, topic_of(SOURCE, prefix))
