"""How a command ends: exit codes, and the sentence that goes with a bad end."""

DONE = 0
ATTENTION = 1
"""Done, but something wants a look: quarantined rows, views that differ, a stale page."""
REFUSED = 2
"""Nothing was done."""
BROKE_OFF = 3
"""Begun and not finished; what was done so far is kept."""
INTERRUPTED = 130
"""Stopped with Ctrl-C."""

MEANINGS = (
    "Exit codes: 0 done; 1 done, but something wants a look; 2 refused, nothing was done; "
    "3 broke off, what was done so far is kept; 130 stopped with Ctrl-C."
)


class Ended(Exception):
    """The command cannot go on; its sentence says why, what was kept, what to do next."""

    code = REFUSED


class Refused(Ended):
    """Nothing was done."""


class BrokeOff(Ended):
    """It was begun; what was done so far is kept."""

    code = BROKE_OFF


class Interrupted(Ended):
    """Somebody pressed Ctrl-C."""

    code = INTERRUPTED
