"""Addresses: node ids by namespace URI, there and back."""

from __future__ import annotations

import uuid

import pytest
from asyncua import ua
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from ingest.opcua import addresses

NAMESPACES = ["http://opcfoundation.org/UA/", "urn:plc", "http://odd.example/a;b%c"]
GUID = uuid.UUID("72962b91-fa75-4ae6-8d28-b404dc7daf63")


@pytest.mark.parametrize(
    ("node_id", "text"),
    [
        (ua.NodeId(2258, 0), "i=2258"),
        (ua.NodeId("Line1.Good", 1), "nsu=urn:plc;s=Line1.Good"),
        (ua.NodeId('"DB";"x"=1[3]', 1), 'nsu=urn:plc;s="DB";"x"=1[3]'),
        (ua.NodeId(5, 2), "nsu=http://odd.example/a%3Bb%25c;i=5"),
        (ua.NodeId(GUID, 1), f"nsu=urn:plc;g={GUID}"),
        (ua.NodeId(b"\x00\xff", 1), "nsu=urn:plc;b=AP8="),
        (ua.NodeId("x", 9), "ns=9;s=x"),
    ],
)
def test_every_kind_of_node_id_has_an_address(node_id: ua.NodeId, text: str) -> None:
    assert addresses.write(node_id, NAMESPACES) == text
    assert addresses.parse(text).node_id(NAMESPACES) == node_id


@given(identifier=st.text(min_size=1), uri=st.text(min_size=1))
def test_any_text_comes_back(identifier: str, uri: str) -> None:
    namespaces = ["", f"x{uri}"]
    text = addresses.write(ua.NodeId(identifier, 1), namespaces)
    if text == text.strip():  # people's blanks around an address mean nothing
        assert addresses.parse(text).node_id(namespaces) == ua.NodeId(identifier, 1)


def test_an_index_follows_its_namespace() -> None:
    address = addresses.parse("nsu=urn:plc;s=x")
    assert address.node_id(["", "urn:plc"]).NamespaceIndex == 1
    assert address.node_id(["", "urn:new", "urn:plc"]).NamespaceIndex == 2


def test_a_missing_namespace_is_named() -> None:
    with pytest.raises(UserError, match='no namespace "urn:gone"') as caught:
        addresses.parse("nsu=urn:gone;s=x").node_id(NAMESPACES)
    assert "urn:plc" in caught.value.hint


def test_an_element_of_an_array() -> None:
    address = addresses.parse("element=3;nsu=urn:plc;s=Counts")
    assert (address.element, address.identifier) == (3, "Counts")


@pytest.mark.parametrize(
    "text",
    ["", "Line1", "s=", "i=-1", "i=4294967296", "i=x", "g=x", "b=?", "ns=70000;i=1", "ns=x;i=1",
     "nsu=urn:plc", "element=x;i=1"],
)  # fmt: skip
def test_what_is_no_address_is_told_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match="no OPC UA address") as caught:
        addresses.parse(text)
    assert "nsu=" in caught.value.hint
