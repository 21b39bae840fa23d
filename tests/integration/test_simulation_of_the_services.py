"""All services under seeded faults: small worlds, weeks long, and what must hold in each of them.

People race for the same hosts across agencies; hosts answer, late, twice or never; talks are
held. The same seed plays the same. `NINETEEN_SIMULATION_SEEDS` asks for more seeds.
"""

import asyncio
import os
import subprocess
import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from nineteen.contact.domain.dossier import dossier_id
from nineteen.contact.domain.request.state import Approved, Held, Sent
from nineteen.contact.domain.slot_rules import EMPLOYER_CAPS
from nineteen.contact.domain.slot_state import Slots, smallest
from nineteen.scheduling.domain.meeting import Finding, Moving, Picked
from nineteen.scheduling.domain.talk import Running
from nineteen.shared.runtime.ports import Commit
from nineteen.shared.schema.ids import Stream
from nineteen.shared.schema.recorded import Actor
from nineteen.shared.schema.words import SizeClass
from nineteen.shared.testing.memory.simulation import (
    MemoryRun,
    check,
    commits_of,
    replayed,
    simulated,
)
from nineteen.shared.testing.simulation import Wish
from nineteen.standalone.services import SERVICES

SEEDS = int(os.environ.get("NINETEEN_SIMULATION_SEEDS", "200"))
CHUNK = 5
REPLAYS = ENDINGS = min(SEEDS, 20)
STEPS = 60
HALF_A_YEAR = timedelta(days=182)
MOST_BUSY = 5
"""Nobody drafts more while so many asks are under way."""
DECIDERS = {decider.kind: decider for service in SERVICES for decider in service.deciders}
COMMANDS = {(d.kind, c.__name__): c for d in DECIDERS.values() for c in d.commands}
CONSENTS = ("store", "send_for_me", "share_name_with_hosts")
SIZES = ("1-9", "1-9", "10-49", "50-249", None)
ZONES = {"alder": "America/Los_Angeles", "birch": "America/Denver"}
STAFF = Actor("counselor", "00000000-0000-4000-8000-00000000c019")
Want = Callable[[], Wish | None]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
JUMPS = (MINUTE, 4 * HOUR, 16 * HOUR, DAY, DAY, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 20 * DAY)
PAUSES = (1, 2, 5, 10, 17, 19, 20, 30)
"""Minutes by which the clock goes on around a talk."""
WAYS = {
    "DraftApproved": "approved",
    "RequestHeld": "held",
    "RequestSent": "sent",
    "RequestAgreed": "agreed",
    "RequestAgreedLate": "agreed",
    "RequestReplyCorrected": "agreed",
    "RequestDeclined": "over",
    "RequestBounced": "over",
    "RequestWithdrawn": "over",
    "RequestExpired": "expired",
    "AppointmentOpened": "finding",
    "TimesProposed": "finding",
    "TimeCountered": "finding",
    "HostNoShowRecorded": "finding",
    "AppointmentConfirmed": "confirmed",
    "AppointmentRescheduled": "confirmed",
    "SessionPrepared": "confirmed",
    "AppointmentCancelled": "over",
    "JobseekerNoShowRecorded": "over",
    "AgreementLapsed": "over",
    "SessionStarted": "running",
    "SessionEnded": "ended",
}
"""The stage of an ask after each of its facts."""
FINAL = ("RequestAgreed", "RequestDeclined", "RequestBounced", "RequestExpired", "RequestWithdrawn")
ONCE = {
    "RequestDrafted": (),
    "RequestSent": (),
    "RequestNudged": ("number",),
    "RequestExpired": (),
    "AppointmentOpened": (),
    "ReminderSent": ("generation", "reminder", "to"),
    "WrapUpCued": ("promise",),
    "TimeUp": ("promise",),
    "PlanOpened": (),
    "ThankYouLate": (),
    "HeldNoted": ("session",),
}
"""Facts that come once in a stream, or once for each of these."""
WISHES = {
    "drafted": (*("approve",) * 9, "withdraw"),
    "approved": ("", "", "", "", "approve", "withdraw"),
    "held": ("", "", "approve", "approve", "withdraw"),
    "sent": ("", *("agree",) * 9, "decline", "decline", "opt_out", "bounce", "withdraw"),
    "expired": ("agree", "agree", "decline", "opt_out", "said_before"),
    "agreed": ("propose", "agree"),
    "finding": ("propose", "propose", *("accept",) * 6, "counter", "cancel"),
    "confirmed": ("", "", "", "", "move", "move", "cancel"),
    "now": (*("start",) * 6, "record", "cancel", "host_absent", "absent"),
    "running": ("end", "end", "end", "stay", "cue", "resume", "names", "absent"),
    "ended": (
        *("thank", "thank", "card", "names", "resume", "balance", "debrief", "feedback"),
        *("connect", "connected", "interview", "hire", "waive", "stay", "end"),
    ),
    "over": ("agree", "decline", "withdraw", "accept", "move", "start"),
}
"""What somebody may want of an ask in each stage; not all of it is possible."""
TROUBLE = ("withdraw", "decline", "opt_out", "bounce", "cancel", "move", "rest", "no", "stop")
"""What hardly anybody wants in a world of good will."""
OTHERS = ("rest", "no", "stop", *("go_on", "yes") * 6, *("lead", "credit") * 5)
"""What somebody may want that is about nobody's ask."""


