"""WorkSearchWeek: what counts in a benefit week, and the jobseeker's own word for it (V10, E15)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never, get_args

from nineteen.followup.domain.work_search_commands import (
    AmendWeek,
    AttestWeek,
    ClaimWeek,
    QualifyActivity,
    WeekCommand,
    week_id,
)
from nineteen.followup.domain.work_search_rules import RULES
from nineteen.shared.decider import Command, Decider, Facts, Forbidden, Invalid, Missing, Rejected
from nineteen.shared.schema.business_days import local_date
from nineteen.shared.schema.followup import (
    Activity,
    ActivityQualified,
    BenefitState,
    WeekAmended,
    WeekAttested,
    WeekClaimed,
)
from nineteen.shared.schema.ids import Id

WeekEvent = WeekClaimed | ActivityQualified | WeekAttested | WeekAmended


@dataclass(frozen=True, slots=True)
class NoWeek:
    """Nothing was done or claimed in this week."""


@dataclass(frozen=True, slots=True)
class Week:
    """A benefit week; `known` are all activities that counted once, by their id."""

    week: Id
    jobseeker: Id
    campaign: Id
    state: BenefitState
    ends_on: date
    known: Mapping[str, Activity] = field(default_factory=dict)
    out: frozenset[str] = field(default_factory=frozenset)
    """Dropped by the jobseeker, or of no account beside another."""
    claimed: bool = False
    attested: tuple[Id, ...] | None = None
    """What the last statement said, unless it is being amended."""
    version: int = 0

    @property
    def activities(self) -> Mapping[str, Activity]:
        """Those that count."""
        return {name: each for name, each in self.known.items() if name not in self.out}

    @property
    def minimum(self) -> int | None:
        """As many activities the state wants."""
        return RULES[self.state].minimum


WorkSearchWeek = NoWeek | Week


def decide(state: WorkSearchWeek, command: WeekCommand, _facts: Facts) -> list[WeekEvent]:
    match command:
        case ClaimWeek():
            return [*claim(state, command)]
        case QualifyActivity():
            return [*qualify(state, command)]
        case AttestWeek():
            return [*attest(begun(state), command)]
        case AmendWeek():
            return [*amend(begun(state), command)]
    assert_never(command)


def begun(state: WorkSearchWeek) -> Week:
    if isinstance(state, NoWeek):
        raise Missing("not_found", "There is no such week. Nothing was changed; claim it first.")
    return state


def claim(state: WorkSearchWeek, command: ClaimWeek) -> list[WeekClaimed]:
    rules = RULES[command.state]
    if command.ends_on != rules.end_of_week(command.ends_on):
        raise Invalid(
            "not_a_benefit_week",
            f"Benefit weeks of this state end on a {rules.week_ends.capitalize()}. Nothing was "
            "claimed; give the last day of the week.",
            next_end=rules.end_of_week(command.ends_on).isoformat(),
        )
    refuse_others(command, command.jobseeker)
    if isinstance(state, Week) and state.claimed:
        return []
    return [WeekClaimed(**of(command, state), rules=rules.version, minimum=rules.minimum)]


def refuse_others(command: Command, jobseeker: Id) -> None:
    """A jobseeker has to do with their own weeks only; staff act on their behalf (S34)."""
    actor = command.actor
    if not actor.is_staff and actor.id != jobseeker:
        raise Forbidden(
            "not_your_week",
            "This week is another jobseeker's. Nothing was changed; open your own log.",
        )


def of(command: ClaimWeek | QualifyActivity, known: WorkSearchWeek) -> dict[str, Any]:
    """What each fact of a week repeats; the first one says which campaign it counts for."""
    if isinstance(known, Week):
        return again(known)
    ends_on = (
        command.ends_on
        if isinstance(command, ClaimWeek)
        else RULES[command.state].end_of_week(command.on)
    )
    return {
        "week": week_id(command.jobseeker, command.state, ends_on),
        "jobseeker": command.jobseeker,
        "campaign": command.campaign,
        "state": command.state,
        "ends_on": ends_on,
    }


def qualify(state: WorkSearchWeek, command: QualifyActivity) -> list[ActivityQualified]:
    """A follow-up counts only where nothing else counted at that employer that week."""
    known = state.known if isinstance(state, Week) else {}
    if command.activity in known:
        return []
    there = [each for each in known.values() if each.employer == command.employer]
    if command.kind == "follow_up" and there:
        return []
    replaced = next((each.activity for each in there if each.kind == "follow_up"), None)
    activity = Activity(
        activity=command.activity,
        kind=command.kind,
        on=command.on,
        code=RULES[command.state].codes[command.kind],
        employer=command.employer,
        contact=command.contact,
        person=command.person,
        method=command.method,
        evidence=command.evidence,
    )
    return [ActivityQualified(**of(command, state), activity=activity, instead_of=replaced)]


def attest(week: Week, command: AttestWeek) -> list[WeekAttested]:
    """The jobseeker attests, staff cannot; staff witness what was signed or read back."""
    witness = witness_of(week, command)
    if not week.claimed:
        raise Rejected(
            "week_not_claimed",
            "Only a week that is claimed can be attested. Nothing was changed; claim it first.",
        )
    if local_date(command.at, command.settings.zone) <= week.ends_on:
        raise Rejected(
            "week_not_over",
            "The week is not over yet. Nothing was attested; come back when it is.",
            from_day=week.ends_on.isoformat(),
        )
    activities = tuple(sorted(week.activities))
    if week.attested == activities:
        return []
    if week.attested is not None:
        raise Rejected(
            "attested_already",
            "There is a statement about this week, and something new since. Nothing was changed; "
            "amend the week first, then attest it again.",
        )
    return [
        WeekAttested(
            **again(week),
            version=week.version + 1,
            activities=activities,
            method=command.method,
            witness=witness,
            minimum=week.minimum,
        )
    ]


def witness_of(week: Week, command: AttestWeek) -> Id | None:
    """Nobody on the page; on paper or the phone the member of staff who acts."""
    own = command.actor.role == "jobseeker"
    if command.method == "page" and not (own and command.actor.id == week.jobseeker):
        raise Forbidden(
            "jobseeker_attests",
            "Only the jobseeker can attest what they did. Nothing was changed; let them do it "
            "on the page, sign on paper, or say yes on the phone while you read the log.",
        )
    if command.method == "page":
        return None
    if not command.actor.is_staff:
        raise Forbidden(
            "witness_missing",
            "Paper and phone need a member of staff as witness. Nothing was changed; "
            "attest on the page instead.",
        )
    return command.actor.id


def amend(week: Week, command: AmendWeek) -> list[WeekAmended]:
    refuse_others(command, week.jobseeker)
    if week.attested is None:
        raise Rejected(
            "not_attested",
            "There is no statement to amend. Nothing was changed; attest the week first.",
        )
    if unknown := set(command.drop) - set(week.activities):
        raise Missing(
            "activity_unknown",
            "Some of what is to be dropped is not in this week. Nothing was changed; "
            "look at the log again.",
            activities=", ".join(sorted(unknown)),
        )
    return [
        WeekAmended(
            **again(week),
            version=week.version + 1,
            dropped=tuple(sorted(command.drop)),
            why=command.why,
        )
    ]


def again(week: Week) -> dict[str, Any]:
    """What each fact of a week repeats."""
    return {
        "week": week.week,
        "jobseeker": week.jobseeker,
        "campaign": week.campaign,
        "state": week.state,
        "ends_on": week.ends_on,
    }


def evolve(state: WorkSearchWeek, event: WeekEvent) -> WorkSearchWeek:
    if isinstance(state, NoWeek):
        state = Week(event.week, event.jobseeker, event.campaign, event.state, event.ends_on)
    match event:
        case WeekClaimed():
            return replace(state, claimed=True)
        case ActivityQualified(activity=activity, instead_of=instead_of):
            added = {**state.known, activity.activity: activity}
            return without(replace(state, known=added), (instead_of,) if instead_of else ())
        case WeekAttested(activities=activities, version=version):
            return replace(state, attested=activities, version=version)
        case WeekAmended(dropped=dropped):
            return without(replace(state, attested=None), dropped)
    assert_never(event)


def without(week: Week, dropped: tuple[str, ...]) -> Week:
    return replace(week, out=week.out | set(dropped))


work_search_weeks: Decider[WorkSearchWeek, WeekCommand, WeekEvent] = Decider(
    kind="work-search-week",
    collection="work-search-weeks",
    initial=NoWeek(),
    decide=decide,
    evolve=evolve,
    commands=get_args(WeekCommand),
    events=get_args(WeekEvent),
)
