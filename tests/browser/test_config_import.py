"""Import: a file is brought, mapped on the page, imported; its machine shows it at once."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from playwright.async_api import FilePayload, Page, expect

import machine_config
from database.connect import connector
from database.embedded import EmbeddedServer
from settings import ROOT
from tests.browser.conftest import Floor, OpenPage
from tests.conftest import fresh_database

REFUSED = "Failed to load resource"  # the browser notes every answer above 399
HEADER = "Anlage;Zeit;Zustand;Gut;Schlecht;Bemerkung"
MACHINE = "Trim_Station_03"
WAIT_MS = 60_000  # a look starts a program


@pytest.fixture(scope="session")
async def demo_floor(
    server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Floor]:
    """A floor and a data folder of its own: what is imported here is on no other map."""
    async with fresh_database(server, template) as url:
        connection = await connector(url, "test")()
        await machine_config.apply(connection, machine_config.load(ROOT / "floor.toml"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FLOORCAST_DATA", str(tmp_path_factory.mktemp("data")))
            floor = Floor(connection, url)
            await floor.start()
            yield floor
            await floor.stop()
        await connection.close()


@pytest.fixture(autouse=True)
async def _forgetful(floor: Floor) -> None:
    """Nothing was said of any table before."""
    await floor.execute("truncate floor.import_mappings")


def file(content: str | bytes, name: str = "Schicht.csv") -> FilePayload:
    data = content.encode() if isinstance(content, str) else content
    return FilePayload(name=name, mimeType="text/csv", buffer=data)


def minutes_ago(minutes: float) -> str:
    """A time as a German machine writes it."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    return at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d.%m.%Y %H:%M:%S")


def story(machine: str, *, last: str = "läuft", minutes: float = 1) -> str:
    return "\n".join(
        [
            HEADER,
            f"{machine};{minutes_ago(60)};Störung;;;Tür offen",
            f"{machine};{minutes_ago(50)};läuft;120;3;",
            f"{machine};gestern;läuft;;;",
            f"{machine};{minutes_ago(minutes)};{last};;;",
        ]
    )


async def machine_name(floor: Floor, short_name: str) -> str:
    name: str = await floor.connection.fetchval(
        "select machine_name from floor.machines where short_name = $1", short_name
    )
    return name


async def bring(page: Page, one: FilePayload) -> None:
    """Choose a file, and wait until it was looked at."""
    await page.set_input_files("[data-file]", one)
    await expect(page.locator("[data-reading]")).to_be_visible(timeout=WAIT_MS)
    await looked(page)


async def looked(page: Page) -> None:
    """The server has answered the last change."""
    await expect(page.locator("[data-reading]")).not_to_have_attribute(
        "aria-busy", "true", timeout=WAIT_MS
    )


async def choose(page: Page, column: str, field: str) -> None:
    await page.get_by_label(f"What “{column}” holds").select_option(field)
    await looked(page)


async def imported(page: Page) -> None:
    await page.click("[data-import]")
    await expect(page.locator("[data-result]")).to_be_visible(timeout=WAIT_MS)
    await expect(page.locator("#result-title")).to_be_focused()


