"""Invented names, reserved addresses and telephone numbers, and what people say."""

from importlib.resources import files
from random import Random

from nineteen.standalone.demo.e1_people import Person


def words(file: str) -> tuple[str, ...]:
    """The words of one of our lists."""
    return tuple(files("nineteen.standalone.demo").joinpath(file).read_text().split())


FIRST, LAST = words("first-names.txt"), words("last-names.txt")
PLACES = words("places.txt")

STREETS = (
    *("Acorn Street", "Bayview Avenue", "Cooper Lane", "Dogwood Drive", "Elm Court"),
    *("Foundry Road", "Gull Street", "Hemlock Avenue", "Inlet Way", "Jasper Lane"),
)
SECTORS: tuple[tuple[str, float, tuple[str, ...], tuple[str, ...]], ...] = (
    ("445110", 13, ("Market", "Grocery"), ("Store manager", "Department lead")),
    ("621111", 8, ("Family Clinic", "Medical Group"), ("Practice manager", "Charge nurse")),
    ("623110", 4, ("Care Home", "Nursing Center"), ("Director of nursing", "Shift supervisor")),
    ("541211", 6, ("Accounting", "Tax Advisers"), ("Partner", "Office manager")),
    ("541330", 5, ("Engineering", "Surveyors"), ("Principal engineer", "Project lead")),
    ("811111", 9, ("Auto Repair", "Garage"), ("Owner", "Service manager")),
    ("722511", 11, ("Kitchen", "Table and Grill"), ("General manager", "Kitchen lead")),
    ("238220", 6, ("Plumbing and Heating", "Mechanical"), ("Operations manager", "Foreman")),
    ("236220", 4, ("Builders", "Construction"), ("Superintendent", "Project manager")),
    ("524210", 5, ("Insurance Agency", "Insurance Brokers"), ("Branch manager", "Team lead")),
    ("531210", 5, ("Realty", "Property Management"), ("Broker", "Office manager")),
    ("561720", 6, ("Building Services", "Janitorial"), ("Operations manager", "Crew lead")),
    ("332710", 5, ("Machine Works", "Precision Parts"), ("Plant manager", "Shift lead")),
    ("337110", 3, ("Cabinet Makers", "Woodworks"), ("Shop manager", "Foreman")),
    ("493110", 4, ("Warehousing", "Storage and Freight"), ("Warehouse manager", "Dock lead")),
    ("519210", 2, ("Public Library", "Regional Archive"), ("Branch manager", "Deputy director")),
    ("611110", 4, ("School District", "Academy"), ("Principal", "Facilities manager")),
)
"""NAICS 2022, share by the shape of county business patterns [assume], names, titles."""
PUBLIC = ("519210", "611110")
RELATIONS = ("Former colleague", "Neighbour", "We volunteer together", "Our children are friends")
MISSIONS = (
    "They train their own people and say so.",
    "They promise to answer every customer the same day.",
    "They want to be the safest shop in the county.",
)
REASONS = (
    "They still do by hand what others buy.",
    "A bus goes there from my street.",
    "They grew while others closed.",
)
INTERESTS = ("Both of us like work that lasts.", "We both coach a youth team.")
LEARNED = ("How the work is handed over between shifts.", "Which certificate really counts here.")
THEY_LEARNED = ("That I train others.", "That I kept a line running for six years.")
NEXT_STEPS = ("Write to the people named.", "Read about the certificate.")
GRATITUDE = (
    "Thank you for showing me how the night shift hands over. It stayed with me.",
    "Thank you for your honest words about the first year. I will take them to heart.",
    "Thank you for walking me through your schedule. I understand the busy season now.",
)


class NameBook:
    """Hands out people who do not exist, each once."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._left = [(first, last) for first in FIRST for last in LAST]
        chance.shuffle(self._left)

    def person(self, title: str = "", mailbox: str | None = None) -> Person:
        """Somebody new, with an address of their own unless they share one."""
        first, last = self._left.pop()
        email = mailbox or f"{first}.{last}@people.example.org".lower()
        area = self._chance.choice(("206", "253", "360", "425"))
        phone = f"+1{area}55501{self._chance.randrange(100):02}"
        return Person(f"{first} {last}", title, email, phone)
