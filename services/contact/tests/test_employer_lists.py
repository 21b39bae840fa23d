"""Employer lists as agencies send them: every line ends somewhere, and nothing is guessed."""

import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import phonenumbers
import psutil
import pytest
from email_validator import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from nineteen.contact.api import list_fields
from nineteen.contact.api.employer_lists import (
    EmployerList,
    ListedContact,
    ListedEmployer,
    ListOptions,
    ListRefused,
    QuarantinedRow,
    ReadRow,
    RepeatedRow,
    Row,
    read_employer_list,
)
from nineteen.contact.domain.employer_names import normalised, normalised_address

EXAMPLES = Path(__file__).parents[3] / "examples"
HEADER = "Company Name,County FIPS,NAICS Code"
MB = 1_000_000


def opened(text: str | bytes, **options: object) -> EmployerList:
    data = text if isinstance(text, bytes) else text.encode()
    return read_employer_list([data], ListOptions(**options))  # type: ignore[arg-type]


def rows(text: str | bytes, **options: object) -> list[Row]:
    return list(opened(text, **options).rows)


def only(text: str | bytes, **options: object) -> ListedEmployer:
    (row,) = rows(text, **options)
    assert isinstance(row, ReadRow), row
    return row.employer


def with_column(title: str, cell: str) -> str:
    return f'{HEADER},{title}\nAcme,53033,541511,"{cell}"\n'


def problems(text: str | bytes, **options: object) -> list[tuple[int, str]]:
    return [
        (row.line, row.reason) for row in rows(text, **options) if isinstance(row, QuarantinedRow)
    ]


def refusal(text: str | bytes, **options: object) -> ListRefused:
    with pytest.raises(ListRefused) as refused:
        opened(text, **options)
    return refused.value


# --- the form of the file


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_of_four_separators_is_found(separator: str) -> None:
    text = f"{HEADER},City\nAcme,53033,541511,Ellersby\n".replace(",", separator)

    found = opened(text)

    assert found.layout.delimiter == separator
    assert [type(row) for row in found.rows] == [ReadRow]


