"""What the demo agency is like, as numbers: the table of PRODUCT 5, each row with its basis.

`[assume]` marks numbers of our own; the sources of the others stand in PRODUCT 5.
"""

from dataclasses import dataclass
from typing import Literal

from nineteen.shared.schema.words import Route, Segment
from nineteen.standalone.demo.shapes import Gamma, LogNormal, Mix, Normal, Odds

Answer = Literal["agree", "decline", "silence", "bounce", "opt_out"]
Thanks = Literal["on_time", "within_48_h", "later", "never"]
Resume = Literal["end", "not_left", "early"]
Came = Literal["both", "no_host", "no_jobseeker", "stand_in"]
Written = Literal["email", "handwritten", "letter"]
ASSUMED = "[assume]"
PRACTICE = "the practice's account"

SEGMENTS: Mix[Segment] = Mix(
    (("dislocated", 0.45), ("barrier", 0.25), ("refugee", 0.15), ("vr", 0.15)), ASSUMED
)
LANGUAGES: Mix[str] = Mix(
    (("en", 0.70), ("es", 0.14), ("uk", 0.04), ("so", 0.04), ("prs", 0.04), ("ar", 0.04)), ASSUMED
)
OCCUPATIONS: Mix[str] = Mix(
    (
        *(("51-4041", 0.09), ("51-9061", 0.08)),
        *(("13-1071", 0.08), ("15-1232", 0.07)),
        *(("31-9092", 0.05), ("29-2061", 0.05)),
        *(("41-1011", 0.05), ("41-2031", 0.05)),
        *(("43-3031", 0.12), ("47-2111", 0.12), ("53-3032", 0.12), ("35-1011", 0.12)),
    ),
    "former industry of displaced workers, BLS 2021-23; occupations inside it [assume]",
)
SIZES: Mix[tuple[int, int]] = Mix(
    (((1, 9), 0.65), ((10, 19), 0.14), ((20, 49), 0.12), ((50, 99), 0.05), ((100, 900), 0.04)),
    "Marion County IN, County Business Patterns 2020",
)
CONTACTS_PER_DOUBLING = 0.4
"""Contacts of an employer: 1 + Poisson(this x log2 of its employees) [assume]."""
SHARED_MAILBOX = Odds(0.03, ASSUMED)
TARGETS_50_PLUS = 3.0
"""How much more often than others a large employer is picked [assume]."""

ASKS_A_WEEK = Normal(4, 1.5, "paced, PRODUCT 5", most=8)
MONDAY_BURST = Odds(0.20, "PRODUCT 5")
GIVES_UP_AFTER_WEEKS = 17
"""Four months."""
ROUTES: Mix[Route] = Mix((("list", 0.75), ("warm", 0.10), ("referral", 0.15)), ASSUMED)
BOUNCES = Odds(0.02, ASSUMED)
OPTS_OUT = Odds(0.01, ASSUMED)
SILENCE_TO_NO = (30, 13)
"""No reply and decline, of the rest [assume]."""
REPLY_HOURS = LogNormal(
    26, 1.34, "shape: Kooti et al. 2015, arXiv:1504.00704; scaled up for strangers [assume]"
)
ANSWERS_A_NUDGE = Odds(0.5, ASSUMED)
"""A reply that would come after a nudge comes within a working day of it."""
MEETS_IN_DAYS = Gamma(8, 2.5, ASSUMED)
MEETING_HOURS: Mix[int] = Mix(
    ((9, 4), (10, 4), (11, 2), (12, 0.5), (13, 1), (14, 4), (15, 4), (16, 1)), ASSUMED
)
FINDS_NO_TIME = Odds(0.05, "1 of 26 in the practice's account")
FOUND_BY_COACH = Odds(0.5, ASSUMED)

