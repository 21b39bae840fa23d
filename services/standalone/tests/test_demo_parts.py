"""The parts of the simulator: shapes, hours, and the book of who may be asked."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from nineteen.shared.schema.settings import Settings
from nineteen.standalone.demo import tables
from nineteen.standalone.demo.asking import replies_at
from nineteen.standalone.demo.county import Firm, Prospect, county
from nineteen.standalone.demo.e1_people import Person
from nineteen.standalone.demo.hours import Hours, on_the_grid
from nineteen.standalone.demo.names import NameBook
from nineteen.standalone.demo.shapes import LogNormal, Mix, poisson

ZONE = ZoneInfo("America/Los_Angeles")
HOURS = Hours(Settings(known=True, holidays=(date(2026, 5, 25),)))
ME, YOU = "ada", "bo"
MONDAY = date(2026, 3, 2)
MIXES = [each for each in vars(tables).values() if isinstance(each, Mix)]


def firm(employees: int) -> Firm:
    return Firm("Wren Garage", "53053", "1 Elm Court", "Puyallup", "811111", employees, ("Owner",))


def prospect(employees: int = 5) -> Prospect:
    return Prospect(firm(employees), Person("Olaf Tidewell", "", "o@people.example.org", ""))


@pytest.mark.parametrize("mix", MIXES, ids=lambda mix: str(mix.shares[0][0]))
def test_every_mix_names_its_basis_and_deals_out_exactly(mix: Mix[object]) -> None:
    dealt = mix.dealt(100)

    assert mix.basis
    assert len(dealt) == 100
    total = sum(share for _, share in mix.shares)
    for kind, share in mix.shares:
        assert abs(dealt.count(kind) - 100 * share / total) < 1


def test_the_arms_agree_as_often_as_the_practice_and_a_cold_contact() -> None:
    rates = [
        sum(share * arm.agreement[route] for route, share in tables.ROUTES.shares)
        for arm in tables.ARMS
    ]

    assert rates == [pytest.approx(0.54, abs=0.01), pytest.approx(0.25, abs=0.01)]


def test_a_log_normal_quantity_has_the_median_it_is_given() -> None:
    chance, shape = Random(1), LogNormal(42, 0.7, "an example")
    drawn = sorted(shape.draw(chance) for _ in range(4001))

    assert drawn[2000] == pytest.approx(42, rel=0.06)
    assert drawn[3600] == pytest.approx(103, rel=0.12)


def test_rare_things_come_as_often_as_they_should() -> None:
    chance = Random(1)

    assert sum(poisson(chance, 1.2) for _ in range(5000)) / 5000 == pytest.approx(1.2, rel=0.05)


@pytest.mark.parametrize(
    ("minute", "second", "then"),
    [(0, 0, time(10, 0)), (0, 1, time(10, 30)), (18, 20, time(10, 30)), (59, 0, time(11, 0))],
)
def test_the_grid_is_the_next_half_hour(minute: int, second: int, then: time) -> None:
    at = datetime(2026, 3, 2, 10, minute, second, tzinfo=UTC)

    assert on_the_grid(at).time() == then


def test_the_working_day_before_memorial_day_s_tuesday_is_friday() -> None:
    assert HOURS.day_before(date(2026, 5, 26)) == date(2026, 5, 22)


def test_hosts_answer_in_the_office() -> None:
    chance = Random(1)
    sent = datetime(2026, 5, 20, 17, tzinfo=UTC)
    for _ in range(300):
        local = replies_at(sent, HOURS, chance).astimezone(ZONE)
        assert HOURS.works(local.date())
        assert time(9) <= local.time() <= time(17)
        assert local.minute % 30 == 0


def test_who_is_asked_is_not_asked_by_somebody_else() -> None:
    olaf = prospect()
    olaf.take(ME)

    assert not olaf.may_be_asked(YOU, MONDAY)


def test_after_a_no_everybody_waits_180_days_and_the_same_one_does_not_ask_again() -> None:
    olaf = prospect()
    olaf.take(ME)
    olaf.answered()
    olaf.free("declined", MONDAY)

    assert not olaf.may_be_asked(YOU, MONDAY + timedelta(days=180))
    assert olaf.may_be_asked(YOU, MONDAY + timedelta(days=181))
    assert not olaf.may_be_asked(ME, MONDAY + timedelta(days=181))


def test_who_opted_out_is_asked_by_nobody_for_ever() -> None:
    olaf = prospect()
    olaf.take(ME)
    olaf.free("opted_out", MONDAY)

    assert not olaf.may_be_asked(YOU, MONDAY + timedelta(days=3650))


@pytest.mark.parametrize(("employees", "most"), [(9, 1), (49, 2), (249, 4), (900, 8)])
def test_an_employer_has_room_for_as_many_asks_as_its_size(employees: int, most: int) -> None:
    here = firm(employees)
    person = prospect().person
    for number in range(most):
        assert not here.full
        Prospect(here, person).take(str(number))

    assert here.full


def test_a_county_has_the_sizes_and_contacts_of_the_table() -> None:
    chance = Random(19)
    found = county("53053", "Puyallup Flats", chance, NameBook(chance), 400)
    small = sum(each.employees < 10 for each in found.firms)

    assert small / 400 == pytest.approx(0.65, abs=0.07)
    assert len(found.prospects) / 400 == pytest.approx(2.24, abs=0.35)
    assert len({each.person.name for each in found.prospects}) == len(found.prospects)


def test_nobody_has_a_real_address_or_number() -> None:
    book = NameBook(Random(1))
    for _ in range(200):
        person = book.person("Owner")
        assert person.email.endswith(".example.org")
        assert person.phone[5:10] == "55501"
