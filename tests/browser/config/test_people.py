"""People are let in, changed and retired on a page; each has an account of their own."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.config.support import REFUSED
from tests.browser.conftest import Floor, OpenPage
from tests.people import add_person, session_of
from tests.realtime.running import running_server
from tests.web.access.support import PASSWORD, add_login
from web.assets import assets

SCRIPT = "<script>document.title = 'stolen'</script>"
FORGET = """
set session_replication_role = replica;
truncate access.passwords, access.sessions, access.api_tokens, access.login_attempts;
truncate floor.person_roles;
update floor.employees set person_id = null where person_id is not null;
delete from floor.people;
set session_replication_role = origin;
"""
ROLES = (
    "select array_agg(role || coalesce(' of ' || line_name, '') order by role)"
    " from floor.person_roles inner join floor.people using (person_id)"
    " left join floor.lines using (line_id) where display_name = $1"
)


@pytest.fixture(autouse=True)
async def _nobody(floor: Floor) -> None:
    """Nobody yet but whoever sits here."""
    await floor.execute(FORGET)


def of(page: Page, name: str) -> Locator:
    """The row of somebody."""
    return page.locator("[data-people] > li", has=page.get_by_text(name, exact=True))


async def test_somebody_is_added_by_keyboard(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/people")
    await expect(of(page, "This computer")).to_contain_text("Engineer everywhere")
    await page.keyboard.press("n")
    await page.keyboard.type("ana@plant.test")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Ana")
    await page.keyboard.press("Tab")
    await page.keyboard.type("correct horse battery")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Sup")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Engine")
    await page.keyboard.press("Enter")
    await page.locator("[data-adding] .primary").press("Enter")
    await expect(of(page, "Ana")).to_contain_text(re.compile("Supervisor on the line Engine"))
    await expect(page.locator("[data-new]")).to_be_focused()
    assert await floor.connection.fetchval(ROLES, "Ana") == ["supervisor of Engine"]
    assert await floor.connection.fetchval("select count(*) from access.passwords") == 1


async def test_roles_change_and_somebody_leaves(floor: Floor, open_page: OpenPage) -> None:
    person_id = await add_person(floor.connection, "Ben", "operator", line="Engine")
    await session_of(floor.connection, person_id)
    page = await open_page("/config/people")
    ben = of(page, "Ben")
    await ben.get_by_role("button", name="Change Ben").click()
    await ben.locator("[data-act=add-role]").click()
    added = ben.locator(".grants li").last.locator("select")
    await added.nth(0).select_option("maintenance")
    await added.nth(1).select_option(label="everywhere")
    await expect(ben.locator(".may")).to_contain_text("Take a work order")
    await ben.get_by_role("button", name="Take this role away").first.click()
    await ben.get_by_role("button", name="Save").click()
    await expect(ben.locator(".roles")).to_have_text("Maintenance everywhere")
    assert await floor.connection.fetchval(ROLES, "Ben") == ["maintenance"]
    await ben.get_by_role("button", name="Retire Ben").click()
    await expect(page.locator("dialog[open]")).to_contain_text("1 session")
    await page.get_by_role("button", name="Retire", exact=True).click()
    await expect(ben).to_have_class(re.compile("retired"))
    gone = "select bool_and(revoked_at is not null) from access.sessions where person_id = $1"
    assert await floor.connection.fetchval(gone, person_id)
    await ben.get_by_role("button", name="Have back Ben").click()
    await expect(ben).not_to_have_class(re.compile("retired"))


async def test_what_is_refused_stays_as_it_was_typed(floor: Floor, open_page: OpenPage) -> None:
    await add_person(floor.connection, "Ana", "viewer")
    page = await open_page("/config/people", expected=(REFUSED,))
    await page.click("[data-new]")
    await page.get_by_label("E-mail address").fill("ANA@plant.test")
    await page.get_by_label("Name").fill("Another Ana")
    await page.get_by_role("button", name="Add", exact=True).click()
    email = page.get_by_label("E-mail address")
    await expect(email).to_be_focused()
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("[data-adding] .wrong").first).to_contain_text("Ana has the address")
    await expect(page.get_by_label("Name")).to_have_value("Another Ana")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-adding]")).to_be_hidden()


async def test_the_person_of_this_machine_stays(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/config/people", expected=(REFUSED,))
    row = of(page, "This computer")
    await row.get_by_role("button", name="Retire This computer").click()
    await page.get_by_role("button", name="Retire", exact=True).click()
    await expect(row.locator(".problem")).to_contain_text("it stays what it is")


@pytest.mark.parametrize("path", ["/config/people", "/account"])
async def test_on_a_phone(floor: Floor, open_page: OpenPage, path: str) -> None:
    await add_person(floor.connection, "A" * 60, "engineer")
    page = await open_page(path, width=360, height=740)
    if path == "/account":
        await expect(page.locator("[data-rights]")).to_contain_text("everywhere")
    else:
        await of(page, "A" * 60).get_by_role("button", name="Change").click()
        await expect(page.locator(".grants")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


async def test_a_script_is_a_text(floor: Floor, open_page: OpenPage) -> None:
    person_id = await add_person(floor.connection, "Eve", "engineer")
    await floor.connection.execute(
        "update floor.people set display_name = $1 where person_id = $2", SCRIPT, person_id
    )
    await floor.connection.execute(
        "insert into access.api_tokens (token_hash, person_id, token_name) values ('x', $1, $2)",
        person_id,
        SCRIPT,
    )
    page = await open_page("/config/people")
    await expect(of(page, SCRIPT)).to_be_visible()
    assert "stolen" not in await page.title()
    [(name, value)] = (await session_of(floor.connection, person_id)).items()
    await page.context.add_cookies([{"name": name, "value": value, "url": floor.http}])
    await page.goto("/account")
    await expect(page.locator("[data-name]")).to_have_text(SCRIPT)
    await expect(page.locator("[data-tokens]")).to_contain_text(SCRIPT)
    assert "stolen" not in await page.title()


async def test_one_sees_what_one_is_and_logs_out_elsewhere(
    floor: Floor, open_page: OpenPage
) -> None:
    person_id = await add_person(floor.connection, "Kim", "operator", line="Engine")
    for _ in range(2):
        cookies = await session_of(floor.connection, person_id)
    page = await open_page("/")
    [(name, value)] = cookies.items()
    await page.context.add_cookies([{"name": name, "value": value, "url": floor.http}])
    await page.goto("/account")
    await expect(page.locator("[data-name]")).to_have_text("Kim")
    await expect(page.locator("[data-roles]")).to_have_text("Operator on the line Engine")
    await expect(page.locator("[data-rights] tbody tr")).to_have_count(4)
    await expect(page.locator("[data-session]")).to_have_count(2)
    await expect(page.locator("[data-session]").first).to_contain_text("this one")
    await page.locator("[data-session]").last.get_by_role("button").click()
    await expect(page.locator("[data-session]")).to_have_count(1)
    await expect(page.locator("[data-end-others]")).to_be_hidden()
    ended = "select count(*) from access.sessions where revoked_at is not null"
    assert await floor.connection.fetchval(ended) == 1
    await expect(page.locator("[data-password]")).to_be_hidden()


async def test_a_token_is_shown_once(floor: Floor, open_page: OpenPage) -> None:
    page = await open_page("/account")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await expect(page.locator("[data-tokens]")).to_have_text("No program acts for you.")
    await page.get_by_role("button", name="Make a token").click()
    await expect(page.get_by_label("What it is for")).to_be_focused()
    await page.get_by_label("What it is for").fill("ERP")
    await page.get_by_label("Enter good pieces and scrap").check()
    await page.get_by_role("button", name="Make a token").click()
    token = await page.locator(".made input").input_value()
    assert token.startswith("fc_")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.locator(".made button")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == token
    scopes = "select scopes from access.api_tokens"
    assert await floor.connection.fetchval(scopes) == ["floor.see", "count.enter"]
    answer = await page.request.get("/api/account", headers={"Authorization": f"Bearer {token}"})
    assert (await answer.json())["token_id"] is not None
    await page.reload()
    await expect(page.locator("[data-token]")).to_contain_text("ERP")
    assert token not in await page.content()
    await page.get_by_role("button", name="Revoke ERP").click()
    await expect(page.locator("[data-token]")).to_have_count(0)
    assert await floor.connection.fetchval("select revoked_at is not null from access.api_tokens")


async def test_a_password_is_changed(floor: Floor, open_page: OpenPage) -> None:
    await add_login(floor.connection, "Mia", "viewer")
    async with running_server(floor.database_url, AUTH_MODE="password") as server:
        page = await open_page(f"{server.http}/account", expected=(REFUSED,))
        await page.get_by_label("E-mail address").fill("mia@plant.test")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-name]")).to_have_text("Mia")
        old, new = page.get_by_label("Password until now"), page.get_by_label("New password")
        await old.fill("not my password")
        await new.fill("another correct horse")
        await page.keyboard.press("Enter")
        await expect(old).to_be_focused()
        await expect(page.locator("[data-password] .wrong").first).to_contain_text("not your")
        await old.fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-password] [role=status]")).to_contain_text("is changed")
        await expect(new).to_have_value("")


async def test_words_of_the_pages(open_page: OpenPage) -> None:
    page = await open_page("/config/people")
    told = await page.evaluate(
        """async ([roles, sessions, grants, agents]) => {
            const [{ roleText, placeOf }, { deviceName }, { placeIn }] =
                await Promise.all([import(roles), import(sessions), import(grants)]);
            return {
                roles: [
                    roleText({ role: "viewer", plant: null, line: null }),
                    roleText({ role: "operator", plant: "North", line: null }),
                    roleText({ role: "engineer", plant: null, line: "A/B" }),
                ],
                places: [placeOf(null), placeOf([]), placeOf(["A", "B"])],
                devices: agents.map(deviceName),
                grants: ["everywhere", "plant/North", "line/A/B"].map(placeIn),
            };
        }""",
        [
            assets.url("js/account/roles.js"),
            assets.url("js/account/sessions.js"),
            assets.url("js/config/grants.js"),
            [
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                " Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
                "curl/8.5.0",
                None,
            ],
        ],
    )
    assert told == {
        "roles": ["Viewer everywhere", "Operator in North", "Engineer on the line A/B"],
        "places": ["everywhere", "nowhere", "A, B"],
        "devices": ["Edge on Windows", "Safari on iPhone", "curl/8.5.0", "Unknown device"],
        "grants": [
            {"plant": None, "line": None},
            {"plant": "North", "line": None},
            {"plant": None, "line": "A/B"},
        ],
    }
