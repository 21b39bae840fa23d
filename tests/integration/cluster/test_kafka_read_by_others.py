"""Anybody's client reads our facts: the attributes as headers, the data as JSON, keys in order."""

import json
import subprocess
from shutil import which
from typing import Any

import pytest

from nineteen.shared.runtime.commits import partition_of
from nineteen.shared.runtime.kafka.connection import Connection
from nineteen.shared.runtime.kafka.names import topic_of
from nineteen.shared.runtime.kafka.publisher import KafkaPublisher
from nineteen.shared.testing.contracts.examples import SOURCE, commit, stream_of

pytestmark = pytest.mark.cluster
KCAT = which("kcat") or which("kafkacat")


@pytest.mark.skipif(KCAT is None, reason="kcat is not installed (Debian: kafkacat)")
async def test_kcat_reads_every_event_with_its_headers_in_order(
    connection: Connection, prefix: str
) -> None:
    streams = [stream_of(name) for name in ("ann", "bob", "cyd")]
    publisher = KafkaPublisher(SOURCE, connection, prefix=prefix)
    for version in (1, 3, 5):
        await publisher.publish(
            [commit(f"{s} {version}", s, version, size=2, word="Zoë") for s in streams]
        )
    await publisher.close()

    lines = read_by_kcat(connection, topic_of(SOURCE, prefix))

    assert len(lines) == 18
    for stream in streams:
        mine = [line for line in lines if line["key"] == stream]
        heads = [pairs(line["headers"]) for line in mine]
        assert {line["partition"] for line in mine} == {partition_of(stream)}
        assert [head["ce_streamversion"] for head in heads] == ["1", "2", "3", "4", "5", "6"]
        assert {head["ce_specversion"] for head in heads} == {"1.0"}
        assert {head["content-type"] for head in heads} == {"application/json"}
        assert json.loads(mine[1]["payload"]) == {"n": 1, "word": "Zoë"}


def pairs(headers: list[str]) -> dict[str, str]:
    """Kcat shows names and values in turn."""
    return dict(zip(headers[::2], headers[1::2], strict=True))


def read_by_kcat(connection: Connection, topic: str) -> list[dict[str, Any]]:
    """Everything on a topic, one JSON line a record."""
    assert KCAT
    done = subprocess.run(
        [KCAT, "-C", "-b", connection.servers, "-t", topic, "-o", "beginning", "-e", "-q", "-J"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
