"""A world without order: tasks end in any order or never, facts come twice, the interpreter is killed."""

from datetime import timedelta
from random import Random
from typing import Any, Final

from shared.states.definition.model import Definition
from shared.states.history import events as ev
from shared.states.interpret import commands as cmd
from shared.states.interpret.interpreter import Interpreter, Turn
from shared.states.limits import Limits
from testing.states.world import START, Work, started

MOST_STEPS: Final = 20_000
"""Facts that a random definition may take; more means that it does not end."""

_ANSWERS: Final = ("output", "output", "output", "error", "other", "silent", "start", "hang")


class RandomWorld:
    """Drives one execution to its end by random facts, and keeps what tests look at.

    `given` has every command in order; `history` is what was appended. An append may fail: then the
    interpreter is dropped with the turn, as another process' append would force it to.
    """

    def __init__(self, definition: Definition, limits: Limits, random: Random) -> None:
        self.definition = definition
        self._limits = limits
        self._random = random
        self._interpreter = Interpreter(definition, limits)
        self._open: dict[str, Work] = {}
        self._timers: dict[str, cmd.StartTimer] = {}
        self._told: list[ev.Fact] = []
        self.now = START
        self.history: list[ev.Fact | ev.Decision] = []
        self.given: list[cmd.Command] = []
        self.endings: list[cmd.Command] = []

    def run(self) -> "RandomWorld":
        """The execution until it has ended and every late fact was told."""
        self._tell(started(self.definition, {"n": 1}))
        for _ in range(MOST_STEPS):
            if self.endings:
                break
            self._step()
        for fact in self._told[-5:]:
            self._tell(fact)
        return self

    def _step(self) -> None:
        self.now += timedelta(seconds=self._random.randint(0, 3))
        what = self._random.random()
        if what < 0.1 and self._told:
            self._tell(self._random.choice(self._told))
        elif what < 0.2:
            self._restart()
        elif what < 0.21:
            self._tell(ev.CancelRequested(at=self.now))
        elif self._open and (what < 0.7 or not self._timers):
            self._tell_of(self._random.choice(list(self._open.values())))
        elif self._timers:
            timer = self._random.choice(list(self._timers))
            self.now = max(self.now, self._timers[timer].due)
            self._tell(ev.TimerFired(at=self.now, timer=timer))

    def _tell_of(self, command: Work) -> None:
        answer = self._random.choice(_ANSWERS)
        facts: dict[str, Any] = {
            "output": ev.TaskSucceeded(at=self.now, task=command.task, output=self._random.randint(0, 9)),
            "error": ev.TaskFailed(at=self.now, task=command.task, error="E"),
            "other": ev.TaskFailed(at=self.now, task=command.task, error="Other"),
            "silent": ev.HeartbeatMissed(at=self.now, task=command.task),
            "start": ev.TaskStarted(at=self.now, task=command.task),
        }
        if answer in facts:
            self._tell(facts[answer])

    def _tell(self, fact: ev.Fact) -> None:
        self._told.append(fact)
        turn = self._interpreter.receive(fact)
        if turn.events and self._random.random() < 0.1:
            self._restart()  # The append failed: nothing of the turn has happened.
            return
        while True:
            self._keep(turn)
            if not turn.more:
                return
            if self._random.random() < 0.3:
                self._restart()
            turn = self._interpreter.advance(self.now)

    def _keep(self, turn: Turn) -> None:
        assert turn.first == len(self.history), "a turn begins where the history ends"
        self.history += turn.events
        for command in turn.commands:
            self.given.append(command)
            self._take_up(command)
        execution = self._interpreter.execution
        self._open = {task: work for task, work in self._open.items() if task in execution.tasks}
        self._timers = {name: timer for name, timer in self._timers.items() if name in execution.timers}

    def _take_up(self, command: cmd.Command) -> None:
        match command:
            case cmd.RunTask() | cmd.ReadItems() | cmd.WriteResults():
                self._open[command.task] = command
            case cmd.StartTimer():
                self._timers[command.timer] = command
            case cmd.Complete() | cmd.Fail():
                self.endings.append(command)

    def _restart(self) -> None:
        """Another process reads the history, and is owed what this one was owed."""
        self._interpreter = Interpreter.replay(self.definition, self._limits, self.history)
        owed = list(self._interpreter.outstanding())
        expected = [*self.endings[:1], *self._open.values(), *self._timers.values()]
        assert sorted(map(repr, owed)) == sorted(map(repr, expected)), "what is owed follows from the history"
