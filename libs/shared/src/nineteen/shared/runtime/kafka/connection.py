"""How to reach Kafka, and what its troubles are called here."""

import asyncio
import logging
import ssl
from dataclasses import dataclass
from typing import Any

from aiokafka.errors import KafkaError

from nineteen.shared.runtime.ports import Unavailable

ANSWER_S = 10.0
"""So long a broker has to answer one question."""
STOP_S = 5.0
TROUBLES = (KafkaError, OSError, TimeoutError)
"""What a broker that is away, refuses or keeps silent looks like."""

# The driver's own lines quote addresses and records; ours name classes of errors only.
logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the brokers are, and who we are there."""

    servers: str
    """host:port, separated by commas."""
    user: str | None = None
    """None: no sign-in, no encryption."""
    password: str = ""
    ca_file: str | None = None
    """None: the certificates that the machine trusts."""
    mechanism: str = "SCRAM-SHA-256"

    def arguments(self) -> dict[str, Any]:
        """What every client of the driver is made with."""
        common: dict[str, Any] = {
            "bootstrap_servers": self.servers,
            "request_timeout_ms": int(ANSWER_S * 1000),
            "client_id": "nineteen",
        }
        if self.user is None:
            return common
        return common | {
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
            "ssl_context": ssl.create_default_context(cafile=self.ca_file),
        }


def away(error: BaseException) -> Unavailable:
    """The trouble in words for people; the driver's message is left out."""
    return Unavailable(
        f"Kafka does not answer ({type(error).__name__}); nothing was taken and nothing is lost. "
        "Work goes on by itself when it answers again."
    )


async def closed(client: Any) -> bool:  # noqa: ANN401  the driver has no types
    """Close the driver's connections, bounded; whether they closed.

    One that still has much to send to a broker that is frozen never would.
    """
    writers = [each._writer for each in client._conns.values()]  # noqa: SLF001  no public way
    closing = asyncio.ensure_future(client.close())
    await asyncio.wait([closing], timeout=STOP_S)
    if not closing.done():
        for writer in writers:
            if writer:
                writer.transport.abort()
        await asyncio.wait([closing], timeout=STOP_S)
    return closing.done() and closing.exception() is None


async def stopped(consumer: Any) -> bool:  # noqa: ANN401  the driver has no types
    """Stop a consumer, bounded; whether it stopped by itself.

    In a task of its own, for the driver lets a cancellation of its inner tasks through.
    """
    stopping = asyncio.ensure_future(consumer.stop())
    await asyncio.wait([stopping], timeout=STOP_S)
    if stopping.done() and not stopping.cancelled() and stopping.exception() is None:
        return True
    stopping.cancel()
    await asyncio.wait([stopping], timeout=STOP_S)
    await closed(consumer._client)  # noqa: SLF001  else its connections stay open
    return False
