"""One campaign from "laid off" to "hired six weeks later, through a colleague", over HTTP.

Needs a server with a clock that is turned by hand and nothing in it:

    NINETEEN_CLOCK=manual NINETEEN_DATA=var/first-walk make run DEMO=0

Then, in another terminal: python3 examples/first_walk.py [address]
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8019"
COUNSELOR = "00000000-0000-4000-8000-00000000c019"
PERSONA = f"rainier/counselor/{COUNSELOR}"
LIST = Path(__file__).parent / "employers-60.csv"
JSON = "application/json"


def call(method, path, body=None, kind=JSON, **headers):
    """Send one request; a problem document ends the walk with its own words."""
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Content-Type": kind, "X-Nineteen-Persona": PERSONA, **named}
    request = urllib.request.Request(ADDRESS + path, data, sent, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        sys.exit(f"{method} {path}: {refused.read().decode()}")


def say(moment, sentence):
    print(f"{moment:<14} {sentence}")


def post(path, body=None, **headers):
    return call("POST", path, body or {}, **headers)


def clock(moment):
    """Turn the clock (Seattle time); reminders, nudges and due dates run on the way."""
    post("/ops/clock", {"set": moment})


def first(path):
    return call("GET", path)["items"][0]


say("Mon Jan 5", "An agency registers; a jobseeker, just laid off, enrols and gives consent.")
clock("2026-01-05T09:00:00-08:00")
post("/contact/v1/agencies", {"name": "Rainier Works", "zone": "America/Los_Angeles"})
staff = {"id": COUNSELOR, "name": "Mia Torres", "roles": ["counselor"]}
post("/contact/v1/staff", staff)
jobseeker = post(
    "/contact/v1/jobseekers",
    {"name": "Dana Reyes", "segment": "dislocated", "county": "53033", "counselor": COUNSELOR},
)["id"]
for purpose in ("store", "send_for_me", "share_name_with_hosts"):
    consent = {"purpose": purpose, "text_version": "1", "language": "en", "method": "signed"}
    post(f"/contact/v1/jobseekers/{jobseeker}/record-consent", consent)
ways = {"email": "dana.reyes@example.org"}
post(f"/contact/v1/jobseekers/{jobseeker}/set-contact-ways", ways)
campaign = post("/contact/v1/campaigns", {"jobseeker": jobseeker, "soc": "11-3021"})["id"]

say("Tue Jan 6", "The counselor hands over the county's list of 60 employers.")
clock("2026-01-06T10:00:00-08:00")
batch = call("POST", "/contact/v1/partner-feeds/upload/batches", LIST.read_bytes(), "text/csv")
while not (progress := call("GET", f"/contact/v1/batches/{batch['id']}/progress"))["finished"]:
    time.sleep(0.1)
clock("2026-01-06T11:00:00-08:00")
say("", f"{progress['accepted']} rows accepted, {progress['quarantined']} quarantined.")
employer = first("/dashboard/v1/views/employers?sort=name&limit=1")
contact = first(f"/dashboard/v1/views/contacts?employer={employer['id']}&limit=1")
say("", f"The favourite: {employer['name']}.")

say("Wed Jan 7", "Research first: what they do, how large, their mission, why them.")
clock("2026-01-07T09:00:00-08:00")
dossier = post(
    "/contact/v1/dossiers",
    {
        "campaign": campaign,
        "employer": employer["id"],
        "what_they_do": "Keeps the county's land records.",
        "size_class": employer["size_class"],
        "mission_note": "Fair and open records for everybody.",
        "why_them": "They rebuilt a system like the one I ran.",
        "shared_interest": "Open data.",
    },
)["id"]
post(f"/contact/v1/dossiers/{dossier}/complete-research")

say("Mon Jan 12", "Ask for nineteen minutes of advice, not for a job. It goes out at nine.")
clock("2026-01-12T08:30:00-08:00")
draft = {
    "campaign": campaign,
    "jobseeker": jobseeker,
    "employer": employer["id"],
    "contact": contact["id"],
}
request = post("/contact/v1/requests", draft)
ask = request["id"]
said = {"said_yes": "On the phone this morning."}
post(f"/contact/v1/requests/{ask}/approve-draft", said, If_Match=f'"{request["version"]}"')
clock("2026-01-12T09:00:00-08:00")

say("Wed Jan 14", "The host says yes; a time is found; both get a reminder.")
clock("2026-01-14T14:00:00-08:00")
post(f"/contact/v1/requests/{ask}/record-reply", {"answer": "agree"})
clock("2026-01-14T16:00:00-08:00")
accepted = {"by": "host", "starts_at": "2026-01-21T10:00:00-08:00"}
post(f"/scheduling/v1/appointments/{ask}/accept-time", accepted)

say("Wed Jan 21", "The talk: a cue at 17:00, the resume last, the promise kept at 18:40.")
clock("2026-01-21T10:00:00-08:00")
talk = f"/scheduling/v1/sessions/{ask}"
post(f"{talk}/start-session")
clock("2026-01-21T10:18:10-08:00")
post(f"{talk}/record-resume-left", {"how": "handed"})
names = [{"name": "Lee Okafor", "title": "Data lead", "name_use": "granted"}]
post(f"{talk}/record-referral-ask", {"answer": "names", "names": names})
clock("2026-01-21T10:18:40-08:00")
post(f"{talk}/end-session", {"host": "attended"})
clock("2026-01-21T11:00:00-08:00")
post(f"{talk}/record-talk-balance", {"share": 52})
debrief = {"learned": "They hire in spring.", "they_learned": "I moved two counties to one system."}
post(f"{talk}/debrief-session", debrief)

say("", "A written thank-you three hours later, and a question to stay in touch.")
clock("2026-01-21T13:18:40-08:00")
host = call("GET", f"/dashboard/v1/views/contacts/{contact['id']}")["person"]
thanks = {"session": ask, "host": host, "channel": "email", "body": "Thank you for the map story."}
post("/followup/v1/thank-yous/send-thank-you", thanks)
tie = {"jobseeker": jobseeker, "contact": contact["id"], "session": ask, "channel": "linkedin"}
post("/followup/v1/ties", tie)

say("Wed Mar 4", "Six weeks later somebody nobody knew calls: a colleague of the host.")
clock("2026-03-04T15:00:00-08:00")
report = {
    "campaign": campaign,
    "jobseeker": jobseeker,
    "employer": employer["id"],
    "invited_on": "2026-03-04",
    "how_known": "told_by_host",
}
outcome = post("/followup/v1/outcomes/report-job-interview", report)["id"]
clock("2026-03-04T15:01:00-08:00")
post(f"/followup/v1/outcomes/{outcome}/confirm-attribution")

say("Tue Mar 10", "Hired.")
clock("2026-03-10T12:00:00-07:00")
hire = {**{k: report[k] for k in ("campaign", "jobseeker", "employer")}, "hired_on": "2026-03-10"}
post("/followup/v1/outcomes/report-hire", hire)
clock("2026-03-10T12:01:00-07:00")
post(f"/contact/v1/campaigns/{campaign}/close-campaign", {"reason": "hired_through_interview"})
clock("2026-03-10T12:02:00-07:00")

trace = call("GET", f"/dashboard/v1/views/outcome-trace/{outcome}")
say(
    "",
    f"Proof: hop {trace['hop']}, called after {trace['lag_interview_days']} days, "
    f"hired {trace['lag_hire_days']} days later.",
)
say("", f"See {ADDRESS}/campaigns/{campaign} (choose the persona {PERSONA} at {ADDRESS}/persona).")
