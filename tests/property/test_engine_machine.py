"""The engine under every order of events: decide, fold, reconcile and SiteState, without a bus."""

from collections.abc import Callable
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.model.entry import Kind, State
from tests.property.engine_mutants import (
    DeletesWithoutTombstone,
    FoldingMovesTheBase,
    TwoBatchesInFlight,
    decide_echoes,
)
from tests.property.engine_site import Site
from tests.property.engine_world import Rig, Violation, World

PATHS = st.sampled_from(["a", "a/x", "a/y", "a/x/z", "b", "b/m.tm", "m.tm"])
NUMBERS = st.integers(min_value=0, max_value=2)
OLD = st.integers(min_value=0, max_value=30)


def content_of(number: int) -> str:
    """A made-up hash, whose first digits differ."""
    return f"{number + 1:08x}".ljust(64, "0")


class EngineMachine(RuleBasedStateMachine):
    """People edit, managers look and send, orchestrators decide, workers place: in any order."""

    rig: ClassVar[Rig] = Rig()

    @initialize(count=st.sampled_from([2, 1, 3]), forgets=st.booleans())
    def begin(self, count: int, forgets: bool) -> None:
        self.world = World(count, self.rig)
        self.forgets = forgets
        self.contents = 0

    def site(self, number: int) -> Site:
        return self.world.sites[number % self.world.count]

    # --- people

    @rule(number=NUMBERS, path=PATHS, private=st.booleans())
    def person_writes(self, number: int, path: str, private: bool) -> None:
        self.contents += 1
        self._write(number, path, content_of(self.contents), 0o600 if private else 0o644)

    @rule(number=NUMBERS, path=PATHS, back=st.integers(min_value=0, max_value=4))
    def person_writes_a_known_content(self, number: int, path: str, back: int) -> None:
        self._write(number, path, content_of(max(self.contents - back, 1)), 0o644)

    def _write(self, number: int, path: str, content: str, mode: int) -> None:
        mtime_ns = 1_000_000_001 * (self.world.ticks + 1)
        self.world.ticks += 1
        state = State(kind=Kind.FILE, content=content, size=100, mtime_ns=mtime_ns, mode=mode)
        self.site(number).disk.write(path, state)

    @rule(number=NUMBERS, path=PATHS, private=st.booleans())
    def person_makes_a_directory(self, number: int, path: str, private: bool) -> None:
        self.site(number).disk.write(path, State(kind=Kind.DIRECTORY, mode=0o700 if private else 0o755))

    @rule(number=NUMBERS, which=OLD)
    def person_edits_what_is_there(self, number: int, which: int) -> None:
        files = sorted(p for p, item in self.site(number).disk.items.items() if item.state.content)
        if files:
            self.contents += 1
            self._write(number, files[which % len(files)], content_of(self.contents), 0o644)

    @rule(number=NUMBERS, which=OLD)
    def person_edits_and_it_is_sent(self, number: int, which: int) -> None:
        self.person_edits_what_is_there(number, which)
        self.manager_looks_and_sends(number)
        self.manager_folds(number, 100)

    @rule(number=NUMBERS, which=OLD)
    def person_removes(self, number: int, which: int) -> None:
        disk = self.site(number).disk
        if disk.items:
            disk.remove(sorted(disk.items)[which % len(disk.items)])

    @rule(number=NUMBERS, which=OLD, to=PATHS)
    def person_renames(self, number: int, which: int, to: str) -> None:
        disk = self.site(number).disk
        if disk.items:
            disk.rename(sorted(disk.items)[which % len(disk.items)], to)

    # --- managers

    @rule(number=NUMBERS, scope=st.sampled_from(["", "", "a", "b"]))
    def manager_looks(self, number: int, scope: str) -> None:
        self.site(number).begin_look(scope)
        self.site(number).end_look()

    @rule(number=NUMBERS)
    def manager_begins_a_look(self, number: int) -> None:
        self.site(number).begin_look()

    @rule(number=NUMBERS)
    def manager_ends_a_look(self, number: int) -> None:
        self.site(number).end_look()

    @rule(number=NUMBERS, delivered=st.booleans())
    def manager_sends(self, number: int, delivered: bool) -> None:
        signed = self.site(number).send(self.world.now())
        if signed is not None and delivered:
            self.world.deliver(signed)

    @rule(number=NUMBERS)
    def manager_looks_and_sends(self, number: int) -> None:
        self.manager_looks(number, "")
        self.manager_sends(number, True)

    @rule(number=NUMBERS, count=st.sampled_from([1, 2, 100]))
    def manager_folds(self, number: int, count: int) -> None:
        self.site(number).fold(self.world.log, self.world.trusts, count)

    @rule(number=NUMBERS)
    def manager_adopts(self, number: int) -> None:
        self.site(number).state.adopt()

    @rule(number=NUMBERS)
    def manager_restarts(self, number: int) -> None:
        self.site(number).open(self.site(number).image())

    @precondition(lambda self: self.forgets)
    @rule(number=NUMBERS)
    def index_is_lost(self, number: int) -> None:
        self.site(number).forgetful = True
        self.site(number).taken = 0
        self.site(number).open(None)

    @precondition(lambda self: self.forgets)
    @rule(number=NUMBERS)
    def index_is_backed_up(self, number: int) -> None:
        self.site(number).backup = self.site(number).image()

    @precondition(lambda self: self.forgets)
    @rule(number=NUMBERS)
    def index_is_restored(self, number: int) -> None:
        site = self.site(number)
        if site.backup is not None:
            site.forgetful = True
            site.open(site.backup)

    # --- orchestrators

    @rule(number=NUMBERS, which=OLD)
    def orchestrator_gets_a_batch_again(self, number: int, which: int) -> None:
        published = self.site(number).published
        if published:
            self.world.deliver(published[which % len(published)])

    @rule()
    def stranger_writes_to_the_log(self) -> None:
        self.world.disturb()

    @rule(number=NUMBERS)
    def orchestrator_plans(self, number: int) -> None:
        self.world.plan([self.site(number)])

    # --- workers

    @rule(number=NUMBERS, told=st.booleans())
    def worker_places(self, number: int, told: bool) -> None:
        self.world.work(self.site(number))
        if told:
            self.site(number).take_next()

    @rule(number=NUMBERS)
    def site_catches_up(self, number: int) -> None:
        self.manager_folds(number, 100)
        self.manager_adopts(number)
        self.orchestrator_plans(number)
        self.worker_places(number, True)

    @rule(number=NUMBERS)
    def site_catches_up_and_the_report_is_late(self, number: int) -> None:
        self.manager_folds(number, 100)
        self.orchestrator_plans(number)
        self.worker_places(number, False)
        self.manager_looks(number, "")

    @rule(number=NUMBERS, path=PATHS)
    def person_saves_twice_while_reports_are_late(self, number: int, path: str) -> None:
        others = [other for other in range(self.world.count) if self.site(other) is not self.site(number)]
        self.person_writes(number, path, False)
        self.manager_looks_and_sends(number)
        for other in others:
            self.site_catches_up_and_the_report_is_late(other)
        self.manager_folds(number, 100)
        self.person_writes(number, path, False)
        self.manager_looks_and_sends(number)
        for other in others:
            self.manager_folds(other, 100)
            self.manager_sends(other, True)

    @rule(number=NUMBERS, which=OLD)
    def report_comes_again(self, number: int, which: int) -> None:
        reports = self.site(number).reports
        if reports:
            self.site(number).take(which % len(reports))

    def teardown(self) -> None:
        if hasattr(self, "world") and not self.world.broken:
            self.world.settle()