@dataclass
class Ask:
    """One request, as all who take part know it."""

    tenant: str
    ids: Mapping[str, str]
    stage: str = "drafted"
    starts_at: datetime | None = None
    named: tuple[str, ...] = ()
    """Times that one of the two named last."""
    tie: str = ""

    @property
    def id(self) -> str:
        return self.ids["request"]


@dataclass
class World:
    """One or two agencies, two or three jobseekers, and a few hosts whom they all want."""

    good_will: bool = True
    asks: dict[str, Ask] = field(default_factory=dict)
    known: dict[str, dict[str, tuple[str, Mapping[str, Any]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """First fact -> stream's id -> (agency, what it says)."""
    read: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def opening(self, run: MemoryRun) -> Iterator[Wish]:
        chance = run.chance
        self.good_will = chance.random() < 0.6
        tenants = ("alder", "birch")[: chance.choice((1, 2, 2))]
        firms = {f"Works {n}": chance.choice((1, 2)) for n in range(chance.choice((2, 3, 4)))}
        for tenant in tenants:
            yield by_staff(tenant, "agency.RegisterAgency", name=tenant, zone=ZONES[tenant])
            for firm in firms:
                size = chance.choice(SIZES)
                site = {"county": "53033", "naics": "332710", "size_class": size}
                yield by_staff(tenant, "employer.RegisterEmployer", name=firm, **site)
            for employer, fact in self.all(run, "EmployerRegistered", tenant):
                for number in range(firms[fact["name"]]):
                    mail = f"host{number}@{fact['name'].replace(' ', '-').lower()}.example.org"
                    who = {"employer": employer, "name": f"Host {number}", "email": mail}
                    yield by_staff(tenant, "contact.AddContact", **who)
        for number in range(chance.choice((2, 2, 3))):
            yield from self.joining(run, tenants[number % len(tenants)])

    def joining(self, run: MemoryRun, tenant: str) -> Iterator[Wish]:
        me = an_id(run.chance)
        who = {"name": "Jo Canary", "segment": "dislocated", "county": "53033"}
        yield by_staff(tenant, "jobseeker.EnrolJobseeker", me, **who)
        for purpose in CONSENTS:
            yield consent(tenant, me, purpose)
        yield by_staff(tenant, "campaign.OpenCampaign", jobseeker=me, soc="51-4041", goal=2)
        for campaign, fact in self.all(run, "CampaignOpened", tenant):
            if fact["jobseeker"] == me:
                for employer, _ in self.all(run, "EmployerRegistered", tenant):
                    yield from research(tenant, campaign, employer)

    def wish(self, run: MemoryRun) -> Wish | None:
        self.look(run)
        chance = run.chance
        busy = [ask for ask in self.asks.values() if ask.stage != "over"]
        soon = [ask for ask in busy if is_now(ask, run.clock.now())]
        if soon and chance.random() < 0.6:
            return self.about(run, chance.choice(soon))
        if busy and chance.random() < 0.75:
            return self.about(run, chance.choice(busy))
        if self.asks and chance.random() < 0.1:
            return self.about(run, chance.choice(list(self.asks.values())))
        few = len(busy) < MOST_BUSY
        return self.draft(run) if few and chance.random() < 0.8 else self.else_of(run)

    def later(self, run: MemoryRun) -> datetime:
        self.look(run)
        now, chance = run.clock.now(), run.chance
        if any(is_now(ask, now) for ask in self.asks.values()) and chance.random() < 0.8:
            return now + chance.choice(PAUSES) * MINUTE
        starts = [ask.starts_at for ask in self.asks.values() if ask.stage == "confirmed"]
        coming = [at for at in starts if at and at > now]
        if coming and chance.random() < 0.6:
            return min(coming)
        return now + chance.choice(JUMPS)

    def draft(self, run: MemoryRun) -> Wish:
        chance = run.chance
        campaign, (tenant, fact) = chance.choice(list(self.known["CampaignOpened"].items()))
        contact, host = chance.choice(list(self.all(run, "ContactAdded", tenant)))
        whom = {"employer": host["employer"], "contact": contact}
        offered = times(run, 2) if chance.random() < 0.3 else []
        more = {"offered_times": offered, "invited": chance.random() < 0.2}
        return wish(
            tenant,
            Actor("jobseeker", fact["jobseeker"]),
            "request.DraftRequest",
            an_id(chance),
            campaign=campaign,
            jobseeker=fact["jobseeker"],
            **whom,
            **more,
        )

    def else_of(self, run: MemoryRun) -> Wish | None:
        """What is about nobody's ask: consents, campaigns, names, outcomes, opt-outs."""
        campaign, (tenant, fact) = run.chance.choice(list(self.known["CampaignOpened"].items()))
        what = self.wanted(run.chance, OTHERS)
        return self.elsewhere(run, tenant, campaign, fact["jobseeker"]).get(what, nothing)()

    def elsewhere(self, run: MemoryRun, tenant: str, campaign: str, me: str) -> dict[str, Want]:
        chance = run.chance
        purpose = chance.choice(CONSENTS)
        contact = chance.choice([id_ for id_, _ in self.all(run, "ContactAdded", tenant)])
        leads = [id_ for id_, _ in self.all(run, "ReferralNamed", tenant)]
        outcomes = [id_ for id_, _ in self.all(run, "AttributionProposed", tenant)]
        answer = chance.choice(("Confirm", "Dispute"))
        last = chance.random() < 0.2
        return {
            "rest": lambda: by_staff(tenant, "campaign.PauseCampaign", campaign),
            "go_on": lambda: by_staff(tenant, "campaign.ResumeCampaign", campaign),
            "no": lambda: by_staff(tenant, "jobseeker.WithdrawConsent", me, purpose=purpose),
            "yes": lambda: consent(tenant, me, purpose),
            "stop": lambda: (
                by_staff(tenant, "campaign.CloseCampaign", campaign, reason="stopped")
                if last
                else by_staff(tenant, "contact.RecordOptOut", contact)
            ),
            "lead": lambda: by_staff(tenant, "lead.GrantNameUse", leads[-1]) if leads else None,
            "credit": lambda: (
                by_staff(tenant, f"outcome.{answer}Attribution", outcomes[-1]) if outcomes else None
            ),
        }

    def about(self, run: MemoryRun, ask: Ask) -> Wish | None:
        """What somebody wants of an ask; wholly out of place now and then."""
        stage = ask.stage if run.chance.random() < 0.95 else run.chance.choice(list(WISHES))
        if stage == "confirmed" and is_now(ask, run.clock.now()):
            stage = "now"
        what = self.wanted(run.chance, WISHES[stage])
        wants = of_request(run, ask) | of_meeting(run, ask) | of_talk(run, ask) | after(run, ask)
        return wants.get(what, nothing)()

    def wanted(self, chance: Random, wishes: Sequence[str]) -> str:
        what = chance.choice(wishes)
        if self.good_will and what in TROUBLE and chance.random() < 0.8:
            return ""
        return what

    def all(
        self, run: MemoryRun, first: str, tenant: str
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What an agency has, by the fact it began with."""
        self.look(run)
        return ((id_, fact) for id_, (whose, fact) in self.known[first].items() if whose == tenant)

    def look(self, run: MemoryRun) -> None:
        """Read what is new in the stores, as nobody could."""
        for name, store in run.installed.stores.items():
            for commit in store.log.commits[self.read[name] :]:
                self.note(commit)
            self.read[name] = len(store.log.commits)

    def note(self, commit: Commit) -> None:
        stream = Stream.parse(commit.stream)
        for stored in commit.events:
            name, fact = stored.type.rpartition(".")[2], stored.data
            self.known[name].setdefault(stream.id, (stream.tenant, fact))
            if name == "RequestDrafted":
                self.asks[stream.id] = Ask(stream.tenant, fact["ask"])
            elif name == "ConnectAsked" and fact["session"] in self.asks:
                self.asks[fact["session"]].tie = stream.id
            elif stream.id in self.asks:
                note_ask(self.asks[stream.id], name, fact)


def nothing() -> None:
    """Nobody wants anything."""


def of_request(run: MemoryRun, ask: Ask) -> dict[str, Want]:
    chance = run.chance
    proposed = times(run, chance.choice((0, 1, 2)))
    nina = {"name": "Nina Canary", "email": "nina@example.org", "name_use": "granted"}
    colleague = nina if chance.random() < 0.3 else None
    confirms = chance.random() < 0.9
    yes = {"answer": "agree", "proposed": proposed}
    long_ago = run.clock.now() - 30 * DAY
    return {
        "approve": lambda: on(ask, "request.ApproveDraft", confirm_after_goal=confirms),
        "agree": lambda: on(ask, "request.RecordReply", **yes),
        "said_before": lambda: replace(on(ask, "request.RecordReply", **yes), occurred_at=long_ago),
        "decline": lambda: on(ask, "request.RecordReply", answer="decline", colleague=colleague),
        "opt_out": lambda: on(ask, "request.RecordReply", answer="decline", opted_out=True),
        "bounce": lambda: on(ask, "request.RecordBounce"),
        "withdraw": lambda: on(ask, "request.Withdraw"),
    }


def of_meeting(run: MemoryRun, ask: Ask) -> dict[str, Want]:
    chance = run.chance
    side = chance.choice(("host", "jobseeker"))
    first, second = times(run, 2)
    picked = chance.choice(ask.named or (first["starts_at"],))
    moved = {"by": side, "starts_at": first["starts_at"]}
    return {
        "propose": lambda: on(ask, "appointment.ProposeTimes", by=side, times=[first, second]),
        "accept": lambda: on(ask, "appointment.AcceptTime", by=side, starts_at=picked),
        "counter": lambda: on(ask, "appointment.CounterPropose", times=[first]),
        "move": lambda: on(ask, "appointment.Reschedule", **moved),
        "cancel": lambda: on(ask, "appointment.Cancel", by=side),
        "host_absent": lambda: on(ask, "appointment.MarkNoShow", side="host"),
        "absent": lambda: on(ask, "appointment.MarkNoShow", side="jobseeker"),
    }


def of_talk(run: MemoryRun, ask: Ask) -> dict[str, Want]:
    chance = run.chance
    late = chance.random() < 0.3
    began = ask.starts_at or run.clock.now()
    told = {"started_at": began, "ended_at": began + chance.choice(PAUSES) * MINUTE}
    host = chance.choice(("attended", "attended", "attended", "stand_in", "absent"))
    longer = {"minutes": 10, "source": chance.choice(("at_the_time", "recalled"))}
    how = chance.choice(("handed", "not_left", "host_declined"))
    nina = {"name": "Nina Canary", "name_use": chance.choice(("granted", "not_asked"))}
    named = {"answer": "names", "names": [nina]} if chance.random() < 0.6 else {"answer": "none"}
    share = chance.randrange(101)
    return {
        "start": lambda: on(ask, "session.StartSession", waited_for_host=late),
        "record": lambda: on(ask, "session.RecordSession", **told),
        "end": lambda: on(ask, "session.EndSession", host=host),
        "stay": lambda: on(ask, "session.GrantExtension", **longer),
        "cue": lambda: on(ask, "session.AcknowledgeCue"),
        "resume": lambda: on(ask, "session.RecordResumeLeft", how=how),
        "names": lambda: on(ask, "session.RecordReferralAsk", **named),
        "balance": lambda: on(ask, "session.RecordTalkBalance", share=share),
        "debrief": lambda: on(ask, "session.DebriefSession", learned="They train their own."),
        "feedback": lambda: on(ask, "session.RecordHostFeedback", time_kept=late),
    }


def after(run: MemoryRun, ask: Ask) -> dict[str, Want]:
    owed = {"session": ask.id, "host": ask.ids["person"]}
    mail = {"channel": "email", "body": "Thank you for the tour."}
    waived = {"item": "thank_you", "host": ask.ids["person"], "reason": "They met again."}
    whom = {"jobseeker": ask.ids["jobseeker"], "contact": ask.ids["contact"]}
    tie = {"session": ask.id, "channel": "linkedin"}
    answer = run.chance.choice(("accepted", "declined"))
    whose = {key: ask.ids[key] for key in ("campaign", "jobseeker", "employer")}
    day = run.clock.now().date() - DAY
    return {
        "thank": lambda: new(ask, "thank-you.SendThankYou", **owed, **mail),
        "card": lambda: new(ask, "thank-you.RecordHandwritten", **owed),
        "waive": lambda: by_staff(ask.tenant, "plan.WaiveItem", ask.id, **waived),
        "connect": lambda: new(ask, "tie.AskToConnect", **whom, **tie),
        "connected": lambda: (
            new(ask, "tie.RecordAnswer", ask.tie, answer=answer) if ask.tie else None
        ),
        "interview": lambda: new(ask, "outcome.ReportJobInterview", **whose, invited_on=day),
        "hire": lambda: new(ask, "outcome.ReportHire", **whose, hired_on=day),
    }


def note_ask(ask: Ask, name: str, fact: Mapping[str, Any]) -> None:
    over = ask.stage in ("running", "ended") and name not in ("SessionStarted", "SessionEnded")
    if not over:
        ask.stage = WAYS.get(name, ask.stage)
    if starts_at := fact.get("starts_at") or fact.get("scheduled_start"):
        ask.starts_at = datetime.fromisoformat(starts_at)
    for key in ("times", "proposed", "offered_times"):
        if fact.get(key):
            ask.named = tuple(each["starts_at"] for each in fact[key])


def is_now(ask: Ask, now: datetime) -> bool:
    """Whether the talk is on, or could begin."""
    if ask.stage == "running":
        return True
    starts_at = ask.starts_at if ask.stage == "confirmed" else None
    return starts_at is not None and abs(starts_at - now) < HOUR


def an_id(chance: Random) -> str:
    return str(uuid.UUID(bytes=chance.randbytes(16), version=4))


def times(run: MemoryRun, count: int) -> list[dict[str, str]]:
    """Starts in the next days, at few hours, so that talks of one jobseeker meet."""
    day = run.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    found = []
    for _ in range(count):
        at = day + run.chance.randint(1, 9) * DAY + run.chance.choice((17, 17.5, 20)) * HOUR
        found.append({"starts_at": at.isoformat(), "zone": "America/Los_Angeles"})
    return found


def wish(tenant: str, who: Actor, what: str, target: str | None = None, **said: Any) -> Wish:
    kind, _, name = what.partition(".")
    command = COMMANDS[kind, name].model_validate(said)
    return Wish(DECIDERS[kind], command, tenant, who, target)


def by_staff(tenant: str, what: str, target: str | None = None, **said: Any) -> Wish:
    return wish(tenant, STAFF, what, target, **said)


def on(ask: Ask, what: str, **said: Any) -> Wish:
    """About the request, or what has its id."""
    return new(ask, what, ask.id, **said)


def new(ask: Ask, what: str, target: str | None = None, **said: Any) -> Wish:
    return wish(ask.tenant, Actor("jobseeker", ask.ids["jobseeker"]), what, target, **said)


def consent(tenant: str, jobseeker: str, purpose: str) -> Wish:
    said = {"text_version": "2026-01", "language": "en", "method": "signed"}
    return by_staff(tenant, "jobseeker.RecordConsent", jobseeker, purpose=purpose, **said)


def research(tenant: str, campaign: str, employer: str) -> Iterator[Wish]:
    whose = {"campaign": campaign, "employer": employer, "size_class": "1-9"}
    said = {"what_they_do": "Gears.", "mission_note": "They last.", "why_them": "So do I."}
    yield by_staff(tenant, "dossier.NoteResearch", **whose, **said)
    yield by_staff(tenant, "dossier.CompleteResearch", dossier_id(campaign, employer))


async def run_of(seed: int) -> MemoryRun:
    return await simulated(SERVICES, World(), seed, STEPS)


@pytest.mark.parametrize("chunk", range(max(1, SEEDS // CHUNK)))
async def test_every_seed_keeps_its_promises(chunk: int) -> None:
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        run = await run_of(seed)

        assert breaches(run) == [], f"seed {seed}"


@pytest.mark.parametrize("seed", range(REPLAYS))
async def test_everything_taken_anew_adds_no_fact(seed: int) -> None:
    run = await run_of(seed)
    armed = timers(run)

    assert await replayed(run) == []
    assert timers(run) <= armed
    await check(run)
    await run.installed.app.turn_to(run.clock.now() + HALF_A_YEAR)
    assert await left_over(run) == []


@pytest.mark.parametrize("seed", range(ENDINGS))
async def test_in_the_end_nobody_waits_and_every_slot_is_free(seed: int) -> None:
    run = await run_of(seed)
    await run.installed.app.turn_to(run.clock.now() + HALF_A_YEAR)
    await check(run)

    assert await left_over(run) == []
    assert breaches(run) == []


def test_the_same_seed_gives_the_same_trace_in_another_process() -> None:
    found = {fingerprint_elsewhere(7, hashing) for hashing in ("1", "2")}

    assert found == {asyncio.run(run_of(7)).fingerprint}
    assert asyncio.run(run_of(8)).fingerprint not in found


def timers(run: MemoryRun) -> set[tuple[datetime, str, str, str]]:
    """What is still to come, and when."""
    todos = [todo for views in run.installed.views.values() for todo in views.todos.values()]
    rows = [todo.row for todo in todos if todo.code is None]
    return {(row.due_at, row.policy, row.command, row.id) for row in rows}


def fingerprint_elsewhere(seed: int, hashing: str) -> str:
    """A process of its own, in which strings hash otherwise."""
    environment = os.environ | {"PYTHONHASHSEED": hashing}
    done = subprocess.run(
        [sys.executable, __file__, str(seed)], env=environment, capture_output=True, check=True
    )
    return done.stdout.decode().split()[-1]


def breaches(run: MemoryRun) -> list[str]:
    """What the product promises to hosts, and was not kept, by the facts in their order."""
    promises = Promises()
    for store in run.installed.stores.values():
        for commit in store.log.commits:
            for stored in commit.events:
                name = stored.type.rpartition(".")[2]
                promises.take(Stream.parse(commit.stream), name, stored.data)
    promises.meetings()
    return promises.broken


@dataclass
class Promises:
    """A plain second account of the caps, which knows nothing of the ledgers' own."""

    broken: list[str] = field(default_factory=list)
    open: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Ledger -> reservations that hold a slot there."""
    sizes: dict[str, SizeClass | None] = field(default_factory=dict)
    blocks: dict[str, dict[str, date]] = field(default_factory=lambda: defaultdict(dict))
    held: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    drafts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    asked: dict[tuple[str, str], str] = field(default_factory=dict)
    """(Host, jobseeker) -> the request that went out first."""
    with_host: dict[str, str] = field(default_factory=dict)
    """Host -> the request that is with them."""
    once: set[tuple[str, ...]] = field(default_factory=set)

    def take(self, stream: Stream, name: str, fact: Mapping[str, Any]) -> None:
        if name in ONCE:
            key = (str(stream), name, *(str(fact.get(each)) for each in ONCE[name]))
            self.expect(key not in self.once, f"{key} came twice")
            self.once.add(key)
        if stream.kind in ("contact-ledger", "employer-ledger"):
            self.of_ledger(stream, name, fact)
        if stream.kind == "request":
            self.of_request(stream.id, name, fact)

    def of_ledger(self, stream: Stream, name: str, fact: Mapping[str, Any]) -> None:
        ledger, own = stream.id, fact.get("reservation") or ""
        if name in ("SlotReserved", "SlotRefused"):
            self.sizes[ledger] = smallest(self.sizes.get(ledger), fact.get("size_class"))
        if name in ("SlotReserved", "SlotConfirmed", "SlotMoved"):
            self.blocks[ledger].pop(own, None)
            self.open[ledger].add(own)
            most = 1
            if stream.kind == "employer-ledger":
                most = EMPLOYER_CAPS[self.sizes[ledger] or "1-9"]
            self.expect(len(self.open[ledger]) <= most, f"{stream} has more than {most} open asks")
        if name in ("SlotUsed", "SlotReleased"):
            self.open[ledger].discard(own)
        if name == "SlotReserved":
            blocked = max(self.blocks[ledger].values(), default=date.min)
            on = date.fromisoformat(fact["on"])
            self.expect(on >= blocked, f"{stream} is blocked until {blocked}, not {on}")
        if name == "SlotUsed":
            self.held[ledger].append(date.fromisoformat(fact["held_on"]))
        if name == "Blocked":
            until = fact.get("until")
            self.blocks[ledger][own] = date.fromisoformat(until) if until else date.max

    def of_request(self, own: str, name: str, fact: Mapping[str, Any]) -> None:
        if name == "RequestDrafted":
            self.drafts[own] = fact
        draft = self.drafts[own]
        host = draft["contact_ledger"]
        if name == "RequestSent":
            other = self.with_host.setdefault(host, own)
            self.expect(other == own, f"{own} went to {host}, who has {other}")
            first = self.asked.setdefault((host, draft["asker"]), own)
            again = first != own and not draft.get("invited")
            self.expect(not again, f"{own} asks {host} again within a year")
            self.expect(date.max not in self.blocks[host].values(), f"{host} had opted out")
        if name in FINAL and self.with_host.get(host) == own:
            del self.with_host[host]

    def meetings(self) -> None:
        for ledger, days in self.held.items():
            for one, other in pairwise(sorted(days)):
                self.expect(other - one >= 14 * DAY, f"{ledger} met on {one} and {other}")

    def expect(self, kept: bool, otherwise: str) -> None:  # noqa: FBT001  it reads like an assert
        if not kept:
            self.broken.append(otherwise)


async def left_over(run: MemoryRun) -> list[str]:
    """Who still waits for something that cannot come."""
    found = []
    for kind in ("contact-ledger", "employer-ledger", "request", "appointment", "session"):
        node = next(
            n for n in run.installed.app.nodes.values() if DECIDERS[kind] in n.service.deciders
        )
        streams = {c.stream for c in commits_of(run) if Stream.parse(c.stream).kind == kind}
        for stream in sorted(streams):
            state = await node.state_of(Stream.parse(stream))
            found += hanging(stream, state)
    return found


def hanging(stream: str, state: Any) -> list[str]:
    if isinstance(state, Slots):
        return [f"{stream} keeps {key}" for key in state.asks] + [
            f"{stream} has {each.reservation} waiting" for each in state.waiting
        ]
    waits = isinstance(state, Approved | Sent | Finding | Picked | Moving | Running)
    waits = waits or (isinstance(state, Held) and state.queued)
    return [f"{stream} is {type(state).__name__}"] if waits else []


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(run_of(int(sys.argv[1]))).fingerprint)
