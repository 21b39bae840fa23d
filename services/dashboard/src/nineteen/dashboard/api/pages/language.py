"""The reader's language: texts by gettext, dates and numbers by Babel."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from starlette.requests import Request

LANGUAGES = {"en": "English", "es": "Español"}
COOKIE = "nineteen_language"
CATALOGUES = files("nineteen.dashboard.api") / "locale"


@cache
def translations(language: str) -> NullTranslations:
    """The texts of a language, compiled from its catalogue; English needs none."""
    path = CATALOGUES / language / "LC_MESSAGES" / "pages.po"
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(path.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(request: Request) -> str:
    """The language that was picked, else the browser's, else English."""
    picked = request.cookies.get(COOKIE)
    if picked in LANGUAGES:
        return picked
    header = request.headers.get("accept-language", "")
    wanted = [each.partition(";")[0].strip() for each in header.split(",") if each.strip()]
    return negotiate_locale(wanted, list(LANGUAGES), sep="-") or "en"


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one reader is spoken to: a language, and the zone in which dates are written."""

    language: str
    zone: str

    @property
    def locale(self) -> Locale:
        """Babel's locale; in English the American one, for these are American agencies."""
        return Locale.parse("en_US" if self.language == "en" else "es_US")

    def gettext(self, message: str) -> str:
        """A text in the reader's language."""
        return translations(self.language).gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The same, by a number."""
        return translations(self.language).ngettext(one, many, n)

    def day(self, written: str | None, form: str = "medium") -> str:
        """`2026-03-18` or an instant as people write the date."""
        if not written:
            return "–"
        on = date.fromisoformat(written) if len(written) == len("2026-03-18") else self.at(written)
        return format_date(on, form, locale=self.locale)

    def weekday(self, written: str) -> str:
        """A date with its weekday."""
        return format_date(self.at(written), "full", locale=self.locale)

    def moment(self, written: str | None) -> str:
        """An instant as date and time in the agency's zone."""
        if not written:
            return "–"
        on = format_skeleton("MMMEd", self.at(written), locale=self.locale)
        return f"{on}, {self.time(written)}"

    def time(self, written: str, zone: str | None = None, *, seconds: bool = False) -> str:
        """The wall-clock time of an instant."""
        form = "h:mm:ss a" if seconds else "h:mm a"
        return format_time(self.at(written, zone), form, locale=self.locale)

    def month(self, written: str) -> str:
        """`2026-03` as March 2026."""
        return format_date(date.fromisoformat(f"{written}-01"), "LLLL yyyy", locale=self.locale)

    def percent(self, share: float | None) -> str:
        """A share, without decimals from ten per cent on."""
        if share is None:
            return "–"
        return format_percent(share, "0%" if share in {0, 1} else "0.#%", locale=self.locale)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number as people write it."""
        if value is None:
            return "–"
        return format_decimal(round(value, decimals), locale=self.locale)

    def at(self, written: str, zone: str | None = None) -> datetime:
        """An instant in the agency's zone, or another."""
        return datetime.fromisoformat(written).astimezone(ZoneInfo(zone or self.zone))
