"""The bytes of a list as numbered lines, in bounded memory.

Any line end; UTF-8, UTF-16 with its mark, or Windows-1252, decided line by line because lists are
pasted together; a line too long for any list is passed on without its text.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

HEAD = 64 * 1024
LONGEST_LINE = 64 * 1024
"""Bytes of a line; a spreadsheet's cell ends at 32,767 characters."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
KNOWN_BINARIES = {
    b"PK\x03\x04": "an Excel workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
}
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROL = 0.02


class ListRefused(Exception):
    """The whole file is no list that can be read; `code` is stable, `detail` says what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Line:
    """One line as an editor counts them, from 1; `text` is None for one over LONGEST_LINE."""

    number: int
    text: str | None


def open_lines(chunks: Iterable[bytes]) -> tuple[str, Iterator[Line]]:
    """The encoding that the first 64 KiB suggest, and all lines.

    Raises ListRefused(empty, binary).
    """
    head, everything = peek(iter(chunks))
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise ListRefused("empty", "The file is empty. Export the list again as CSV.")
    encoding = encoding_of(head)
    if encoding == "utf-16":
        return encoding, numbered(raw_lines(recoded(everything)))
    refuse_binary(head)
    return encoding, numbered(raw_lines(sliced(everything)))


def peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and an iterator that still yields them all."""
    taken: list[bytes] = []
    size = 0
    for chunk in chunks:
        taken.append(chunk)
        size += len(chunk)
        if size >= HEAD:
            break
    return b"".join(taken)[:HEAD], chain(taken, chunks)


def encoding_of(head: bytes) -> str:
    """The name to report: utf-8-sig, utf-16, utf-8 or windows-1252."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(UTF_16) and not head.startswith(UTF_32):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def refuse_binary(head: bytes) -> None:
    """Raise ListRefused(binary) for what is no text at all."""
    advice = "Open the list where it was made and save it as 'CSV UTF-8'."
    for magic, kind in KNOWN_BINARIES.items():
        if head.startswith(magic):
            raise ListRefused("binary", f"This is {kind}, not a CSV file. {advice}")
    if head.startswith(UTF_32) or b"\0" in head:
        raise ListRefused("binary", f"This is a binary file or an unmarked UTF-16. {advice}")
    if len(CONTROL.findall(head)) > MOST_CONTROL * len(head):
        raise ListRefused("binary", f"This is a binary file, not a CSV file. {advice}")


def recoded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """UTF-16 as UTF-8, so that one way of finding lines does; what is broken becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for piece in sliced(chunks):
        yield decoder.decode(piece).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def sliced(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of at most 64 KiB, whatever the sender chose."""
    for chunk in chunks:
        for start in range(0, len(chunk), HEAD):
            yield chunk[start : start + HEAD]


def raw_lines(pieces: Iterable[bytes]) -> Iterator[bytes | None]:
    """Lines without their ends; None for one over LONGEST_LINE, whose bytes are not kept."""
    tail, over = b"", False
    for piece in pieces:
        whole, tail = split_off(tail + piece)
        for line in whole:
            text = line.rstrip(b"\r\n")
            yield None if over or len(text) > LONGEST_LINE else text
            over = False
        if len(tail) > LONGEST_LINE:
            over, tail = True, tail[-1:]  # the last byte may be half a line end
    if tail or over:
        yield None if over else tail.rstrip(b"\r")


def split_off(data: bytes) -> tuple[list[bytes], bytes]:
    """The lines that are surely whole, and the rest: a last CR may be followed by its LF."""
    lines = data.splitlines(keepends=True)
    rest = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
    return lines, rest


def numbered(raw: Iterable[bytes | None]) -> Iterator[Line]:
    for number, line in enumerate(raw, 1):
        text = None if line is None else decoded(line)
        yield Line(number, text.removeprefix("\ufeff") if text and number == 1 else text)


def decoded(line: bytes) -> str:
    """UTF-8, else Windows-1252; its five unused bytes become U+FFFD, which no cell may hold."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
