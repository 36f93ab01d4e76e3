"""What programs may ask of people, tokens and the account: rows of the table in
web/api/operations.py."""

from __future__ import annotations

from web.access import account_models as accounts
from web.access import people_models, token_models
from web.api.connection_models import Nothing
from web.api.operation import Operation, Parameter

PEOPLE, ACCOUNT = "People", "Your account"
REFUSED = (400, 401, 403, 503)
WRITTEN = (400, 401, 403, 404, 409, 413, 415, 503)
ID = {"type": "integer"}
PERSON_ID = Parameter("person_id", "The person.", ID, "path", is_required=True)
TOKEN_ID = Parameter("token_id", "The token.", ID, "path", is_required=True)
SESSION_ID = Parameter("session_id", "The session.", ID, "path", is_required=True)
WHOSE = Parameter(
    "person",
    "E-mail address of somebody else, or * for everybody: for those who may change people.",
    {"type": "string"},
)

OPERATIONS = (
    Operation(
        "/api/account",
        "Who am I",
        "Who asks, as what, with which rights where, and where they are logged in.",
        {200: (accounts.Account,)},
        ACCOUNT,
        refusals=REFUSED,
    ),
    Operation(
        "/api/account/password",
        "Change one's password",
        "Where AUTH_MODE=password. All other sessions of the person end.",
        {200: (accounts.EndedSessions,)},
        ACCOUNT,
        method="post",
        body=(accounts.ChangedPassword,),
        example={"old": "…", "new": "…"},
        refusals=(*WRITTEN, 429),
    ),
    Operation(
        "/api/account/sessions",
        "Log out everywhere else",
        "Ends all sessions of the person but the one that asks.",
        {200: (accounts.EndedSessions,)},
        ACCOUNT,
        method="delete",
        refusals=REFUSED,
    ),
    Operation(
        "/api/account/sessions/{session_id}",
        "Log out one browser",
        "Ends one session of the person who asks.",
        {200: (accounts.EndedSessions,)},
        ACCOUNT,
        method="delete",
        parameters=(SESSION_ID,),
        refusals=(*REFUSED, 404),
    ),
    Operation(
        "/api/tokens",
        "Tokens of programs",
        "One's own, without the tokens themselves, which nobody keeps.",
        {200: (token_models.Tokens,)},
        ACCOUNT,
        parameters=(WHOSE,),
        refusals=REFUSED,
    ),
    Operation(
        "/api/tokens",
        "Make a token",
        "A program that sends it as Authorization: Bearer … acts for the person who made it, "
        "within its scopes. It is told once. A token cannot make tokens.",
        {201: (token_models.MadeToken,)},
        ACCOUNT,
        method="post",
        body=(token_models.NewToken,),
        example={"name": "ERP", "scopes": ["floor.see", "count.enter"], "expires_in_days": 365},
        refusals=WRITTEN,
    ),
    Operation(
        "/api/tokens/{token_id}",
        "Revoke a token",
        "It is refused from now on. Whoever may change people may revoke anybody's.",
        {200: (Nothing,)},
        ACCOUNT,
        method="delete",
        parameters=(TOKEN_ID,),
        refusals=(*REFUSED, 404),
    ),
    Operation(
        "/api/people",
        "Everybody who uses Floorcast",
        "With their roles, the employee they are, and when they were last here. Takes the right "
        "people.change everywhere, as all of this.",
        {200: (people_models.People,)},
        PEOPLE,
        refusals=REFUSED,
    ),
    Operation(
        "/api/people",
        "Add somebody",
        "A role without plant and line holds everywhere.",
        {201: (people_models.Person,)},
        PEOPLE,
        method="post",
        body=(people_models.NewPerson,),
        example={
            "email": "ana@plant.example",
            "name": "Ana",
            "roles": [{"role": "supervisor", "line": "Engine"}],
        },
        refusals=WRITTEN,
    ),
    Operation(
        "/api/people/{person_id}",
        "One person",
        "As in the list.",
        {200: (people_models.Person,)},
        PEOPLE,
        parameters=(PERSON_ID,),
        refusals=(*REFUSED, 404),
    ),
    Operation(
        "/api/people/{person_id}",
        "Change somebody",
        "What is left out stays. Roles are sent as a whole. Who is retired is logged out, and "
        "their tokens are revoked. The last one who may change people everywhere stays so.",
        {200: (people_models.Person,)},
        PEOPLE,
        method="patch",
        parameters=(PERSON_ID,),
        body=(people_models.ChangedPerson,),
        example={"roles": [{"role": "maintenance"}]},
        refusals=WRITTEN,
    ),
)
