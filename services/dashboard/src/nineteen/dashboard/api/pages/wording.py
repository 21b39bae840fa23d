"""The words that pages show for codes; each is translated where it is shown."""

from collections.abc import Mapping

from nineteen.shared.runtime.http.notes import N_

Words = Mapping[str, str]

NAVIGATION = (
    ("/", N_("Campaigns")),
    ("/interviews", N_("Interviews")),
    ("/thank-yous", N_("Thank-yous")),
    ("/funnel", N_("Funnel")),
    ("/outcomes", N_("Outcomes")),
    ("/employers", N_("Employers")),
    ("/caseload", N_("Caseload")),
    ("/feeds", N_("Feeds")),
)
ROLES: Words = {
    "counselor": N_("counselor"),
    "job_developer": N_("job developer"),
    "supervisor": N_("supervisor"),
    "steward": N_("steward"),
    "operator": N_("operator"),
    "auditor": N_("auditor"),
    "partner": N_("partner"),
    "jobseeker": N_("jobseeker"),
    "host": N_("host"),
    "policy": N_("Nineteen"),
}
SEGMENTS: Words = {
    "dislocated": N_("Dislocated worker"),
    "barrier": N_("Individual with a barrier"),
    "ell": N_("English language learner"),
    "refugee": N_("ORR-eligible"),
    "vr": N_("Vocational rehabilitation"),
}
STATUSES: Words = {"open": N_("Open"), "paused": N_("Paused"), "closed": N_("Closed")}
CLOSED: Words = {
    "hired_through_interview": N_("hired through an interview"),
    "hired_elsewhere": N_("hired elsewhere"),
    "training": N_("in training"),
    "moved": N_("moved away"),
    "stopped": N_("stopped"),
    "unreachable": N_("cannot be reached"),
    "exited": N_("left the programme"),
    "opened_by_mistake": N_("opened by mistake"),
}
STEPS: Words = {
    "none": N_("Nothing more to do"),
    "resume_campaign": N_("Resume the campaign"),
    "close_campaign": N_("Goal reached: close the campaign"),
    "ask_next_employer": N_("Ask the next employer"),
    "thank_you": N_("Write the thank-you"),
    "debrief": N_("Debrief the talk"),
    "connect": N_("Ask to connect"),
    "referrals": N_("Note the names"),
    "talk": N_("Hold the talk"),
    "find_a_time": N_("Find a time"),
    "approve_draft": N_("Approve the draft"),
    "ask_again": N_("Ask again"),
    "await_reply": N_("Wait for a reply, at most until"),
    "make_the_ask": N_("Call, write or go there"),
}
POSSIBLE = frozenset(
    {"resume_campaign", "close_campaign", "ask_next_employer", "approve_draft", "ask_again"}
)
"""Steps whose time says since when they can be done; the others are due then."""
MEETINGS: Words = {
    "open": N_("time picked, not confirmed"),
    "confirmed": N_("confirmed"),
    "running": N_("running now"),
    "held": N_("held"),
    "not_held": N_("not held"),
    "cancelled": N_("cancelled"),
    "host_no_show": N_("the host was absent"),
    "jobseeker_no_show": N_("the jobseeker was absent"),
    "lapsed": N_("no time was found"),
    "unknown": N_("nobody said whether it took place"),
}
MODES: Words = {"in_person": N_("in person"), "phone": N_("by phone"), "video": N_("by video")}
PLACES: Words = {
    "workplace": N_("at the workplace"),
    "agency_office": N_("at the agency’s office"),
    "public_place": N_("at a public place"),
    "phone": N_("by phone"),
    "video": N_("by video"),
}
REMINDERS: Words = {"day_before": N_("the day before"), "hour_before": N_("an hour before")}
REMINDED: Words = {"due": N_("due"), "sent": N_("sent"), "skipped": N_("skipped")}
THANKS: Words = {
    "overdue": N_("Overdue"),
    "late": N_("Late"),
    "due": N_("Due"),
    "on_time": N_("Sent on time"),
    "sent_late": N_("Sent late"),
    "waived": N_("Waived"),
}
WRITTEN: Words = {
    "email": N_("e-mail"),
    "handwritten": N_("handwritten card"),
    "letter": N_("letter"),
}
OWNERSHIP: Words = {"private": N_("private"), "public": N_("public")}
TASKS: Words = {
    "coach": N_("Coach"),
    "call": N_("Call"),
    "ride": N_("Find a ride"),
    "question": N_("Answer a host's question"),
    "steward": N_("Look after data"),
    "concern": N_("See to a concern"),
    "apology": N_("Apologize"),
}
WINS: Words = {
    "job_interview": N_("job interview"),
    "offer": N_("job offer"),
    "hire": N_("hired"),
    "goal_reached": N_("goal reached"),
}
ACTIVITIES: Words = {
    "informational_interview": N_("Informational interview"),
    "follow_up": N_("Written follow-up"),
}
ATTESTED: Words = {
    "page": N_("on the page"),
    "paper": N_("on paper"),
    "phone": N_("on the phone"),
}
WEEKS: Words = {
    "open": N_("not claimed"),
    "claimed": N_("to be attested"),
    "attested": N_("attested"),
    "amending": N_("being amended"),
}
ROUTES: Words = {
    "list": N_("Employer list"),
    "warm": N_("Warm introduction"),
    "referral": N_("Referral"),
}
FUNNEL: Words = {
    "drafted": N_("Drafted"),
    "sent": N_("Sent"),
    "final": N_("Final answer"),
    "agreed": N_("Agreed"),
    "confirmed": N_("Time confirmed"),
    "held": N_("Held"),
    "debriefed": N_("Debriefed"),
    "thanked": N_("Thanked in writing"),
    "connected": N_("Connected"),
    "named": N_("Named by hosts"),
    "contacted": N_("Asked"),
    "names_agreed": N_("Agreed to a talk"),
    "names_held": N_("Held a talk"),
    "job_interviews": N_("Job interviews"),
    "offers": N_("Offers"),
    "hires": N_("Hires"),
}
OUTCOMES: Words = {
    "job_interview": N_("Job interview"),
    "offer": N_("Offer"),
    "hire": N_("Hired"),
}
ATTRIBUTIONS: Words = {
    "none": N_("No talk found that led here"),
    "proposed": N_("Proposed: the jobseeker has yet to confirm it"),
    "confirmed": N_("Confirmed by the jobseeker"),
    "disputed": N_("The jobseeker says that it came from elsewhere"),
}
KNOWN: Words = {
    "resume_passed_on": N_("the resume was passed on"),
    "told_by_host": N_("the host told of the jobseeker"),
    "other": N_("in another way"),
    "unknown": N_("nobody knows how"),
}
WAGES: Words = {
    "under_15": N_("under $15 an hour"),
    "15_20": N_("$15-20 an hour"),
    "20_25": N_("$20-25 an hour"),
    "25_30": N_("$25-30 an hour"),
    "30_40": N_("$30-40 an hour"),
    "40_plus": N_("$40 an hour or more"),
}
RESUMES: Words = {
    "end": N_("left at the end"),
    "early": N_("came out early"),
    "not_left": N_("not left"),
    "host_declined": N_("the host declined it"),
}
NAMES: Words = {
    "names": N_("names were given"),
    "none": N_("asked, none were given"),
    "not_asked": N_("not asked"),
}
BANDS: Words = {
    "too_early": N_("too early to say"),
    "below": N_("below the benchmark of 50-60 %"),
    "on_benchmark": N_("on the benchmark of 50-60 %"),
    "above": N_("above the benchmark of 50-60 %"),
}
UNITS: Words = {"per held interview": N_("per held interview"), "days": N_("days")}
KINDS: Words = {
    "campaign": N_("Campaign"),
    "request": N_("Requests"),
    "talk": N_("Talks"),
    "follow_up": N_("Follow-up"),
    "outcome": N_("Outcomes"),
}
OCCUPATIONS: Words = {
    "11": N_("Management"),
    "13": N_("Business and finance"),
    "15": N_("Computing and mathematics"),
    "17": N_("Architecture and engineering"),
    "19": N_("Science"),
    "21": N_("Community and social service"),
    "23": N_("Legal work"),
    "25": N_("Education and libraries"),
    "27": N_("Arts, design, sports and media"),
    "29": N_("Healthcare practice"),
    "31": N_("Healthcare support"),
    "33": N_("Protective service"),
    "35": N_("Food preparation and serving"),
    "37": N_("Cleaning and grounds"),
    "39": N_("Personal care"),
    "41": N_("Sales"),
    "43": N_("Office support"),
    "45": N_("Farming, fishing and forestry"),
    "47": N_("Construction"),
    "49": N_("Installation and repair"),
    "51": N_("Production"),
    "53": N_("Transport"),
    "55": N_("Military"),
}
"""The major groups of SOC 2018."""
SECTORS: Words = {
    "11": N_("Agriculture, forestry, fishing"),
    "21": N_("Mining"),
    "22": N_("Utilities"),
    "23": N_("Construction"),
    "31": N_("Manufacturing"),
    "32": N_("Manufacturing"),
    "33": N_("Manufacturing"),
    "42": N_("Wholesale trade"),
    "44": N_("Retail trade"),
    "45": N_("Retail trade"),
    "48": N_("Transportation and warehousing"),
    "49": N_("Transportation and warehousing"),
    "51": N_("Information"),
    "52": N_("Finance and insurance"),
    "53": N_("Real estate"),
    "54": N_("Professional and technical services"),
    "55": N_("Management of companies"),
    "56": N_("Administrative and waste services"),
    "61": N_("Education"),
    "62": N_("Health care"),
    "71": N_("Arts and recreation"),
    "72": N_("Lodging and food"),
    "81": N_("Other services"),
    "92": N_("Public administration"),
}
"""The sectors of NAICS 2022, by the first two digits."""


def occupation(soc: str) -> str:
    """The major group of an occupation."""
    return OCCUPATIONS.get(soc[:2], N_("Another occupation"))
