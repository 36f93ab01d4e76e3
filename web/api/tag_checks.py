"""What can be told about a list of tags from the list alone: each by itself, and side by side."""

from __future__ import annotations

from collections.abc import Sequence

from web.api.answers import RefusedError
from web.api.tag_models import Tag

OF_STATE = ("status", "reason", "product")
COUNTERS = ("good", "scrap", "total")


def check(tags: Sequence[Tag]) -> None:
    """Raises RefusedError for the first thing in which tags contradict themselves or another."""
    told: dict[tuple[object, ...], int] = {}
    for place, tag in enumerate(tags, 1):
        _check_alone(tag, place)
        machine = tag.machine.lower() if tag.machine else None
        keys: list[tuple[object, ...]] = [("address", tag.address, machine, tag.role)]
        if tag.role in OF_STATE:
            keys.append(("role", tag.role, machine))
        if tag.tag_id is not None:
            keys.append(("tag_id", tag.tag_id))
        for key in keys:
            if key in told:
                raise _twice(tags, str(key[0]), told[key], place)
            told[key] = place


def _check_alone(tag: Tag, place: int) -> None:
    of_machine = "Name one of the floor, or give new_machine; or choose the role value."
    if tag.machine is None and tag.role != "value":
        raise _wrong(
            f"A tag with the role {tag.role} needs a machine.", of_machine, "machine", place
        )
    if tag.machine is None and tag.new_machine is not None:
        raise _wrong("A new machine needs a name.", "Give it as machine.", "machine", place)
    if tag.role in COUNTERS and tag.scale <= 0:
        hint = "For a counter it is the pieces of each count, for example 4 cavities."
        raise _wrong("The scale of a counter must be above 0.", hint, "scale", place, tag.scale)
    if tag.scale == 0:
        raise _wrong("scale must not be 0.", "Give another number.", "scale", place, 0)
    if tag.counter_modulus is not None:
        _check_modulus(tag.counter_modulus, tag.max_step, place)
    raw_values = [state.raw_value for state in tag.states]
    for raw_value in raw_values:
        if raw_values.count(raw_value) > 1:
            message = f'The raw value "{raw_value}" is given twice.'
            raise _wrong(message, "Leave one of them out.", "raw_value", place, raw_value)


def _check_modulus(modulus: int, max_step: int | None, place: int) -> None:
    if modulus == 1:
        hint = "Give the raw value at which it begins at 0 again, for example 65536, or null."
        raise _wrong("counter_modulus must be above 1.", hint, "counter_modulus", place, modulus)
    if max_step is None or max_step >= modulus:
        missing = "needs a max_step" if max_step is None else "needs a smaller max_step"
        raise _wrong(
            f"counter_modulus={modulus} {missing}.",
            f"Give the largest plausible step between two samples, below {modulus}: without it "
            "every restart of the PLC would look like a turn of the counter.",
            "max_step",
            place,
            max_step,
        )


def _twice(tags: Sequence[Tag], field: str, first: int, place: int) -> RefusedError:
    tag, other = tags[place - 1], tags[first - 1]
    beside = f'"{other.tag_name}" (row {first})'
    match field:
        case "role":
            message = f"{tag.machine} has a tag with the role {tag.role} already: {beside}."
            hint = "Two would contradict each other: give one of them the role value."
            return _wrong(message, hint, field, place, tag.role)
        case "tag_id":
            message = f"tag_id {tag.tag_id} is given twice: {beside} has it, too."
            return _wrong(message, "Leave it out for a new tag.", field, place, tag.tag_id)
        case _:
            message = f"The address has the same role for the same machine twice: {beside}."
            return _wrong(message, "Leave one of them out.", field, place, tag.address)


def _wrong(message: str, hint: str, field: str, place: int, value: object = None) -> RefusedError:
    return RefusedError(message, hint=hint, field=field, value=value, row=place)


def refuse_known(tags: Sequence[Tag]) -> None:
    """Raises RefusedError for a tag that is no new one."""
    for place, tag in enumerate(tags, 1):
        if tag.tag_id is not None:
            message = f"The tag {tag.tag_id} is there already."
            hint = "Leave tag_id out to add a tag; PUT the whole list to change it."
            raise _wrong(message, hint, "tag_id", place, tag.tag_id)
