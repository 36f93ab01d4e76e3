"""A PLC that refuses us, or that we must not trust, until somebody puts it right."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.plc.security import make_certificate
from tests.faults.conftest import Measure, Stand
from tests.ingest.processes import ingesting

USER, PASSWORD = "floor", "s3cret"
SECRET = "insert into floor.connection_secrets values ($1, 'password', $2)"
RETRIED_WITHIN_S = 60.0  # a refusal is tried again seldom: after 8 s, 16 s, 32 s


def certificate(folder: Path, days: int) -> tuple[str, ...]:
    """Options to serve with a new certificate that is valid for so long."""
    files = folder / f"plc{days}.der", folder / f"plc{days}.pem"
    make_certificate(*files, "127.0.0.1", days)
    return ("--certificate", str(files[0]), "--key", str(files[1]))


async def test_a_wrong_password_and_an_expired_certificate(
    stand: Stand,
    tmp_path: Path,
    database_url: str,
    measure: Measure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PLC_PASSWORD", PASSWORD)
    user = ("--user", USER, "--password-env", "PLC_PASSWORD")
    site = await stand(*user, *certificate(tmp_path, 30))
    plc = site.plc
    async with ingesting(tmp_path, DATABASE_URL=database_url) as ingester:
        await site.connect(security_policy="Basic256Sha256", user_name=USER)
        await site.connection.execute(SECRET, site.connection_id, "wrong")
        await site.told("failed", f'The server refuses the user "{USER}" (BadUserAccessDenied).')
        assert "Check user name and password" in (await site.state())["hint"]
        assert not await site.stored()

        right = "update floor.connection_secrets set secret_value = $1"
        await site.connection.execute(right, PASSWORD)
        measure("right_password_live_s", await site.live_again())
        await site.stored_more(100)
        assert not (await site.complete()).markers
        state = await site.state()
        assert (state["problem"], state["hint"], state["attempts"]) == ("", "", 0)

        site.breaks()
        plc.stop()
        await plc.start(*certificate(tmp_path, -1))
        await site.told("failed", "The server's certificate expired on ")
        assert "Renew it in the server's settings" in (await site.state())["hint"]
        assert await site.is_dark()
        plc.stop()
        await plc.start()
        measure("good_certificate_live_again_s", await site.live_again(RETRIED_WITHIN_S))
        await site.complete()
        await site.assert_states_follow()
        assert PASSWORD not in ingester.logged()
