"""${message}"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from database.migrate import run_script

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql")
    run_script(op.get_bind(), script.read_text(encoding="utf-8"), script.name)