@pytest.mark.parametrize(
    ("encoding", "reported"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "windows-1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_is_read_in_each_encoding_with_each_line_end(
    encoding: str, reported: str, end: str
) -> None:
    text = f"{HEADER},City{end}Café Söderberg,53033,722515,Åmål{end}Zwei,53033,54,{end}"

    found = opened(text.encode(encoding))

    assert found.encoding == reported
    names = [row.employer.name for row in found.rows if isinstance(row, ReadRow)]
    assert names == ["Café Söderberg", "Zwei"]


def test_a_semicolon_list_in_windows_1252_is_read() -> None:
    text = "Firmenname;FIPS;NAICS\n“Bäckerei” – Groß;53033;311811\n".encode("cp1252")

    assert only(text, mapping={"Firmenname": "name"}).name == "“Bäckerei” – Groß"


def test_big_endian_utf_16_is_read() -> None:
    text = b"\xfe\xff" + f"{HEADER}\nCafé,53033,722515\n".encode("utf-16-be")

    assert only(text).name == "Café"


def test_a_list_pasted_together_from_two_encodings_is_read_line_by_line() -> None:
    text = f"{HEADER}\nCafé,53033,722515\n".encode() + "Señor,53033,722515\n".encode("cp1252")

    assert [row.employer.name for row in rows(text) if isinstance(row, ReadRow)] == [
        "Café",
        "Señor",
    ]


@settings(deadline=None, max_examples=20)
@given(size=st.integers(1, 99))
def test_it_does_not_matter_how_the_bytes_are_cut(size: int) -> None:
    data = (EXAMPLES / "employers-messy.csv").read_bytes()
    options = ListOptions(mapping={"Firm": "name"})

    pieces = (data[start : start + size] for start in range(0, len(data), size))

    assert list(read_employer_list(pieces, options).rows) == rows(data, mapping={"Firm": "name"})


def test_a_line_break_inside_quotes_stays_inside_its_cell() -> None:
    text = f'{HEADER},Street\nAcme,53033,541511,"1 Main Street\r\nSuite 2"\nNext,53033,54,\n'

    first, second = rows(text)

    assert isinstance(first, ReadRow)
    assert isinstance(second, ReadRow)
    assert first.employer.street == "1 Main Street Suite 2"
    assert (first.line, second.line) == (2, 4)


def test_a_title_above_the_header_and_blank_lines_are_passed_over() -> None:
    text = f"Employers of the county\n\n{HEADER}\n\n,,\nAcme,53033,541511\n"

    found = opened(text)

    assert found.layout.header_line == 3
    assert [row.line for row in found.rows] == [6]


def test_a_line_that_names_the_separator_is_passed_over() -> None:
    assert only("sep=;\nEmployer;FIPS;NAICS\nAcme, Inc.;53033;54\n").name == "Acme, Inc."


# --- columns


@pytest.mark.parametrize(
    "header",
    [
        "Company Name,County FIPS,NAICS Code",
        "Employer,FIPS,Primary NAICS",
        "business name,county,naics",
        "Establishment,COUNTY_FIPS,NAICS-2022",
        "naics,name,fips",
    ],
)
def test_the_columns_are_known_by_many_names(header: str) -> None:
    columns = opened(f"{header}\na,b,c\n").layout.columns

    assert columns.keys() == {"name", "county_fips", "naics"}


def test_a_column_of_county_names_does_not_hide_the_one_of_codes() -> None:
    text = "Company,County,County FIPS,NAICS\nAcme,King,53033,541511\n"

    found = opened(text)

    assert found.layout.ignored == ("County",)
    assert [type(row) for row in found.rows] == [ReadRow]


def test_what_says_nothing_to_us_is_told() -> None:
    assert opened(f"{HEADER},Fax,,Colour\nAcme,53033,54,,,\n").layout.ignored == ("Fax", "Colour")


def test_a_mapping_beats_the_names_that_we_know() -> None:
    text = "Employer,Company Name,FIPS,NAICS\n12,Acme,53033,541511\n"
    mapping = {"employer": "external_id", "Company name": "name"}

    employer = only(text, mapping=mapping)

    assert (employer.external_id, employer.name) == ("12", "Acme")


def test_a_mapping_can_leave_a_column_out() -> None:
    text = with_column("Phone", "call first")

    assert only(text, mapping={"Phone": ""}).phone == ""


def test_a_county_code_in_two_columns_is_put_together() -> None:
    assert only("Name,State FIPS,County,NAICS\nAcme,53,033,54\n").county_fips == "53033"


def test_a_list_of_one_county_need_not_repeat_its_code() -> None:
    assert only("Name,NAICS\nAcme,541511\n", county_fips="53033").county_fips == "53033"


# --- the whole file is refused


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"PK\x03\x04" + bytes(range(256)), "binary"),
        (b"%PDF-1.7\n1 0 obj", "binary"),
        (bytes(range(256)) * 9, "binary"),
        (HEADER.encode("utf-16-le"), "binary"),
        (b"\x1b[31m\x07\x07\x07 not a list", "binary"),
        (HEADER.encode(), "header_only"),
        (f"{HEADER}\n\n,,\n".encode(), "header_only"),
        (b"Acme,53033,541511\nBeta,53033,541511\n", "header_missing"),
        (b"just a letter to the editor\n", "header_missing"),
        (b"Company Name,City\nAcme,Ellersby\n", "columns_missing"),
        (b"x" * 10_000_000, "line_too_long"),
        (b'"Company Name,County FIPS,NAICS\n' * 30, "quotes_stray"),
    ],
)
def test_a_file_that_is_no_list_is_refused_before_the_first_row(data: bytes, code: str) -> None:
    error = refusal(data)

    assert error.code == code
    assert error.detail.endswith(".")


def test_a_file_that_opens_a_quote_and_never_closes_it_is_refused() -> None:
    assert refusal('"Company Name,County FIPS,NAICS\nAcme,53033,54\n').code == "quotes_unclosed"


def test_a_missing_column_is_named_with_the_columns_that_there_are() -> None:
    detail = refusal("Firm,County FIPS,NAICS Code\nAcme,53033,54\n").detail

    assert "name" in detail
    assert "'Firm'" in detail


def test_a_list_without_a_header_is_not_quoted() -> None:
    assert "Jane" not in refusal("Jane Roe,53033,541511\n").detail


@pytest.mark.parametrize(
    ("mapping", "hint"),
    [({"Firm": "company"}, "'company'"), ({"Frim": "name"}, "'Frim'")],
)
def test_a_mapping_that_fits_nothing_is_refused(mapping: dict[str, str], hint: str) -> None:
    error = refusal(f"{HEADER},Firm\nAcme,53033,54,\n", mapping=mapping)

    assert error.code == "mapping_wrong"
    assert hint in error.detail