async def test_a_table_with_columns_and_words_of_its_own(floor: Floor, open_page: OpenPage) -> None:
    machine = await machine_name(floor, "TR03")  # down, in the baseline
    page = await open_page("/config/import")
    await bring(page, file(story(machine)))
    verdict = page.locator("[data-verdict]")
    await expect(verdict).to_contain_text("No column of Schicht.csv holds the machine.")
    await expect(verdict).to_contain_text("Choose it above its column")
    await expect(page.locator("[data-import]")).to_be_disabled()
    for column, field in (
        ("Anlage", "machine"), ("Zeit", "time"), ("Zustand", "status"), ("Gut", "good"),
        ("Schlecht", "scrap"), ("Bemerkung", "detail"),
    ):  # fmt: skip
        await choose(page, column, field)
    # the only form that would read its times is taken by itself
    await expect(page.get_by_label("Times are written like")).to_have_value("%d.%m.%Y %H:%M:%S")
    await expect(verdict).to_contain_text("2 words without a meaning: Störung, läuft.")
    await page.get_by_label("Störung").select_option("down")
    await page.get_by_label("läuft").select_option("operational")
    await looked(page)
    await page.get_by_label("Time zone").fill("Europe/Berlin")
    await page.get_by_label("Time zone").press("Tab")
    await looked(page)
    await expect(verdict).to_contain_text("1 of 4 lines cannot be read")
    await expect(verdict).to_contain_text("gestern")
    await expect(page.locator("[data-brief]")).to_have_text("Without 1 bad line")

    map_page = await open_page("/")
    tile = map_page.locator(f'.map a.t[data-machine="{machine}"]')
    await expect(tile).to_have_class(re.compile(r"\bdown\b"))
    await floor.execute(
        f"delete from floor.status_events where machine_id = floor.machine_id('{machine}')"
    )
    await imported(page)
    await expect(tile).to_have_class(re.compile(r"\boperational\b"))
    outcome = page.locator("[data-outcome]")
    await expect(outcome).to_contain_text("3 added, 0 changed, 0 there already")
    await expect(outcome).to_contain_text("120 good, 3 rejected")
    await expect(outcome).to_contain_text('Zeit "gestern" is not of the form')
    link = outcome.locator(f'[data-arrival="{machine}"] a')
    await expect(link).to_have_class(re.compile(r"\boperational\b"))
    assert await link.get_attribute("href") == f"/machines/{machine}"
    async with page.expect_download() as caught:
        await outcome.get_by_text("Download it with reasons").click()
    download = await caught.value
    assert download.suggested_filename == "Schicht.csv.rejects.csv"

    # the same columns again: nothing has to be said
    await bring(page, file(story(machine, last="Störung", minutes=0.2), "Spätschicht.csv"))
    await expect(page.locator("[data-memory]")).to_contain_text(
        "Read like the last file with these columns."
    )
    await expect(page.get_by_label("What “Anlage” holds")).to_have_value("machine")
    await expect(page.get_by_label("Störung")).to_have_value("down")
    await imported(page)
    await expect(link).to_have_class(re.compile(r"\bdown\b"))
    await expect(tile).to_have_class(re.compile(r"\bdown\b"))


async def test_what_was_said_before_can_be_forgotten(floor: Floor, open_page: OpenPage) -> None:
    machine = await machine_name(floor, "TR03")
    page = await open_page("/config/import")
    await bring(page, file(f"machine,time,status\n{machine},2026-03-02T10:00:00Z,Pause"))
    await page.get_by_label("Pause").select_option("no_data")
    await looked(page)
    await imported(page)
    again = f"time,status,machine\n2026-03-02T10:05:00Z,Pause,{machine}"
    await bring(page, file(again))
    await expect(page.get_by_label("Pause")).to_have_value("no_data")
    await page.click("[data-afresh]")
    await looked(page)
    await expect(page.get_by_label("Pause")).to_have_value("")
    await expect(page.locator("[data-memory]")).to_be_hidden()
    await choose(page, "status", "")
    await expect(page.locator("[data-verdict]")).to_contain_text("holds a status or pieces")


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Notes"
    book.worksheets[0].append(("nothing to see",))
    sheet = book.create_sheet("Values")
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


async def test_samples_of_a_workbook(floor: Floor, open_page: OpenPage) -> None:
    at = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(hours=1)
    rows = [("Zeit", "Messstelle", "Wert"), (at, "Ofen", 181.5), (at, "Trockner", 62)]
    page = await open_page("/config/import", expected=(REFUSED,))
    await bring(page, file(workbook(*rows), "Werte.xlsx"))
    await page.get_by_label("Sheet").select_option("Values")
    await looked(page)
    await page.get_by_label("What it tells").select_option("samples")
    await looked(page)
    for column, field in (("Zeit", "time"), ("Messstelle", "tag"), ("Wert", "value")):
        await choose(page, column, field)
    await page.get_by_label("Time zone").fill("UTC")
    await page.get_by_label("Time zone").press("Tab")
    await looked(page)
    await expect(page.locator("[data-verdict]")).to_contain_text("It can be imported like that.")
    await page.click("[data-import]")  # tags nobody knows
    problem = page.locator("[data-problem]")
    await expect(problem).to_contain_text('tag "Ofen" is unknown', timeout=WAIT_MS)
    await expect(problem.locator("a")).to_have_attribute("href", re.compile("/rejects$"))
    await page.get_by_label("Make tags that are unknown").check()
    await looked(page)
    await imported(page)
    await expect(page.locator("[data-outcome]")).to_contain_text("2 added, 0 there already")
    await expect(page.locator("[data-outcome]")).to_contain_text("Ofen, Trockner")
    assert await floor.connection.fetchval("select max(value) from historian.samples") == 181.5


