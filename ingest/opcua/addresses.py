"""Addresses of tags: node ids that survive a restart of the server.

Written ``nsu=<namespace URI>;s=<identifier>`` (i=, g= and b= for the other kinds; ``i=2258`` alone
is in the OPC UA namespace), because the index of a namespace may change whenever a server
starts. ``element=3;`` before it means that element of an array. OPC UA Part 6, 5.3.1.10.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from asyncua import ua

from errors import UserError

HINT = "An address looks like nsu=http://example.com/plc;s=Line1.Good or i=2258."
_SHAPE = re.compile(
    r"(?:element=(?P<element>\d+);)?(?:nsu=(?P<uri>[^;]*);|ns=(?P<index>\d+);)?"
    r"(?P<kind>[isgb])=(?P<identifier>.+)",
    re.DOTALL,
)
_MOST_NUMBER, _MOST_INDEX = 2**32 - 1, 2**16 - 1


@dataclass(frozen=True, slots=True)
class Address:
    """A parsed address. ``uri`` None: the namespace is told by its ``index``."""

    identifier: int | str | uuid.UUID | bytes
    uri: str | None = None
    index: int = 0
    element: int | None = None

    def node_id(self, namespaces: Sequence[str]) -> ua.NodeId:
        """The node id in a server with these namespaces. Raises UserError if it lacks one."""
        if self.uri is None:
            return ua.NodeId(self.identifier, self.index)
        if self.uri not in namespaces:
            known = ", ".join(namespaces[1:]) or "none of its own"
            raise UserError(
                f'The server has no namespace "{self.uri}".',
                hint=f"Was its program changed? It has: {known}.",
                field="address",
                value=self.uri,
            )
        return ua.NodeId(self.identifier, namespaces.index(self.uri))


def parse(text: str) -> Address:
    """Read an address as people and pages write it. Raises UserError."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise _unreadable(text)
    try:
        identifier = _identifier(found["kind"], found["identifier"])
    except (ValueError, binascii.Error) as error:
        raise _unreadable(text) from error
    uri = found["uri"]
    index = int(found["index"] or 0)
    if index > _MOST_INDEX:
        raise _unreadable(text)
    return Address(
        identifier,
        None if uri is None else uri.replace("%3B", ";").replace("%3b", ";").replace("%25", "%"),
        index,
        None if found["element"] is None else int(found["element"]),
    )


def write(node_id: ua.NodeId, namespaces: Sequence[str]) -> str:
    """The address of a node of a server with these namespaces."""
    identifier = node_id.Identifier
    if isinstance(identifier, int):
        text = f"i={identifier}"
    elif isinstance(identifier, uuid.UUID):
        text = f"g={identifier}"
    elif isinstance(identifier, bytes):
        text = f"b={base64.b64encode(identifier).decode()}"
    else:
        text = f"s={identifier}"
    if node_id.NamespaceIndex == 0:
        return text
    if node_id.NamespaceIndex >= len(namespaces):
        return f"ns={node_id.NamespaceIndex};{text}"
    uri = namespaces[node_id.NamespaceIndex].replace("%", "%25").replace(";", "%3B")
    return f"nsu={uri};{text}"


def _identifier(kind: str, text: str) -> int | str | uuid.UUID | bytes:
    if kind == "s":
        return text
    if kind == "g":
        return uuid.UUID(text)
    if kind == "b":
        return base64.b64decode(text, validate=True)
    number = int(text)
    if not 0 <= number <= _MOST_NUMBER:
        raise ValueError(text)
    return number


def _unreadable(text: str) -> UserError:
    return UserError(f'"{text}" is no OPC UA address.', hint=HINT, field="address", value=text)
