"""The console in a browser, against a real rack: each page's main job, and what must never happen.

`make console-test` runs it, where there are Node and Chromium; elsewhere it says what is missing.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from testing.postgres.servers import postgres_missing
from tests.e2e.gateway.browser import missing, tried
from tests.e2e.gateway.console_rack import acquiring, console_rack
from tests.e2e.gateway.pictures import DIFFERENCE_MAX, difference
from tests.e2e.harness import PATIENCE, REPOSITORY, Rack

PICTURES = os.environ.get("SPICERACK_PICTURES")
GUIDE = REPOSITORY / "docs" / "pictures"
"""Where screenshots are kept, for the guide; a temporary folder where it is not set."""

SCENARIOS = (
    "overview",
    "transfers",
    "first_look_is_small",
    "files",
    "put_and_delete",
    "bring_back",
    "drop_on_a_folder",
    "conflict",
    "log",
    "kernels",
    "kernel_set",
    "hostile_names",
    "token_that_ends",
    "server_that_goes_away",
    "rows_by_the_hundred_thousand",
    "granule",
    "execution",
    "archive",
    "bus",
    "satellites",
    "everybody_can_use_it",
    "pause",
    "trash",
    "site",
    "orders",
)

pytestmark = pytest.mark.slow


def left_out() -> set[str]:
    """Return the scenarios whose services cannot run here."""
    return {"archive"} if postgres_missing() else set()


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the scenarios."""

    errors: dict[str, str]
    """Why each failed, the empty text for those that did not."""
    pictures: Path
    """The folder of the screenshots."""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """What a browser showed of a rack."""
    reason = missing()
    if reason is not None:
        pytest.skip(reason)
    directory = tmp_path_factory.mktemp("console")
    pictures = Path(PICTURES).absolute() if PICTURES else directory
    with console_rack(directory) as rack:
        yield Seen(_run(rack, pictures), pictures)


def _run(rack: Rack, pictures: Path) -> dict[str, str]:
    acquires = rack.gateway_of(acquiring(rack))
    return tried(
        rack, (), pictures, acquiring=acquires, left_out=left_out(), patience=PATIENCE * len(SCENARIOS)
    )


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_people_can_do_in_the_console(seen: Seen, scenario: str) -> None:
    """A person does what the scenario says, and no script of a stranger runs."""
    if scenario in left_out():
        pytest.skip(postgres_missing())
    assert seen.errors[scenario] == ""


def test_every_scenario_is_looked_at(seen: Seen) -> None:
    """None is written and forgotten."""
    assert set(seen.errors) | left_out() == set(SCENARIOS)


@pytest.mark.parametrize("name", sorted(path.name for path in GUIDE.glob("console-*.png")))
def test_a_page_looks_as_the_guide_shows_it(seen: Seen, name: str) -> None:
    """But for times, addresses and figures; `make console-pictures` makes what the guide shows anew."""
    if name.removeprefix("console-").removesuffix(".png") in left_out():
        pytest.skip(postgres_missing())
    assert difference(GUIDE / name, seen.pictures / name) <= DIFFERENCE_MAX