CAME: Mix[Came] = Mix(
    (("both", 0.88), ("no_host", 0.07), ("no_jobseeker", 0.03), ("stand_in", 0.02)), ASSUMED
)
MOVED = Odds(0.14, ASSUMED)
TAKES_NEW_TIME = Odds(0.5, ASSUMED)
"""After a host's no-show the one reschedule offer is taken."""
CUED_MINUTES = Normal(18.3, 1.0, ASSUMED, least=15)
UNCUED_MINUTES = LogNormal(27, 0.25, "career offices warn of talks that run on; sigma [assume]")
HOST_EXTENDS = Odds(0.06, ASSUMED)

NAMES: Mix[int] = Mix(((0, 0.38), (1, 0.34), (2, 0.20), (3, 0.08)), ASSUMED)
NAME_USE: Mix[str] = Mix((("granted", 0.80), ("not_asked", 0.12), ("refused", 0.08)), ASSUMED)
KNOWN_ALREADY = Odds(0.25, ASSUMED)
"""The person named stands on the county's list."""
THANKS_BY: Mix[Written] = Mix(
    (("email", 0.80), ("handwritten", 0.18), ("letter", 0.02)), "Accountemps 2017, [assume]"
)

JOB_INTERVIEW = Odds(0.11, "1 in 24 in the practice's account; [assume]")
HOPS: Mix[int] = Mix(((0, 0.55), (1, 0.30), (2, 0.15)), ASSUMED)
DAYS_TO_INTERVIEW = LogNormal(42, 0.70, "median: " + PRACTICE)
HIRED = Odds(0.40, ASSUMED)
DAYS_TO_HIRE = LogNormal(6, 0.60, "median: " + PRACTICE)


@dataclass(frozen=True)
class Arm:
    """How the people of one office go about it; only the conduct of S17 to S32 differs."""

    office: str
    agreement: dict[Route, float]
    gate_overridden: Odds
    first_cued: int
    """From this talk on the page runs beside it, with its cue."""
    sees_cue: Odds
    talk_share: tuple[Normal, Normal]
    """In the first talk and from the eighth on, with a drift between."""
    resume: Mix[Resume]
    debriefs: Odds
    thanks: Mix[Thanks]
    asks_to_connect: Odds
    connects: Odds


COACHED = Arm(
    office="Harbor (coached)",
    agreement={"list": 0.50, "warm": 0.70, "referral": 0.65},
    gate_overridden=Odds(0.02, ASSUMED),
    first_cued=3,
    sees_cue=Odds(0.85, ASSUMED),
    talk_share=(Normal(61, 10, "Gong; [assume]"), Normal(51, 10, "Gong; [assume]")),
    resume=Mix((("end", 0.84), ("not_left", 0.11), ("early", 0.05)), ASSUMED),
    debriefs=Odds(0.96, ASSUMED),
    thanks=Mix(
        (("on_time", 0.72), ("within_48_h", 0.16), ("later", 0.07), ("never", 0.05)), ASSUMED
    ),
    asks_to_connect=Odds(0.85, ASSUMED),
    connects=Odds(0.70, ASSUMED),
)
UNCOACHED = Arm(
    office="Hillside (uncoached)",
    agreement={"list": 0.23, "warm": 0.32, "referral": 0.30},
    gate_overridden=Odds(0.30, ASSUMED),
    first_cued=1_000,
    sees_cue=Odds(0, ASSUMED),
    talk_share=(Normal(70, 10, "Gong: averages 65-75 %"), Normal(66, 10, "Gong; [assume]")),
    resume=Mix((("end", 0.45), ("not_left", 0.15), ("early", 0.40)), ASSUMED),
    debriefs=Odds(0.45, ASSUMED),
    thanks=Mix(
        (("on_time", 0.14), ("within_48_h", 0.06), ("later", 0.04), ("never", 0.76)),
        "24 % sent at all: Accountemps 2017",
    ),
    asks_to_connect=Odds(0.40, ASSUMED),
    connects=Odds(0.30, "cold benchmark of vendors, about 26-31 %"),
)
ARMS = (COACHED, UNCOACHED)
