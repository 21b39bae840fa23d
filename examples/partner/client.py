"""A partner's client in plain Python: sends contact events to Nineteen, safe to run again.

    python3 examples/partner/client.py
    python3 examples/partner/client.py --url http://127.0.0.1:8019 --feed harborworks

Nothing here needs more than the standard library. Running it twice changes nothing: an event is
known by (feed, external_id, version), and the second answer says `duplicate`. With a secret in
NINETEEN_WEBHOOK_SECRET ("whsec_..." as the feed was given it) every request is signed as
Standard Webhooks says.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import time
import uuid
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

ATTEMPTS = 6
LONGEST_WAIT_S = 30
TOO_MANY, SERVER_ERROR = 429, 500
PREFIX = "nineteen.partner."
SOURCE = "https://harborworks.example.org"
PERSONA = "cascade/partner/00000000-0000-4000-8000-00000000f001"
SINGLE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"


def event(kind: str, external_id: str, version: int, **facts: Any) -> dict[str, Any]:
    """One CloudEvent; the same facts give the same id, so a retry is recognised."""
    identity = f"{SOURCE}/{kind}/{external_id}/{version}"
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, identity)),
        "source": SOURCE,
        "type": PREFIX + kind,
        "time": "2026-01-06T17:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": f"urn:nineteen:partner.{kind}:1",
        "data": {
            "external_id": external_id,
            "version": version,
            "observed_at": "2026-01-06T17:00:00Z",
            "lawful_basis": "public_task",
            "county_fips": "53033",
            **facts,
        },
    }


def employer() -> dict[str, Any]:
    """An employer of our list; `naics` names its edition."""
    return event(
        "employer.listed",
        "HW-1001",
        1,
        name="Quarterdeck Sailmakers LLC",
        street="12 Bosun Street",
        city="Port Alder",
        postal_code="98000",
        naics={"code": "314910", "code_set": "NAICS 2022"},
        ownership="private",
        employees=23,
        phone="+12065550180",
        list_as_of="2026-01-05",
    )


def contact(feed: str, version: int, title: str) -> dict[str, Any]:
    """Somebody to ask there; the employer is named by our own reference."""
    return event(
        "contact.listed",
        "HW-1001-1",
        version,
        employer={"feed": feed, "ref": "HW-1001"},
        naics={"code": "314910", "code_set": "NAICS 2022"},
        name="Winifred Achebe",
        title=title,
        email="winifred.achebe@quarterdeck.example.org",
        phone="+12065550181",
        list_as_of="2026-01-05",
    )


def send(url: str, content: Any, form: str) -> Any:
    """POST until there is an answer: waits on 429, 5xx and a dead line, and sends the same bytes.

    Raises SystemExit when Nineteen refuses the request, or after six attempts.
    """
    body = json.dumps(content, separators=(",", ":")).encode()
    for attempt in range(ATTEMPTS):
        try:
            request = Request(url, body, headers_for(body, form))
            with urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code != TOO_MANY and error.code < SERVER_ERROR:
                sys.exit(f"refused with {error.code}: {error.read().decode()}")
            asked = error.headers.get("Retry-After", "")
            wait = float(asked) if asked.isdecimal() else 2.0**attempt
        except (URLError, TimeoutError, ConnectionError) as error:
            print(f"no answer ({error})", file=sys.stderr)
            wait = 2.0**attempt
        time.sleep(min(wait, LONGEST_WAIT_S))
    sys.exit(f"gave up after {ATTEMPTS} attempts; run it again later, nothing is sent twice")


def headers_for(body: bytes, form: str) -> dict[str, str]:
    """The same key for the same bytes, so that a lost answer is no reason to worry."""
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(body).hexdigest()))
    headers = {"Content-Type": form, "Idempotency-Key": key, "X-Nineteen-Persona": PERSONA}
    if secret := os.environ.get("NINETEEN_WEBHOOK_SECRET"):
        now = str(int(time.time()))
        signed = b".".join((key.encode(), now.encode(), body))
        code = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
        headers |= {
            "webhook-id": key,
            "webhook-timestamp": now,
            "webhook-signature": f"v1,{base64.b64encode(code).decode()}",
        }
    return headers


def main() -> None:
    """Send one event, then a batch that holds a correction, its forerunner and a repeat."""
    options = argparse.ArgumentParser(description="Send a few contact events to Nineteen.")
    options.add_argument("--url", default="http://127.0.0.1:8019")
    options.add_argument("--feed", default="harborworks")
    given = options.parse_args()
    url = f"{given.url}/contact/v1/partner-feeds/{given.feed}/events"

    print("one event:", json.dumps(send(url, employer(), SINGLE), indent=2))
    batch = [
        contact(given.feed, 2, "Loft manager"),  # a correction that overtook
        contact(given.feed, 1, "Sewing floor lead"),  # what it corrects: late, and welcome
        employer(),  # sent before: a duplicate
    ]
    print("a batch:", json.dumps(send(url, batch, BATCH), indent=2))


if __name__ == "__main__":
    main()
