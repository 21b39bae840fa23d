#!/usr/bin/env bash
# The same as client.py with curl: one event, then a batch. Running it twice changes nothing.
#
#   examples/partner/curl.sh [URL] [FEED]
set -euo pipefail

url="${1:-http://127.0.0.1:8019}/contact/v1/partner-feeds/${2:-harborworks}/events"
feed="${2:-harborworks}"

post() { # content type, idempotency key; the body comes on standard input
  curl --silent --show-error --fail-with-body \
    --retry 5 --retry-connrefused --max-time 30 \
    --header "Content-Type: $1" \
    --header "Idempotency-Key: $2" \
    --header "X-Nineteen-Persona: cascade/partner/00000000-0000-4000-8000-00000000f001" \
    --data-binary @- "$url"
  echo
}

echo "one event:"
post application/cloudevents+json curl-hw-2001-1 <<'JSON'
{
  "specversion": "1.0",
  "id": "hw-2001-1",
  "source": "https://harborworks.example.org",
  "type": "nineteen.partner.employer.listed",
  "datacontenttype": "application/json",
  "data": {
    "external_id": "HW-2001",
    "version": 1,
    "observed_at": "2026-01-06T17:00:00Z",
    "lawful_basis": "public_task",
    "county_fips": "53033",
    "naics": {"code": "332710", "code_set": "NAICS 2022"},
    "name": "Spindle Row Machine Shop Inc.",
    "street": "4 Lathe Court",
    "city": "Mill Prairie",
    "postal_code": "98000",
    "ownership": "private",
    "size_class": "10-49",
    "phone": "+12065550190",
    "list_as_of": "2026-01-05"
  }
}
JSON

echo "a batch:"
post application/cloudevents-batch+json curl-hw-2001-1-1 <<JSON
[
  {
    "specversion": "1.0",
    "id": "hw-2001-1-1",
    "source": "https://harborworks.example.org",
    "type": "nineteen.partner.contact.listed",
    "datacontenttype": "application/json",
    "data": {
      "external_id": "HW-2001-1",
      "version": 1,
      "observed_at": "2026-01-06T17:00:00Z",
      "lawful_basis": "public_task",
      "county_fips": "53033",
      "naics": {"code": "332710", "code_set": "NAICS 2022"},
      "employer": {"feed": "${feed}", "ref": "HW-2001"},
      "name": "Edda Kowalski",
      "title": "Shop manager",
      "email": "edda.kowalski@spindlerow.example.org",
      "phone": "+12065550191",
      "list_as_of": "2026-01-05"
    }
  }
]
JSON
