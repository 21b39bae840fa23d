"""What a test broker is told: combined broker and controller, small, quick to notice a death."""

from dataclasses import dataclass
from pathlib import Path

from nineteen.shared.testing.servers.processes import HOST

# A small heap, one collector thread, no second compiler: half the work of the defaults.
JVM = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
TOOL = ("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
THREE = 3

LOGGING = """\
status = error
appender.out.type = Console
appender.out.name = OUT
appender.out.target = SYSTEM_OUT
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %-5p %c - %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = OUT
"""

# group.initial.rebalance.delay.ms=0: a group's first member need not wait for others.
# The cleaner's buffer is 4 MiB, not 128: it is allocated at the start.
SERVER = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={data}

auto.create.topics.enable=false
num.partitions=12
default.replication.factor={copies}
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={in_sync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
share.coordinator.state.topic.num.partitions=4

log.retention.ms=-1
log.cleaner.dedupe.buffer.size=4194304
num.network.threads=2
num.io.threads=4
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
group.consumer.min.heartbeat.interval.ms=100
group.consumer.heartbeat.interval.ms=300
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
"""


@dataclass(frozen=True)
class Ports:
    """Where a node listens: to clients, and to its fellow controllers."""

    clients: int
    controllers: int


def properties(node: int, ports: dict[int, Ports], data: Path) -> str:
    """The configuration of one node of a cluster."""
    three = len(ports) >= THREE
    return SERVER.format(
        node=node,
        voters=",".join(f"{each}@{HOST}:{ports[each].controllers}" for each in ports),
        host=HOST,
        port=ports[node].clients,
        controller=ports[node].controllers,
        data=data,
        copies=THREE if three else 1,
        in_sync=2 if three else 1,
    )
