"""The live floor: which machines stand where, what they did, and the change feed."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from database.migrate import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql")
    run_script(op.get_bind(), script.read_text(encoding="utf-8"), script.name)
