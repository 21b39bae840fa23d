"""The people of E1: invented names, reserved addresses and telephone numbers."""

from dataclasses import dataclass

FIRST = ("Amparo", "Bertil", "Chidi", "Dagny", "Eamon", "Farrukh", "Gwendolyn", "Hideo", "Ilka")
LAST = (
    *("Quillfeather", "Rottersham", "Sablewick", "Tannenbruck", "Umbertide", "Vossgaard"),
    *("Wexcombe", "Yarborne", "Zellweather"),
)
TITLES = ("Operations manager", "Shift lead", "Plant manager", "Foreman", "Deputy director")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at an employer, or somebody who knows them."""

    name: str
    title: str
    email: str
    phone: str

    def fields(self) -> dict[str, str]:
        """As the body of a command names them."""
        return {
            "name": self.name,
            "title": self.title,
            "email": self.email,
            "phone": self.phone,
        }


def person(number: int) -> Person:
    """The person of this number, 1 to 80: everybody has a name of their own."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST)]
    return Person(
        name=f"{first} {last}",
        title=TITLES[number % len(TITLES)],
        email=f"{first}.{last}@people.example.org".lower(),
        phone=f"+1206555{100 + number:04}",
    )


JOBSEEKER = Person("Tamsin Okonedo-Vale", "", "tamsin.okonedo@people.example.org", "+12065550190")
COUNSELOR = Person("Barnaby Thistlewaite", "", "", "")
CALLER = "Philippa Underhay"
"""The manager who calls six weeks later, whom nobody knew."""
ACQUAINTANCES = {
    13: ("Oswin Peppercorn", "We sang in the same choir"),
    29: ("Lucasta Brightwell", "Former colleague"),
    36: ("Ferdinand Hollowell", "Neighbour"),
    37: ("Marguerite Ashdown", "Our children go to the same school"),
}
"""Employer -> who introduces, and how they know each other (route warm)."""