def test_a_county_that_the_sender_gives_is_checked_too() -> None:
    assert refusal("Name,NAICS\nAcme,54\n", county_fips="53999").code == "county_unknown"


# --- one line is quarantined, the others are read


def test_a_quote_that_never_closes_costs_its_own_line_only() -> None:
    lines = [HEADER, '"Acme,53033,541511', *(f"Beta {n},53033,541511" for n in range(60))]

    found = rows("\n".join(lines))

    assert [(row.line, type(row)) for row in found[:2]] == [(2, QuarantinedRow), (3, ReadRow)]
    assert len(found) == 61


def test_a_quote_that_a_later_one_seems_to_close_costs_its_own_line_only() -> None:
    text = f'{HEADER},Note\n"Acme,53033,54,\nBeta,53033,54,"so"\nGamma,53033,54,\n'

    assert problems(text) == [(2, "quotes_stray")]
    assert len(rows(text)) == 3


def test_an_open_quote_at_the_end_of_the_file_is_told() -> None:
    assert problems(f'{HEADER}\nAcme,53033,54\n"Beta,53033,54') == [(3, "quotes_unclosed")]


def test_a_line_of_ten_megabytes_is_left_out_and_told() -> None:
    text = f"{HEADER}\n{'x' * 10_000_000},53033,54\nBeta,53033,54\n"

    first, second = rows(text)

    assert isinstance(first, QuarantinedRow)
    assert (first.line, first.reason) == (2, "line_too_long")
    assert isinstance(second, ReadRow)
    assert second.line == 3


def test_an_inch_mark_in_a_cell_without_quotes_is_just_a_mark() -> None:
    assert only(f'{HEADER}\n5" Pipe Supply,53033,423720\n').name == '5" Pipe Supply'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Acme,,54", "county_missing"),
        ("Acme,King,54", "county_unknown"),
        ("Acme,6037,54", "county_mangled"),
        ("Acme,53033.0,54", "county_mangled"),
        ("Acme,53033,", "naics_missing"),
        ("Acme,53033,511210", "naics_unknown"),
        ("Acme,53033,541511.0", "naics_mangled"),
        ("Acme", "county_missing"),
        (",53033,54", "name_missing"),
        ("***,53033,54", "name_missing"),
        ("Acme, Inc.,53033,54", "cells_surplus"),
        ("Ac\x02me,53033,54", "text_damaged"),
        ("Ac\ufffdme,53033,54", "text_damaged"),
        ("A" * 201 + ",53033,54", "text_too_long"),
    ],
)
def test_a_line_that_cannot_be_read_is_quarantined_with_its_reason(line: str, reason: str) -> None:
    text = f"{HEADER}\n{line}\nBeta,53033,541511\n"

    assert problems(text) == [(2, reason)]
    assert isinstance(rows(text)[1], ReadRow)


@pytest.mark.parametrize(
    ("title", "cell", "reason"),
    [
        ("Employees", "19-Oct", "size_unreadable"),
        ("Employees", "many", "size_unreadable"),
        ("Ownership", "Jane Roe", "ownership_unknown"),
        ("ZIP", "2139", "postal_code_unreadable"),
        ("Phone", "555-0142", "phone_unreadable"),
        ("Phone", "call first", "phone_unreadable"),
        ("Phone", "206 555 0142 / 0143", "phone_unreadable"),
        ("Email", "roe(at)example.org", "email_unreadable"),
        ("SOC Code", "Nov-21", "occupation_mangled"),
        ("SOC Code", "15-1252 99-9999", "occupation_unknown"),
        ("ID", "x" * 129, "text_too_long"),
    ],
)
def test_a_cell_that_cannot_be_read_names_its_column_and_quotes_nobody(
    title: str, cell: str, reason: str
) -> None:
    (row,) = rows(with_column(title, cell))

    assert isinstance(row, QuarantinedRow)
    assert row.reason == reason
    assert row.detail.startswith(f"{title}: ")
    assert not any(personal in row.detail for personal in ("Jane", "roe", "555", "call"))


def test_all_problems_of_a_line_are_told_at_once() -> None:
    (row,) = rows(f"ID,{HEADER},Phone\n7,,6037,511210,none of yours\n")

    assert isinstance(row, QuarantinedRow)
    assert row.external_id == "7"
    assert [problem.code for problem in row.problems] == [
        "name_missing",
        "county_mangled",
        "naics_unknown",
        "phone_unreadable",
    ]


