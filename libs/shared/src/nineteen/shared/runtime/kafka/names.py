"""What our topics are called."""

PREFIX = "nineteen"


def topic_of(source: str, prefix: str = PREFIX) -> str:
    """The topic of a service's facts."""
    return f"{prefix}.{source}.v1"


def partner_topic(feed: str, prefix: str = PREFIX) -> str:
    """The topic that one partner feed may write to."""
    return f"{prefix}.partner.v1.{feed}"
