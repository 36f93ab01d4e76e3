"""What is found at a device, as lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from ingest.contract import FoundMachine, Node, Step


def step_lines(step: Step) -> Iterator[str]:
    """A step of a test: ✓ or ✗, name, time, sentence; the remedy below."""
    sign, colour = ("✓", "green") if step.is_ok else ("✗", "red")
    time = f"{step.elapsed_ms:,.0f} ms"
    yield f"{click.style(sign, fg=colour)} {step.name:<14} {time:>9}  {step.detail}"
    if step.hint:
        yield f"{'':<28}→ {step.hint}"


def node_lines(nodes: Sequence[Node]) -> list[str]:
    """Nodes as a table: name, address, value."""
    rows = [
        (
            node.name + ("/" if node.has_children else ""),
            node.address,
            "" if node.value is None else f"{node.value} {node.unit}".strip(),
        )
        for node in nodes
    ]
    return table(("NAME", "ADDRESS", "VALUE"), rows)


def machine_lines(machine: FoundMachine) -> Iterator[str]:
    """A found machine, and what its variables probably mean."""
    about = ", ".join(f"{name} {text}" for name, text in machine.identity.items())
    yield f"{machine.name} ({machine.model}){': ' + about if about else ''}"
    rows = [
        (tag.role, tag.node.name, tag.node.address, tag.node.value or "") for tag in machine.tags
    ]
    for line in table(("ROLE", "NAME", "ADDRESS", "VALUE"), rows):
        yield f"  {line}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows below their names, in columns as wide as they need to be."""
    every = [head, *rows]
    widths = [max(len(row[place]) for row in every) for place in range(len(head))]
    return [
        "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
        for row in every
    ]