def test_a_byte_that_windows_1252_does_not_know_is_told() -> None:
    assert problems(f"{HEADER}\nAc".encode() + b"\x81\xe9me,53033,54\n") == [(2, "text_damaged")]


# --- repeats


def test_the_same_line_again_is_a_repeat_of_the_first() -> None:
    first, second, third = rows(f"{HEADER}\nAcme,53033,54\nBeta,53033,54\nAcme, 53033,54\n")

    assert isinstance(first, ReadRow)
    assert isinstance(second, ReadRow)
    assert third == RepeatedRow(4, 2, first.employer.external_id)


def test_an_employer_with_two_contacts_is_one_employer() -> None:
    text = f"ID,{HEADER},Contact\n7,Acme,53033,54,Ann\n7,Acme,53033,54,Bo\n7,Acme,53033,54,Bo\n"

    first, second, third = rows(text)

    assert isinstance(first, ReadRow)
    assert isinstance(second, ReadRow)
    assert first.employer_hash == second.employer_hash
    assert first.row_hash != second.row_hash
    assert third == RepeatedRow(4, 3, "7")


def test_two_lines_that_contradict_each_other_wait_for_somebody_to_choose() -> None:
    text = f"ID,{HEADER}\n7,Acme,53033,54\n7,Acme,53033,55\n"

    assert problems(text) == [(3, "employer_contradicted")]


def test_the_order_of_the_columns_changes_no_hash() -> None:
    (one,) = rows(f"{HEADER},City,Phone\nAcme,53033,54,Ellersby,206-555-0142\n")
    (other,) = rows("phone;naics;city;fips;company\n(206) 555-0142;54;Ellersby;53033; Acme \n")

    assert isinstance(one, ReadRow)
    assert isinstance(other, ReadRow)
    assert (one.row_hash, one.employer_hash) == (other.row_hash, other.employer_hash)


@pytest.mark.parametrize(
    ("title", "cell"), [("City", "Ellersby"), ("Contact", "Ann"), ("Employees", "12")]
)
def test_whatever_a_line_says_more_makes_another_version_of_it(title: str, cell: str) -> None:
    (less,) = rows(with_column(title, ""))
    (more,) = rows(with_column(title, cell))

    assert isinstance(less, ReadRow)
    assert isinstance(more, ReadRow)
    assert less.row_hash != more.row_hash


def test_without_an_id_one_is_made_that_survives_another_spelling() -> None:
    address = "Street,City,ZIP"
    one = only(f"{HEADER},{address}\nSmith & Co.,53033,54,1 North Main Street,Ellersby,98000\n")
    same = only(f"{HEADER},{address}\nSMITH AND CO,53033,55,1 N Main St.,ellersby,98000-1234\n")
    other = only(f"{HEADER},{address}\nSmith & Co.,53033,54,2 North Main Street,Ellersby,98000\n")

    assert one.external_id == same.external_id
    assert one.external_id != other.external_id


# --- cells


@pytest.mark.parametrize(
    ("cell", "employees", "size_class"),
    [
        ("", None, "1-9"),
        ("n/a", None, "1-9"),
        ("0", 0, "1-9"),
        ("9", 9, "1-9"),
        ("10", 10, "10-49"),
        ("49.0", 49, "10-49"),
        ("50 employees", 50, "50-249"),
        ("1,250", 1250, "250+"),
        ("10-19", None, "10-49"),
        ("5 to 19", None, "1-9"),
        ("100 – 249", None, "50-249"),
        ("1,000-4,999", None, "250+"),
        ("250+", None, "250+"),
        ("500 or more", None, "250+"),
        ("<5", None, "1-9"),
        ("Under 10", None, "1-9"),
    ],
)
def test_a_size_is_read_as_a_number_or_by_the_lower_end_of_its_range(
    cell: str, employees: int | None, size_class: str
) -> None:
    employer = only(with_column("Emp size", cell))

    assert (employer.employees, employer.size_class) == (employees, size_class)


@pytest.mark.parametrize(
    ("cell", "naics", "ownership"),
    [
        ("Local Government", "54", "public"),
        ("Publicly traded", "54", "private"),
        ("nonprofit", "54", "private"),
        ("", "54", "private"),
        ("", "921110", "public"),
        ("private", "921110", "private"),
    ],
)
def test_ownership_is_what_the_list_says_else_that_of_the_industry(
    cell: str, naics: str, ownership: str
) -> None:
    text = f"{HEADER},Ownership\nAcme,53033,{naics},{cell}\n"

    assert only(text).ownership == ownership


