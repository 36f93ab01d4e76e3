"""Figures in columns, with the percentiles everybody reports."""

from __future__ import annotations

from collections.abc import Sequence


def percentiles(samples: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 of some samples (nearest rank)."""
    ordered = sorted(samples)
    return tuple(  # type: ignore[return-value]
        ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.50, 0.95, 0.99)
    )


def title(text: str) -> None:
    """A heading above a table."""
    print(f"\n{text}\n{'─' * len(text)}", flush=True)


def line(what: str, *columns: str) -> None:
    """One row: what was measured, and its figures."""
    print(f"  {what:<52}" + "".join(f"{column:>14}" for column in columns), flush=True)


def latency_header() -> None:
    """Column names for ``latency``."""
    line("", "p50 ms", "p95 ms", "p99 ms", "samples")


def latency(what: str, seconds: Sequence[float]) -> tuple[float, float, float]:
    """One row of latencies, in milliseconds; returns the percentiles in seconds."""
    figures = percentiles(seconds)
    line(what, *(f"{figure * 1000:.2f}" for figure in figures), f"{len(seconds):,}")
    return figures
