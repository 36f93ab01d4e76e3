"""What names of variables and of states suggest."""

from __future__ import annotations

import pytest

from ingest.opcua import roles, states


@pytest.mark.parametrize(
    ("name", "data_type", "role"),
    [
        ("GoodCount", "UInt16", "good"),
        ("good_parts", "Double", "good"),
        ("PARTS_OK", "Int32", "good"),
        ("PartsGood", "UInt32", "good"),
        ("Good", "UInt32", "good"),
        ("Stückzahl gut", "Int32", None),
        ("Anzahl gut", "Int32", "good"),
        ("ScrapCount", "UInt32", "scrap"),
        ("Rejects", "UInt32", "scrap"),
        ("ProdDefectiveCount", "Int32", "scrap"),
        ("Ausschuss", "Int32", "scrap"),
        ("TotalCount", "UInt32", "total"),
        ("ProdProcessedCount", "Int32", "total"),
        ("PartsCompleted", "UInt32", "total"),
        ("PartCounter", "UInt32", "total"),
        ("State", "Int32", "status"),
        ("MachineStatus", "String", "status"),
        ("StateCurrent", "Int32", "status"),
        ("Running", "Boolean", "status"),
        ("Alarm", "Int32", "reason"),
        ("FaultCode", "UInt16", "reason"),
        ("AlarmText", "String", "reason"),
        ("ActiveRecipe", "String", "product"),
        ("GoodCount", "String", None),
        ("GoodCount", "UInt32[]", None),
        ("Alarm", "Boolean", None),
        ("TargetCount", "UInt32", None),
        ("UnitModeCurrent", "Int32", None),
        ("TrueGood", "UInt64", None),
        ("PartsPlanned", "UInt32", None),
        ("TotalPower", "Double", None),
        ("Temperature", "Double", None),
        ("Understated", "Int32", None),
    ],
)
def test_a_role_by_name_and_type(name: str, data_type: str, role: str | None) -> None:
    assert roles.role(name, data_type) == role


def test_the_packml_map_is_the_published_one() -> None:
    meanings = {each.raw_value: each.status for each in states.PACKML}
    by_status = {
        status: sorted(int(raw) for raw, said in meanings.items() if said == status)
        for status in ("operational", "warning", "down")
    }
    assert by_status == {
        "operational": [3, 6, 12, 14, 15, 16, 18],
        "warning": [5, 10, 11, 13],
        "down": [1, 2, 4, 7, 8, 9, 17, 19],
    }
    assert [each.label for each in states.PACKML][5] == "Execute"


def test_machinery_states_by_number_and_by_name() -> None:
    expected = ["no_data", "down", "down", "operational"]
    assert [each.status for each in states.MACHINERY] == expected
    assert [each.status for each in states.MACHINERY_TEXT] == expected
    assert [each.raw_value for each in states.MACHINERY] == ["0", "1", "2", "3"]
    assert [each.status for each in states.CHANNEL] == ["operational", "down", "down"]


def test_names_are_understood_however_they_are_written() -> None:
    assert states.meaning("Not Executing") == "down"
    assert states.meaning("OUT_OF_SERVICE") == "down"
    assert states.meaning("Flushing") is None
    assert states.known_share({"0": "Off", "1": "Flushing"}) == 0.5
    assert states.known_share({}) == 0
