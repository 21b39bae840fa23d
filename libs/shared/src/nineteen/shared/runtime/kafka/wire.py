"""The metadata request that tells topics' ids: the driver's own is too old for that."""

import uuid
from io import BytesIO

from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

METADATA = 3
TEXT = CompactString("utf-8")
TAGS = ("tags", TaggedFields)


class Id(AbstractType):  # type: ignore[misc]  # the driver ships no types
    """Sixteen bytes."""

    @classmethod
    def encode(cls, value: uuid.UUID) -> bytes:
        """As they go over the wire."""
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> uuid.UUID:
        """As they came."""
        return uuid.UUID(bytes=data.read(16))


BROKER = (("node_id", Int32), ("host", TEXT), ("port", Int32), ("rack", TEXT), TAGS)
PARTITION = (
    ("error_code", Int16),
    ("partition", Int32),
    ("leader", Int32),
    ("leader_epoch", Int32),
    ("replicas", CompactArray(Int32)),
    ("isr", CompactArray(Int32)),
    ("offline", CompactArray(Int32)),
    TAGS,
)
TOPIC = (
    ("error_code", Int16),
    ("topic", TEXT),
    ("id", Id),
    ("internal", Boolean),
    ("partitions", CompactArray(*PARTITION)),
    ("allowed", Int32),
    TAGS,
)


class TopicsAnswer(Response):  # type: ignore[misc]
    """Metadata, version 10: the first that tells ids."""

    API_KEY, API_VERSION = METADATA, 10
    SCHEMA = Schema(
        ("throttle_ms", Int32),
        ("brokers", CompactArray(*BROKER)),
        ("cluster_id", TEXT),
        ("controller", Int32),
        ("topics", CompactArray(*TOPIC)),
        ("allowed", Int32),
        TAGS,
    )


class TopicsQuestion(RequestStruct):  # type: ignore[misc]
    """Metadata, version 10."""

    API_KEY, API_VERSION, FLEXIBLE_VERSION = METADATA, 10, True
    RESPONSE_TYPE = TopicsAnswer
    SCHEMA = Schema(
        ("topics", CompactArray(("id", Id), ("topic", TEXT), TAGS)),
        ("create", Boolean),
        ("cluster_operations", Boolean),
        ("topic_operations", Boolean),
        TAGS,
    )


class TopicsRequest(Request[TopicsQuestion]):  # type: ignore[misc]
    """Asks about some topics, or about all."""

    API_KEY = METADATA

    def __init__(self, topics: list[str] | None) -> None:
        self._topics = topics

    def build(self, question: type[TopicsQuestion]) -> TopicsQuestion:
        """The request as this version has it."""
        topics: list[tuple[uuid.UUID, str, dict[int, bytes]]] | None = None
        if self._topics is not None:
            topics = [(uuid.UUID(int=0), name, {}) for name in self._topics]
        return question(topics, False, False, False, {})  # noqa: FBT003  fields of a protocol
