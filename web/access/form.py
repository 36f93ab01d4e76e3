"""What a form of ours sent."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from errors import UserError


async def entered(request: Request) -> dict[str, str]:
    """Its fields, as texts. What PostgreSQL cannot store is left out."""
    try:
        form = await request.form(max_files=0, max_fields=20)
    except ClientDisconnect:  # it grew too long: web/security.py hung up
        raise UserError("The form is too large.", hint="Send it from /login.") from None
    return {
        name: value.replace("\x00", "") for name, value in form.items() if isinstance(value, str)
    }
