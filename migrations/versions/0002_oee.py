"""OEE: products, calendar, reasons, and the sums every indicator is made of."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from database.migrate import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql")
    run_script(op.get_bind(), script.read_text(encoding="utf-8"), script.name)
