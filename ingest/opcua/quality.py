"""Status codes of OPC UA: their names, and what the common ones mean to people."""

from __future__ import annotations

from asyncua import ua
from asyncua.ua.status_codes import get_name_and_doc

SEVERITY_BITS = 30
BAD = 2
OVERFLOW = 0x0480  # info type data value, and the overflow bit: predecessors were dropped
_CODE = 0xFFFF0000  # without the bits that say more about the value

_CODES = ua.StatusCodes
_TELLING: dict[int, tuple[str, str]] = {
    _CODES.BadNodeIdUnknown: (
        "The server has no such node.",
        "Was the PLC's program changed? Browse to the value again.",
    ),
    _CODES.BadNodeIdInvalid: (
        "The server cannot read the address.",
        "Browse to the value again.",
    ),
    _CODES.BadAttributeIdInvalid: (
        "The address is no variable.",
        "Choose a variable inside it.",
    ),
    _CODES.BadNotReadable: (
        "The value may not be read.",
        "Allow reading it in the PLC's program.",
    ),
    _CODES.BadUserAccessDenied: (
        "The user may not read the value.",
        "Give the user the right to read it, or connect as another one.",
    ),
    _CODES.BadIndexRangeNoData: (
        "The array has no such element.",
        "Check the number after element=; the first one is 0.",
    ),
    _CODES.BadIndexRangeInvalid: (
        "The value is no array.",
        "Remove element= from the address.",
    ),
    _CODES.BadTooManyMonitoredItems: (
        "The server watches no more values at once.",
        "Map fewer tags, use a second connection, or raise the PLC's limit of monitored items.",
    ),
    _CODES.BadOutOfMemory: (
        "The server has no memory left for it.",
        "Map fewer tags or lower the queue per value.",
    ),
}
_GONE = {_CODES.BadNodeIdUnknown, _CODES.BadNodeIdInvalid}
_NO_FILTER = {
    _CODES.BadFilterNotAllowed,
    _CODES.BadMonitoredItemFilterUnsupported,
    _CODES.BadMonitoredItemFilterInvalid,
    _CODES.BadDeadbandFilterInvalid,
}


def is_bad(code: int) -> bool:
    """Whether the severity is bad."""
    return code >> SEVERITY_BITS >= BAD


def name(code: int) -> str:
    """The code's name, for example BadNodeIdUnknown; with its number where it is not known."""
    told, _ = get_name_and_doc(code & _CODE)
    is_known = told not in ("Good", "Uncertain", "Bad") or not code & _CODE & ~(3 << SEVERITY_BITS)
    return str(told) if is_known else f"{told} (0x{code:08X})"


def telling(code: int) -> tuple[str, str]:
    """What a bad code of a value means, in a sentence, and what to do."""
    known = _TELLING.get(code & _CODE)
    if known is not None:
        return f"{known[0][:-1]} ({name(code)}).", known[1]
    return f"The server refuses it: {name(code)}.", "Look the code up in the server's manual."


def means_gone(code: int) -> bool:
    """Whether the server has no such node (any more)."""
    return code & _CODE in _GONE


def means_no_filter(code: int) -> bool:
    """Whether a server refused an item because of its deadband."""
    return code & _CODE in _NO_FILTER
