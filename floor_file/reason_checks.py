"""What is wrong with the tree of reasons: those of which nobody can tell what they cost."""

from __future__ import annotations

from collections.abc import Iterator

from floor_file.problems import Found, Problem, inside, titled
from floor_file.toml_lines import Lines, line_of


def all_reasons(above: Found) -> list[Found]:
    """Every reason below, however deep, each before those inside it."""
    return [
        reason for child in inside([above], "reasons") for reason in (child, *all_reasons(child))
    ]


def unclassified(
    above: Found, lines: Lines, *, has_loss: bool = False, is_planned: bool = False
) -> Iterator[Problem]:
    """Reasons with neither a loss nor planned, of their own or from the reason above."""
    for reason in inside([above], "reasons"):
        path, table = reason
        is_classified = has_loss or "loss" in table
        planned = table.get("planned", is_planned)
        if not is_classified and planned is False:
            yield Problem(
                line_of(lines, path),
                f"{titled(reason)}: loss is missing.",
                'Say which of the six big losses it is, for example loss = "breakdown", or '
                "planned = true. Narrower reasons take it from the wider one.",
            )
            is_classified = True  # those inside would only repeat it
        yield from unclassified(reason, lines, has_loss=is_classified, is_planned=planned)
