"""The page in a real browser: filters, keys, copies, width of a phone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

import pytest
from lxml import html

from fixtures.page_of_files import index_of_files, page_of_files

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


_LISTENER: Final = """<script>
const faults = [];
addEventListener("error", (event) => faults.push(event.message));
</script>"""
"""Before everything else on a page: notes what goes wrong in its scripts."""

_DRIVER: Final = """
<script>
addEventListener("load", () => setTimeout(async () => {
  const seen = {};
  // The clock of the page is wound forward, and does not wait for the real clipboard.
  const writeText = async (text) => { seen.copied = text; };
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
  const choose = (name, value) => {
    const select = document.querySelector(`.filter [name=${name}]`);
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const toldNow = async () => {
    const told = document.querySelector(".told");
    for (let turn = 0; turn < 40 && !told.textContent; turn += 1) await new Promise((done) => setTimeout(done, 50));
    return told.textContent;
  };
  const here = () => document.activeElement.id || document.activeElement.getAttribute("href");
  try { %s } catch (error) { seen.error = String(error); }
  if (faults.length) seen.error = faults.join();
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
}, 0));
</script>
"""


def _parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(text.encode("utf-8"))


def _seen(text: str, folder: Path, does: str, *, width: int = 1300) -> dict[str, Any]:
    """Open a page, do something on it, and return what was noted."""
    assert CHROMIUM is not None
    page = folder / "page.html"
    driven = text.replace("<head>", "<head>" + _LISTENER).replace("</body>", _DRIVER % does + "</body>")
    page.write_text(driven, encoding="utf-8")
    words = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},900"]
    words += [f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=8000", "--dump-dom", page.as_uri()]
    done = subprocess.run(words, capture_output=True, text=True, timeout=90, check=False)
    if not done.stdout:
        pytest.skip("Chromium does not start here")
    (noted,) = _parsed(done.stdout).xpath("//pre[@id='seen']")
    seen: dict[str, Any] = json.loads(noted.text_content())
    assert "error" not in seen
    return seen


def test_two_hundred_findings_in_forty_files_open_and_are_filtered(tmp_path: Path) -> None:
    text = page_of_files(40)
    assert len(re.findall(r'<article class="finding', text)) >= 200
    seen = _seen(
        text,
        tmp_path,
        """
        seen.files = shown(".report");
        choose("language", "ja-JP");
        seen.left = shown(".report");
        """,
    )
    assert [seen["files"], seen["left"]] == [40, 8]


def test_filters_leave_what_is_asked_for_in_letter_table_and_evidence(tmp_path: Path) -> None:
    seen = _seen(
        page_of_files(6),
        tmp_path,
        """
        seen.before = [shown(".report"), shown("tr.row")];
        choose("language", "fr-FR");
        seen.language = [shown(".report"), shown("tr.row"), shown(".cause .entry:not([data-language='fr-FR'])")];
        choose("language", "");
        choose("demand", "peak");
        seen.demand = [...document.querySelectorAll("article.finding")].filter((one) => one.checkVisibility())
          .map((one) => one.dataset.rules);
        seen.rejected = shown(".report");
        choose("demand", "");
        choose("file", "de-DE/film_00.wav");
        seen.file = [shown(".report"), shown("tr.row")];
        document.querySelector(".filter").reset();
        await new Promise((done) => setTimeout(done, 50));
        seen.after = [shown(".report"), shown("tr.row")];
        seen.count = document.querySelector(".shown").textContent;
        """,
    )
    assert seen["before"] == seen["after"] == [6, 6]
    assert seen["language"] == [1, 1, 0]
    assert set(seen["demand"]) == {"peak.true-peak"}
    assert seen["rejected"] == 5
    assert seen["file"] == [1, 1]
    assert seen["count"].endswith("6 of 6 reports")


def test_pictures_of_comparisons_stand_beside_everything_else(tmp_path: Path) -> None:
    """A picture without readings under the pointer leaves filters, copies and the readings of the curves working."""
    seen = _seen(
        page_of_files(2, compared=True),
        tmp_path,
        """
        seen.pictures = shown("figure.relation");
        seen.filter = shown(".controls");
        const svgs = [...document.querySelectorAll("figure.timeline:not(.lanes):not(.relation) svg")];
        for (const svg of svgs) svg.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true }));
        seen.readings = svgs.map((svg) => svg.closest("figure").querySelector(".readout").textContent.includes("LKFS"));
        """,
    )
    assert seen == {"pictures": 2, "filter": 1, "readings": [True, True]}


def test_an_index_is_filtered_by_what_its_letter_says(tmp_path: Path) -> None:
    seen = _seen(
        index_of_files(6),
        tmp_path,
        """
        seen.count = document.querySelector(".shown").textContent;
        choose("demand", "peak");
        seen.demand = shown("tr.row");
        choose("language", "fr-FR");
        seen.both = shown("tr.row");
        choose("demand", "");
        choose("language", "");
        seen.all = shown("tr.row");
        """,
    )
    assert seen == {"count": "", "demand": 5, "both": 1, "all": 6}


def test_keys_lead_from_finding_to_place_and_back(tmp_path: Path) -> None:
    seen = _seen(
        page_of_files(2),
        tmp_path,
        """
        press("n"); seen.first = here();
        press("n"); press("p"); seen.again = here();
        while (!document.activeElement.querySelector(".code, code.rule")?.textContent.includes("peak")) press("n");
        seen.cause = here();
        press("e"); seen.evidence = here();
        press("."); seen.place = document.activeElement.textContent;
        press("t"); seen.mark = here(); seen.tag = document.activeElement.tagName;
        press("b"); seen.back = document.activeElement.closest("article").id;
        press("c"); seen.told = await toldNow();
        press("?"); seen.keys = shown("#keys");
        press("f"); seen.filter = document.activeElement.name;
        press("n"); seen.after_filter = document.activeElement.name ?? here();
        """,
    )
    assert seen["first"] == seen["again"] == "line-1"
    assert seen["cause"].startswith("line-")
    assert seen["evidence"].startswith("r1-f")
    assert re.search(r"\d\d:\d\d:\d\d:\d\d", seen["place"])
    assert seen["mark"] == f"#{seen['evidence']}"
    assert seen["tag"] == "a"
    assert seen["back"] == seen["evidence"]
    assert re.fullmatch(r"Copied \d\d:\d\d:\d\d:\d\d", seen["told"])
    assert seen["told"] == f"Copied {seen['copied']}"
    assert seen["keys"] == 1
    assert seen["filter"] in {"severity", "language", "file", "demand"}


def test_every_timecode_has_a_button_that_says_what_it_copies(tmp_path: Path) -> None:
    seen = _seen(
        page_of_files(1 + 1),
        tmp_path,
        """
        const buttons = [...document.querySelectorAll("button.copy")];
        seen.count = buttons.length;
        seen.label = buttons[0].getAttribute("aria-label");
        buttons[0].click();
        seen.told = await toldNow();
        """,
    )
    assert seen["count"] > 3
    assert seen["told"] == seen["label"].replace("Copy ", "Copied ") == f"Copied {seen['copied']}"


@pytest.mark.parametrize("width", [500, 1300])
def test_nothing_runs_past_the_edge(tmp_path: Path, width: int) -> None:
    """The curves may be scrolled within their own frame; the page and its tables may not."""
    seen = _seen(
        page_of_files(3, compared=True),
        tmp_path,
        """
        for (const one of document.querySelectorAll("details")) one.open = true;
        for (const one of document.querySelectorAll(".report")) one.style.contentVisibility = "visible";
        seen.page = [document.documentElement.scrollWidth, innerWidth];
        seen.wide = [...document.querySelectorAll(".scroll")].filter((one) => !one.closest("figure"))
          .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.innerHTML.slice(0, 200));
        """,
        width=width,
    )
    assert seen["page"][0] <= seen["page"][1]
    assert seen["wide"] == []


def test_without_a_script_the_filter_is_not_offered() -> None:
    (controls,) = _parsed(page_of_files(2)).xpath("//div[@class='controls']")
    assert controls.get("hidden") is not None


def test_a_curve_is_looked_at_closer_and_whole_again(tmp_path: Path) -> None:
    seen = _seen(
        page_of_files(1),
        tmp_path,
        """
        const figure = document.querySelector("figure.timeline:not(.lanes)");
        const svg = figure.querySelector("svg");
        const curve = figure.querySelector(".short-term");
        const scale = () => Number((curve.getAttribute("transform") ?? "matrix(1").match(/matrix\\(([^ ]+)/)[1]);
        const key = (name) => svg.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
        const box = svg.getBoundingClientRect();
        const pointer = (name, share) => svg.dispatchEvent(new PointerEvent(name, {
          bubbles: true, pointerType: "mouse", clientX: box.left + share * box.width, clientY: box.top + 40,
        }));
        seen.before = scale();
        key("+"); seen.closer = scale();
        key("+"); key("-"); seen.out = scale();
        key("0"); seen.whole = scale();
        pointer("pointerdown", 0.3); pointer("pointerup", 0.5); seen.drawn = scale();
        pointer("pointermove", 0.4); seen.told = figure.querySelector(".readout").textContent;
        svg.dispatchEvent(new MouseEvent("dblclick", { bubbles: true })); seen.double = scale();
        figure.querySelector(".zoom button").click(); seen.button = scale();
        seen.framed = Boolean(curve.parentElement.getAttribute("clip-path"));
        """,
    )
    assert [seen[name] for name in ("before", "closer", "out", "whole")] == [1, 2, 2, 1]
    assert seen["drawn"] > 3
    assert "LKFS" in seen["told"]
    assert [seen["double"], seen["button"]] == [1, 2]
    assert seen["framed"]
