"""What the facts of a campaign count for, and when: the rules of M1-M7, M10, M11 and M13-M15.

Each count is (when, cell). `when` is the instant or date by which a period claims it.
"""

from collections.abc import Iterator, Mapping

from nineteen.dashboard.views.instants import Text, day, days_between
from nineteen.dashboard.views.strands import only, told_by
from nineteen.shared.view import Part

Parts = Mapping[str, Part]
Counts = Iterator[tuple[Text, str]]


def counts(parts: Parts) -> Counts:
    """All counts of one campaign."""
    yield from answers(parts)
    yield from meetings(parts)
    yield from absences(parts)
    yield from way_to_the_goal(only("campaign", parts))
    for session in told_by("session", parts):
        if session.get("held"):
            yield from talk(session)
    yield from thank_yous(parts)
    for outcome in told_by("outcome", parts):
        yield from result(outcome)
    for week in told_by("week", parts):
        yield from work_search(week)


def answers(parts: Parts) -> Counts:
    """M1: one final answer a request, by its date; drafts, open and withdrawn stay out."""
    for request in told_by("request", parts):
        if request.get("final"):
            yield request["final_at"], request["final"]


def meetings(parts: Parts) -> Counts:
    """M2: one meeting a request that was ever confirmed, however often it moved."""
    talks = {each["request"]: each for each in told_by("session", parts)}
    for appointment in told_by("appointment", parts):
        talk = talks.get(appointment["request"], {})
        if not appointment.get("confirmed_at") or talk.get("held"):
            continue
        ends = (appointment.get("passed_at"), talk.get("ended_at"), talk.get("unknown_at"))
        if passed := sorted(filter(None, ends)):
            yield passed[0], "not_held"


def absences(parts: Parts) -> Counts:
    """M13: one meeting a request whose start passed, and which side was ever missing."""
    talks = {each["request"]: each for each in told_by("session", parts)}
    for appointment in told_by("appointment", parts):
        talk = talks.get(appointment["request"], {})
        ended = talk.get("ended_at")
        host = appointment.get("host_absent_at") or (ended if is_absent(talk) else None)
        away = not talk.get("jobseeker_attended", True)
        jobseeker = appointment.get("jobseeker_absent_at") or (ended if away else None)
        if passed := sorted(filter(None, (host, jobseeker, ended, talk.get("unknown_at")))):
            yield passed[0], "start_passed"
        if host:
            yield host, "host_no_show"
        if jobseeker:
            yield jobseeker, "jobseeker_no_show"


def is_absent(talk: Part) -> bool:
    return bool(talk.get("host") == "absent")


def way_to_the_goal(campaign: Part) -> Counts:
    """M14: days to the goal, or until a campaign ended without it; running ones are read later."""
    opened, reached = campaign.get("opened_at"), campaign.get("goal_reached_at")
    closed = campaign.get("closed_at")
    if opened and reached:
        yield reached, f"goal_days:{local_days(campaign, reached)}"
    elif opened and closed:
        yield closed, f"goal_missed:{local_days(campaign, closed)}"


def local_days(campaign: Part, until: Text) -> int:
    zone = campaign["zone"]
    return days_between(day(campaign["opened_at"], zone), day(until, zone))


def talk(session: Part) -> Counts:
    """M2, M3, M5, M6, M7: what one held talk counts for, by its end."""
    at = session["ended_at"]
    yield at, "held"
    if session["precision"] == "second":
        yield at, "timed"
        if session.get("verdict") in {"kept", "within_tolerance"}:
            yield at, "kept"
    if "share" in session:
        yield at, f"share:{session['share']}"
    if (resume := session.get("resume", "host_declined")) != "host_declined":
        yield at, f"resume_{resume}"
    for _ in range(session.get("names", 0)):
        yield at, "names"
    if session["lead"]:
        yield at, "held_from_lead"


def thank_yous(parts: Parts) -> Counts:
    """M4: one per session and host, by the sending or the lateness, whichever came first."""
    waived = {
        (plan["request"], item["host"])
        for plan in told_by("plan", parts)
        for item in plan["items"].values()
        if item["state"] == "waived" and item.get("item") == "thank_you"
    }
    for thanks in told_by("thank_you", parts):
        passed = sorted(filter(None, (thanks.get("first_sent_at"), thanks.get("late_at"))))
        if not passed or (thanks["request"], thanks["host"]) in waived:
            continue
        yield passed[0], "thank_you_passed"
        if thanks.get("on_time"):
            yield passed[0], "thank_you_on_time"


def result(outcome: Part) -> Counts:
    """M10 by the credited talk and M11 by the outcome, of what the jobseeker confirmed."""
    if outcome.get("attribution") != "confirmed":
        return
    invited, hired = outcome.get("invited_on"), outcome.get("hired_on")
    if invited:
        yield outcome["session_on"], "job_interviews"
        yield invited, f"interview_lag:{outcome['lag_interview_days']}"
    if hired:
        yield outcome["session_on"], "hires"
    if invited and hired:
        lag = outcome.get("lag_hire_days")
        yield hired, f"hire_lag:{days_between(invited, hired) if lag is None else lag}"


def work_search(week: Part) -> Counts:
    """M15: claimed weeks of states that want a number; enough is what counts now."""
    minimum = week.get("minimum")
    if minimum is None:
        return
    yield week["ends_on"], "weeks_claimed"
    if len(week.get("activities", {})) >= minimum:
        yield week["ends_on"], "weeks_enough"