async def test_a_text_of_windows_and_one_machine_for_all_lines(
    floor: Floor, open_page: OpenPage
) -> None:
    machine = await machine_name(floor, "EN02")
    page = await open_page("/config/import", expected=(REFUSED,))
    text = "time;status\n2026-03-02 10:00;Störung\n"
    await bring(page, file(text.encode("cp1252")))
    await expect(page.locator("[data-memory]")).to_contain_text("not UTF-8")
    await expect(page.locator("[data-verdict]")).to_contain_text("or one machine for all lines")
    await page.get_by_label("Machine of all lines").fill(machine)
    await page.get_by_label("Machine of all lines").press("Tab")
    await looked(page)
    await page.get_by_label("Störung").select_option("down")
    await looked(page)
    await imported(page)
    await expect(page.locator("[data-outcome]")).to_contain_text("1 added")


async def test_a_bad_file_says_what_it_is(open_page: OpenPage) -> None:
    page = await open_page("/config/import", expected=(REFUSED,))
    await page.set_input_files("[data-file]", file(b"\xd0\xcf\x11\xe0 old", "alt.xls"))
    problem = page.locator("[data-problem]")
    await expect(problem).to_contain_text("alt.xls is an old Excel file", timeout=WAIT_MS)
    await expect(problem).to_contain_text("Save it as an Excel workbook (.xlsx)")
    await expect(page.locator("[data-reading]")).to_be_hidden()
    # and another one can be brought at once, also by dropping it
    await page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["machine,time,status\\nx,y,z"], "b.csv"));
            const drop = new DragEvent("drop", { dataTransfer: carried, bubbles: true });
            document.body.dispatchEvent(drop);
        }"""
    )
    await expect(page.locator("[data-verdict]")).to_contain_text("1 word", timeout=WAIT_MS)
    await expect(problem).to_be_hidden()


async def test_a_recording_asks_for_its_machine(floor: Floor, open_page: OpenPage) -> None:
    machine = await machine_name(floor, "EN02")
    page = await open_page("/config/import")
    lines = (
        "2026-03-02T10:00:00Z|avail|AVAILABLE|execution|READY\n"
        "2026-03-02T10:00:09Z|execution|ACTIVE\n"
    )
    await bring(page, file(lines, "okuma.shdr.txt"))
    await expect(page.locator("[data-verdict]")).to_contain_text("does not say which machine")
    await page.get_by_label("Machine of all lines").fill(machine)
    await page.get_by_label("Machine of all lines").press("Tab")
    await looked(page)
    await expect(page.locator("[data-table]")).to_contain_text("ready")
    await imported(page)
    await expect(page.locator("[data-outcome]")).to_contain_text("2 added")


async def test_by_keyboard_alone(floor: Floor, open_page: OpenPage) -> None:
    machine = await machine_name(floor, "TR03")
    page = await open_page("/config/import")
    await bring(page, file(f"Maschine,time,status\n{machine},2026-03-02T11:00:00Z,down"))
    await expect(page.locator("#reading-title")).to_be_focused()
    select = page.get_by_label("What “Maschine” holds")
    await select.focus()
    await page.keyboard.press("m")  # Machine
    await looked(page)
    await expect(select).to_have_value("machine")
    await expect(select).to_be_focused()
    await page.locator("[data-import]").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#result-title")).to_be_focused(timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_phone(floor: Floor, open_page: OpenPage, scheme: str) -> None:
    page = await open_page("/config/import", width=360, height=740, color_scheme=scheme)
    await bring(page, file(story(await machine_name(floor, "TR03"))))
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    small = await page.evaluate(
        """() => [...document.querySelectorAll("main select, main button, main input")]
            .filter((one) => !["checkbox", "file"].includes(one.type))
            .filter((one) => one.getClientRects().length)
            .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
    )
    assert small == []
    await expect(page.locator("[data-live]")).to_contain_text("live")