def run(machine: type[EngineMachine], *, examples: int, random: bool = False, shrink: bool = True) -> None:
    """Run a machine, the same way every time unless `random`."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            derandomize=not random,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )


def test_all_orders_of_events_keep_the_invariants_and_settle() -> None:
    """Whatever happens in whatever order, no content is lost and all sites become as the tree."""
    run(EngineMachine, examples=60)


@pytest.mark.slow
def test_many_more_orders_of_events_keep_the_invariants_and_settle() -> None:
    """The same, in other orders every time."""
    run(EngineMachine, examples=3000, random=True)


def test_a_file_in_place_of_a_directory_is_no_conflict_while_looks_are_late() -> None:
    """What one person does at one site makes no conflict copy, though looks overlap with what they tell.

    Found by the machine: a directory was noted as gone, and a file in it, which the look before had just
    noted as changed, was not.
    """
    machine = EngineMachine()
    machine.begin(count=2, forgets=False)
    machine.manager_begins_a_look(0)
    for number, path in ((0, "a/x/z"), (1, "b"), (0, "a")):
        machine.person_saves_twice_while_reports_are_late(number, path)
    machine.teardown()


DELETES_WITHOUT_TOMBSTONE = Rig(make_state=DeletesWithoutTombstone)
TAKES_ECHOES_FOR_CHANGES = Rig(decide=decide_echoes)


@pytest.mark.parametrize(
    "rig",
    [
        pytest.param(Rig(make_state=FoldingMovesTheBase), id="folding moves the base"),
        pytest.param(Rig(decides_again=True), id="a redelivered batch is decided again"),
        pytest.param(Rig(make_state=TwoBatchesInFlight), id="two batches in flight"),
        pytest.param(DELETES_WITHOUT_TOMBSTONE, id="a delete without a tombstone", marks=pytest.mark.slow),
        pytest.param(TAKES_ECHOES_FOR_CHANGES, id="an echo is taken for a change", marks=pytest.mark.slow),
    ],
)
def test_the_machine_finds_planted_bugs(rig: Rig) -> None:
    """A machine with one rule broken does not pass: the invariants are worth something."""
    mutant = type("MutantMachine", (EngineMachine,), {"rig": rig})
    with pytest.raises(Violation):
        run(mutant, examples=300, shrink=False)


def a_file_leaves_its_directory(machine: EngineMachine) -> None:
    """The steps to which the machine's find of a delete without a tombstone came down."""
    machine.person_saves_twice_while_reports_are_late(0, "a/x")
    machine.person_renames(0, 0, "b")


def both_sites_save_twice(machine: EngineMachine) -> None:
    """The steps to which the machine's find of an echo that is taken for a change came down."""
    machine.person_saves_twice_while_reports_are_late(1, "b")
    machine.person_saves_twice_while_reports_are_late(0, "a")


@pytest.mark.parametrize(
    ("rig", "steps"),
    [
        pytest.param(DELETES_WITHOUT_TOMBSTONE, a_file_leaves_its_directory, id="no tombstone"),
        pytest.param(TAKES_ECHOES_FOR_CHANGES, both_sites_save_twice, id="an echo"),
    ],
)
def test_steps_that_need_a_rule_break_the_invariants_without_it(
    rig: Rig, steps: Callable[[EngineMachine], None]
) -> None:
    """The bugs that take the machine hundreds of runs to find are found in their steps at once."""
    _carry_out(EngineMachine, steps)
    with pytest.raises(Violation):
        _carry_out(type("MutantMachine", (EngineMachine,), {"rig": rig}), steps)


def _carry_out(kind: type[EngineMachine], steps: Callable[[EngineMachine], None]) -> None:
    machine = kind()
    machine.begin(count=2, forgets=False)
    steps(machine)
    machine.teardown()
