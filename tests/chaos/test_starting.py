"""A process does not start on topics where facts would get lost or be looked for in vain."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from nineteen.shared.runtime.kafka.topics import Topic, fact_topics
from nineteen.shared.runtime.mongo.trouble import CannotStart
from nineteen.shared.runtime.settings import Settings
from nineteen.shared.testing.one_process import installed, running, settings_on
from nineteen.shared.testing.servers.plugin import SharedKafka, SharedMongo

pytestmark = pytest.mark.cluster


@pytest.fixture
def settings(mongo: SharedMongo, kafka: SharedKafka, tmp_path: Path) -> Settings:
    return settings_on(mongo.uri, kafka.address, tmp_path)


async def refused(settings: Settings, topics: Sequence[Topic]) -> str:
    """The sentence with which a process does not start on these topics."""
    async with installed(settings, topics):
        with pytest.raises(CannotStart) as refusal:
            async with running(settings):
                pass
    return str(refusal.value)


@pytest.mark.fault("F-18", checks="")
async def test_a_process_does_not_start_without_a_topic(settings: Settings) -> None:
    contact, scheduling, _ = fact_topics(1, settings.installation)

    said = await refused(settings, [contact, scheduling])

    assert said.startswith(f"The topic {settings.installation}.followup.v1 does not exist.")
    assert "`nineteen topics create`" in said


@pytest.mark.fault("F-18", checks="")
async def test_a_process_does_not_start_on_a_topic_that_is_cut_otherwise(
    settings: Settings,
) -> None:
    contact, scheduling, followup = fact_topics(1, settings.installation)
    other = Topic(followup.name, partitions=6)

    said = await refused(settings, [contact, scheduling, other])

    assert "has 6 partitions, where Nineteen counts on 12" in said


@pytest.mark.fault("F-18", checks="")
async def test_a_process_starts_while_kafka_is_away_and_on_sound_topics(
    settings: Settings,
) -> None:
    away = settings.model_copy(update={"kafka": "127.0.0.1:1"})
    async with installed(settings):
        for each in (settings, away):
            async with running(each) as cluster:
                assert cluster.app.broken is None