def test_the_sender_can_say_what_a_list_without_ownership_holds() -> None:
    assert only(f"{HEADER}\nAcme,53033,54\n", ownership="public").ownership == "public"


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("(206) 555-0142", "+12065550142"),
        ("206.555.0142", "+12065550142"),
        ("1-206-555-0142", "+12065550142"),
        ("'+1 206 555 0142", "+12065550142"),
        ("206-555-0142 x12", "+12065550142;ext=12"),
        ("+44 20 7946 0958", "+442079460958"),
        ("n/a", ""),
    ],
)
def test_a_telephone_number_is_kept_as_e164(cell: str, phone: str) -> None:
    assert only(with_column("Phone", cell)).phone == phone


@settings(deadline=None)
@given(st.from_regex(list_fields.US_PHONE, fullmatch=True))
def test_the_short_way_of_reading_numbers_agrees_with_the_library(text: str) -> None:
    number = phonenumbers.parse(text, "US")

    assert phonenumbers.is_possible_number(number)
    assert list_fields.phone_of(text) == phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.E164
    )


@settings(deadline=None)
@given(
    st.from_regex(r"[a-zA-Z0-9]{1,9}([._+-][a-z0-9]{1,9})?", fullmatch=True),
    st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9})?(\.[a-z0-9]{1,9})?", fullmatch=True),
    st.sampled_from(["com", "edu", "gov", "net", "org", "us"]),
)
def test_the_short_way_of_reading_addresses_agrees_with_the_library(
    local: str, domain: str, top: str
) -> None:
    text = f"{local}@{domain}.{top}"

    checked = validate_email(text, check_deliverability=False, test_environment=True)

    assert list_fields.PLAIN_EMAIL.fullmatch(text)
    assert list_fields.email_of(text) == checked.normalized


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        ("ann@example.org", "ann@example.org"),
        ("Ann.Roe@Example.ORG", "Ann.Roe@example.org"),
        ("josé@büro.example.org", "josé@büro.example.org"),
        ("ann@mail.test", "ann@mail.test"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(cell: str, email: str) -> None:
    text = f"{HEADER},Contact,Email\nAcme,53033,54,Ann,{cell}\n"

    contact = only(text).contact

    assert contact is not None
    assert contact.email == email


def test_a_contact_is_put_together_from_its_columns() -> None:
    text = (
        f"{HEADER},First Name,Last Name,Title,Email,Direct Phone\n"
        "Acme,53033,54,Ann,Roe,Manager,ann@example.org,206-555-0142\n"
    )

    assert only(text).contact == ListedContact(
        "Ann Roe", "Manager", "ann@example.org", "+12065550142"
    )


def test_a_mailbox_without_name_and_title_is_left_out_with_a_note() -> None:
    (row,) = rows(with_column("Email", "info@example.org"))

    assert isinstance(row, ReadRow)
    assert row.employer.contact is None
    assert [note.code for note in row.notes] == ["contact_nameless"]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@cmd"])
def test_the_guard_against_formulas_is_taken_off(formula: str) -> None:
    assert only(f"{HEADER}\n'{formula} Works,53033,54\n").name == f"{formula} Works"


def test_any_other_apostrophe_is_part_of_the_name() -> None:
    assert only(f"{HEADER}\n'Tis Tea,53033,54\n").name == "'Tis Tea"


def test_occupations_are_kept_in_their_order_each_once() -> None:
    text = with_column("SOC Codes", "15-1252; 15-1253.00|15-1252")

    assert only(text).occupation_codes == ("15-1252", "15-1253.00")


def test_the_sector_31_to_33_is_a_code_too() -> None:
    assert only(f"{HEADER}\nAcme,53033,31-33\n").naics == "31"


# --- names


@pytest.mark.parametrize(
    "spelling",
    [
        "Smith & Sons, Inc.",
        "SMITH AND SONS INC",
        "Smith  and\tSons",
        "smith and sons L.L.C.",
        "Smith & Sons Co., Ltd.",
    ],
)
def test_the_spellings_of_an_employer_are_one_name(spelling: str) -> None:
    assert normalised(spelling) == "smith and sons"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Café O'Brien", "cafe obrien"),
        ("A.B.C. Supply", "abc supply"),
        ("Smith-Jones", "smith jones"),
        ("Company", "company"),
        ("Acme Inc of Ellersby", "acme inc of ellersby"),
        ("株式会社", "株式会社"),
        ("***", ""),
    ],
)
def test_a_name_is_made_plain(name: str, plain: str) -> None:
    assert normalised(name) == plain


