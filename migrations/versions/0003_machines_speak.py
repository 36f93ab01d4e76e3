"""Machines speak: connections and their tags, every value they sent, and what became of it."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from database.migrate import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql")
    run_script(op.get_bind(), script.read_text(encoding="utf-8"), script.name)
