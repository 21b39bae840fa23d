"""E5, overran: 19 minutes are 19 minutes, unless the host asks to stay (4.8)."""

from typing import Any

from nineteen.shared.schema.scheduling import (
    HostExtended,
    OverranPromise,
    PromiseKept,
    SessionCorrected,
    TimeUp,
    WrapUpCued,
)


async def talk(cascade: Any, minutes: int, seconds: int = 0) -> str:
    """One talk on Thu 03-05 at ten."""
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.ends(request, minutes, seconds)
    return str(request)


async def kept(cascade: Any) -> tuple[int, int]:
    """M3."""
    figure = await cascade.nineteen.metric("M3")
    return figure["numerator"], figure["denominator"]


async def tips(cascade: Any, request: str) -> list[str]:
    row = await cascade.nineteen.get(f"/dashboard/v1/views/time-integrity/{request}")
    return list(row["tips"])


async def test_e5_a_talk_that_ends_at_23_10_overran_by_250_seconds(cascade: Any) -> None:
    request = await talk(cascade, 23, 10)

    (overran,) = await cascade.of(OverranPromise, request)
    assert (overran.by_s, overran.within_tolerance) == (250, False)
    assert len(await cascade.of(TimeUp, request)) == 1
    assert await kept(cascade) == (0, 1)
    assert await tips(cascade, request) == ["overran"]


async def test_e5_twenty_seconds_are_within_tolerance(cascade: Any) -> None:
    request = await talk(cascade, 19, 20)

    (overran,) = await cascade.of(OverranPromise, request)
    assert (overran.by_s, overran.within_tolerance) == (20, True)
    assert await kept(cascade) == (1, 1)
    assert await tips(cascade, request) == []


async def test_e5_the_host_says_stay(cascade: Any) -> None:
    await cascade.opens("03-02")
    request = await cascade.starts(1, "03-02", "03-05")
    await cascade.clock("03-05", 10, 18)
    await cascade.office.on_session(request, "grant-extension", minutes=10)
    await cascade.ends(request, 28)

    (stay,) = await cascade.of(HostExtended, request)
    cues = await cascade.at(WrapUpCued, request)
    assert stay.minutes == 10
    assert [(when.minute, when.second) for when, _ in cues] == [(17, 0), (27, 0)]
    (verdict,) = await cascade.of(PromiseKept, request)
    assert verdict.extension_min == 10
    assert not await cascade.of(OverranPromise, request)
    assert await kept(cascade) == (1, 1)


async def test_e5_what_is_recalled_at_the_debrief_counts_until_the_host_says_no(
    cascade: Any,
) -> None:
    request = await talk(cascade, 23, 10)
    recalled = {"minutes": 10, "source": "recalled"}
    await cascade.office.on_session(request, "grant-extension", **recalled)
    await cascade.nineteen.settle()
    assert await kept(cascade) == (1, 1)

    await cascade.office.on_session(request, "record-host-feedback", time_kept=False)
    await cascade.nineteen.settle()

    first, last = await cascade.of(SessionCorrected, request)
    assert (first.verdict, first.source) == ("kept", "recalled")
    assert (last.verdict, last.source, last.by_s) == ("overran", "host", 250)
    assert await kept(cascade) == (0, 1)
