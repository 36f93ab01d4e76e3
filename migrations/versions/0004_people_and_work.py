"""People and work: who may do what, work orders, reasons owed, and an audit that stays."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from database.migrate import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql")
    run_script(op.get_bind(), script.read_text(encoding="utf-8"), script.name)