@given(st.text())
def test_a_plain_name_stays_as_it_is(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)


@given(st.text())
def test_case_does_not_matter_in_names(name: str) -> None:
    assert normalised(name.casefold()) == normalised(name)


@given(st.text(), st.text(), st.from_regex(r"\d{5}(-\d{4})?", fullmatch=True))
def test_a_plain_address_stays_as_it_is(street: str, city: str, postal_code: str) -> None:
    once = normalised_address(street, city, postal_code)

    assert normalised_address(once.removesuffix(postal_code[:5]), "", postal_code) == once


# --- the whole


LINES = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), max_size=8)


@settings(deadline=None)
@given(LINES)
def test_no_text_breaks_the_reader_and_no_line_goes_missing(lines: list[str]) -> None:
    flat = [" ".join(line.replace('"', "").split()) for line in lines]

    found = rows("\n".join([HEADER, *flat, "Last,53033,54"]))

    said = {number for number, line in enumerate(flat, 2) if line.replace(",", "").strip()}
    assert {row.line for row in found} == said | {len(flat) + 2}


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert outcome(HEADER.encode() + b"\n" + data) in {"read", "header_only", "binary"}


def outcome(data: bytes) -> str:
    try:
        return "read" if rows(data) else "nothing"
    except ListRefused as error:
        return error.code


def test_the_list_of_sixty_is_read_without_a_problem() -> None:
    found = [
        row.employer
        for row in rows((EXAMPLES / "employers-60.csv").read_bytes())
        if isinstance(row, ReadRow)
    ]

    assert [employer.external_id for employer in found] == [f"E{n:03}" for n in range(1, 61)]
    assert {employer.county_fips for employer in found} == {"53033"}
    assert sum(employer.ownership == "public" for employer in found) == 12
    assert len({employer.contact for employer in found if employer.contact}) == 60
    assert len({employer.size_class for employer in found}) == 4


def test_the_messy_list_is_read_as_its_readme_says() -> None:
    told = [
        line.split("|")[1:3]
        for line in (EXAMPLES / "README.md").read_text().splitlines()
        if line.startswith("| ") and line.split()[1].isdecimal()
    ]
    words = {ReadRow: "read", RepeatedRow: "repeated"}

    found = rows((EXAMPLES / "employers-messy.csv").read_bytes(), mapping={"Firm": "name"})

    assert [
        (row.line, row.reason if isinstance(row, QuarantinedRow) else words[type(row)])
        for row in found
    ] == [(int(line), verdict.strip(" `")) for line, verdict in told]


def endless() -> Iterator[bytes]:
    yield f"ID,{HEADER},City\n".encode()
    start = 0
    while True:
        lines = (f"{n},Company {n},53033,541511,Ellersby\n" for n in range(start, start + 500))
        yield "".join(lines).encode()
        start += 500


def test_rows_come_while_the_file_is_still_arriving() -> None:
    found = list(islice(read_employer_list(endless()).rows, 1000))

    assert [row.line for row in found] == list(range(2, 1002))


def test_a_hundred_thousand_rows_are_read_in_bounded_memory() -> None:
    process = psutil.Process()
    found = read_employer_list(endless()).rows
    next(found)
    before = most = process.memory_info().rss

    for number, _ in enumerate(islice(found, 100_000)):
        if number % 5_000 == 0:
            most = max(most, process.memory_info().rss)

    assert most - before < 20 * MB


def test_ten_thousand_rows_keep_less_than_two_megabytes() -> None:
    found = read_employer_list(endless()).rows
    next(found)
    tracemalloc.start()
    try:
        for row in islice(found, 10_000):
            assert isinstance(row, ReadRow)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 2 * MB


def test_a_line_of_ten_megabytes_is_never_held() -> None:
    pieces = [f"{HEADER}\nAcme,53033,54\n".encode(), *[b"x" * 10_000] * 1000, b"\nBeta,53033,54\n"]
    tracemalloc.start()
    try:
        found = list(read_employer_list(iter(pieces)).rows)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert [row.line for row in found] == [2, 3, 4]
    assert peak < 2 * MB
