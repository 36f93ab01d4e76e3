"""Which variable tells a machine's state, and what its values mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from asyncua import ua

from ingest.contract import Node, StateProposal, TagProposal
from ingest.opcua import roles, states, values
from ingest.opcua.browse import Browser, Found
from ingest.opcua.services import Services

_MACHINERY_STATE = "MachineryItemState"
_PACKML_INNERMOST = "ExecuteState"
_CHANNEL = "ChannelState"
_KNOWN_ENOUGH = 0.5  # of the names of an enumeration, to take them for states of a machine

_Candidate = tuple[Found, Node]


class StatusTags:
    """Finds the variable that tells most: one that says what its numbers mean, then PackML,
    then Machinery, then anything that is named like a state."""

    def __init__(self, services: Services, browser: Browser) -> None:
        self._services, self._browser = services, browser

    async def best(
        self, variables: Sequence[_Candidate], current_states: Sequence[_Candidate]
    ) -> TagProposal | None:
        """The proposal for the role status. ``current_states`` are those of state machines."""
        named = [each for each in variables if roles.role(*_kind(each)) == "status"]
        for found, node in named:
            labels = await self._labels(found)
            if states.known_share(labels) >= _KNOWN_ENOUGH:
                return TagProposal(node, "status", states.named(labels))
        for found, node in named:
            if await self._is_packml(found):
                is_text = node.data_type not in roles.WHOLE
                meaning = states.PACKML_TEXT if is_text else states.PACKML
                return TagProposal(node, "status", meaning)
        for machine, numbers, texts in (
            (_MACHINERY_STATE, states.MACHINERY, states.MACHINERY_TEXT),
            (_PACKML_INNERMOST, states.PACKML, states.PACKML_TEXT),
        ):
            for found, node in current_states:
                if found.path[-1:] == (machine,):
                    return await self._of_state_machine(found, node, numbers, texts)
        for found, node in variables:
            if found.name == _CHANNEL:
                return TagProposal(node, "status", states.CHANNEL)
        if named:
            _, node = named[0]
            is_truth = node.data_type == "Boolean"
            return TagProposal(node, "status", states.TRUTH if is_truth else ())
        return None

    async def _of_state_machine(
        self,
        found: Found,
        node: Node,
        numbers: tuple[StateProposal, ...],
        texts: tuple[StateProposal, ...],
    ) -> TagProposal:
        """Its number where it has one, because the text follows the language."""
        properties = await self._browser.property_nodes([found.node_id], "Number")
        number = properties.get(found.node_id)
        if number is None:
            return TagProposal(node, "status", texts)
        inner = replace(
            found, node_id=number, name="Number", path=(*found.path, found.name), is_property=True
        )
        (described,) = await self._browser.described([inner])
        if described.data_type not in roles.WHOLE:
            return TagProposal(node, "status", texts)
        return TagProposal(described, "status", numbers)

    async def _is_packml(self, found: Found) -> bool:
        if found.browse_name.Name == "StateCurrent":
            return True
        (data,) = await self._services.read([found.node_id], ua.AttributeIds.Description)
        text = data.Value.Value if data.Value is not None else None
        said = text.Text if isinstance(text, ua.LocalizedText) else None
        return "packml" in (said or "").casefold()

    async def _labels(self, found: Found) -> Mapping[str, str]:
        """The names a server gives the values of an enumeration."""
        (data_type,) = await self._services.read([found.node_id], ua.AttributeIds.DataType)
        owners = [found.node_id]
        if data_type.Value is not None and isinstance(data_type.Value.Value, ua.NodeId):
            owners.append(data_type.Value.Value)
        for name in ("EnumStrings", "EnumValues"):
            for data in (await self._browser.properties(owners, name)).values():
                labels = _labels_of(data.Value.Value if data.Value is not None else None)
                if labels:
                    return labels
        return {}


def _labels_of(value: object) -> dict[str, str]:
    labels = {}
    for number, each in enumerate(value if isinstance(value, list) else ()):
        if isinstance(each, ua.LocalizedText) and each.Text:
            labels[str(number)] = values.clean(each.Text)
        elif isinstance(each, ua.EnumValueType) and each.DisplayName.Text:
            labels[str(each.Value)] = values.clean(each.DisplayName.Text)
    return labels


def _kind(candidate: _Candidate) -> tuple[str, str]:
    return candidate[1].name, candidate[1].data_type
