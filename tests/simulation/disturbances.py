"""What the world does to hosts and servers beside the faults of single operations."""

from collections.abc import Callable, Mapping
from contextvars import Context
from pathlib import Path
from types import MappingProxyType

from services.manager.look.safeguards.brake import HoldReason
from shared.contracts.messages.sites.replica_rules import Mode, SiteRule
from shared.contracts.topology import Stream
from testing.simulation.census import Happening
from testing.simulation.machine.snapshots import Snapshot, put_back, take_snapshot, without_control
from tests.simulation.real_services import MANAGER, ORCHESTRATOR, TRANSFER, RealServices
from tests.simulation.world import World

PARTITION_MAX = 60.0
DOWN_MAX = 30.0
AWAY_MAX = 120.0
"""Longer than the orchestrators wait for a silent site."""

JUMP_MAX = 3600.0
ROLL_BACK_MAX = 5
"""Messages that a server's store loses at most, when it had lied about its syncs."""

MILD: tuple[str, ...] = ("partition", "isolate", "outage", "restart_server", "evict", "jump", "away")
"""What no person has to look at afterwards."""

RESTORES: tuple[str, ...] = ("lose_index", "restore_index", "restore_root", "unmount")

BARE_RESTORES: tuple[str, ...] = ("restore_bare", "restore_index")

VOLUMES: tuple[str, ...] = ("take_volume",)

PAUSES: tuple[str, ...] = ("pause", "away", "outage")

RULES: tuple[str, ...] = ("rule", "rule", "away")

MODES: tuple[str, ...] = ("mode", "mode", "away")

COPIES: tuple[str, ...] = ("drain", "away", "away")

LEAVING: tuple[str, ...] = ("remove", "remove", "away")

LEFT_OUT = ("kernels/", "*.bsp", "deep/", "*")
"""Patterns of rules that worlds draw."""

ROLL_BACK: tuple[str, ...] = ("roll_back",)


class Disturbances:
    """Disturbs one site, or all, by the choices of a run."""

    def __init__(self, world: World, services: RealServices, kinds: tuple[str, ...]) -> None:
        self._world = world
        self._services = services
        self._choices = world.choices
        self._kinds = kinds
        self._index_backups: dict[str, Path] = {}
        self._root_backups: dict[str, Snapshot] = {}
        self._actions: Mapping[str, Callable[[str], None]] = MappingProxyType(
            {
                "partition": self._partition,
                "isolate": self._isolate,
                "outage": self._outage,
                "restart_server": self._restart_server,
                "evict": self._evict,
                "jump": self._jump,
                "away": self._away,
                "lose_index": self._lose_index,
                "restore_index": self._restore_index,
                "restore_root": self._restore_root,
                "restore_bare": self._restore_bare,
                "unmount": self._unmount,
                "take_volume": self._take_volume,
                "roll_back": self._roll_back,
                "pause": self._pause,
                "rule": self._rule,
                "mode": self._mode,
                "remove": self._remove,
                "drain": self._drain,
            }
        )

    def happen(self, site: str) -> None:
        """Do one thing."""
        kind = self._choices.pick("disturb.kind", self._kinds)
        self._world.loop.note(f"disturb {kind} {site}")
        self._back_up(site)
        self._actions[kind](site)

    def _back_up(self, site: str) -> None:
        """Keep copies of index and root at the first disturbance of a site."""
        host = self._world.hosts[site]
        if site not in self._index_backups and set(self._kinds) & {*RESTORES, *BARE_RESTORES}:
            self._index_backups[site] = host.databases(MANAGER).backup()
            self._root_backups[site] = take_snapshot(host.disk)

    # The network and the server

    def _partition(self, site: str) -> None:
        """Cut one process off."""
        self._world.loop.count(Happening.PARTITION)
        offices = [f"{context.name}/{ORCHESTRATOR}" for context in self._services.offices]
        clients = [f"{site}/{MANAGER}", f"{site}/{TRANSFER}", *offices]
        self._cut(self._choices.pick("disturb.client", clients))

    def _isolate(self, site: str) -> None:
        """Cut a whole site off."""
        self._world.loop.count(Happening.ISOLATION)
        for process in (MANAGER, TRANSFER):
            self._cut(f"{site}/{process}")

    def _cut(self, client: str) -> None:
        self._services.server.partition(client)
        self._later(PARTITION_MAX, lambda: self._services.server.heal(client))

    def _outage(self, site: str) -> None:
        self._world.loop.count(Happening.OUTAGE)
        self._services.server.go_down()
        self._later(DOWN_MAX, self._services.server.come_up)

    def _restart_server(self, site: str) -> None:
        self._world.loop.count(Happening.SERVER_RESTART)
        self._services.server.power_cut(self._choices.generator("disturb.server"))

    def _roll_back(self, site: str) -> None:
        self._services.rolled_back = True
        self._services.server.power_cut(self._choices.generator("disturb.server"), lose=ROLL_BACK_MAX)
        self._world.log_was_replaced()

    def _evict(self, site: str) -> None:
        self._world.loop.count(Happening.EVICTION)
        stream = self._choices.pick("disturb.evicted", (Stream.PACKS, Stream.SIGNATURES))
        self._services.server.evict(stream, ">")

    # The host

    def _jump(self, site: str) -> None:
        self._world.loop.count(Happening.CLOCK_JUMP)
        self._world.hosts[site].clock.jump(self._choices.between("disturb.jump", -JUMP_MAX, JUMP_MAX))

    def _away(self, site: str) -> None:
        """Switch a site off for a while."""
        host = self._world.hosts[site]
        if not host.away:
            self._world.loop.count(Happening.AWAY)
            host.leave()
            self._later(AWAY_MAX, lambda: host.come_back() if self._world.rough else None)

    def _pause(self, site: str) -> None:
        """Have a site rest for a while; people go on at all of them."""
        self._world.loop.count(Happening.SITE_PAUSED)
        self._services.pause(site)
        self._later(AWAY_MAX, lambda: self._services.resume(site))

    def _rule(self, site: str) -> None:
        """Have a site follow another part of the collection, or other ways; all others follow all."""
        self._world.loop.count(Happening.RULES_CHANGED)
        mode = self._choices.pick("disturb.mode", (Mode.TWO_WAY, Mode.TWO_WAY, Mode.SEND_ONLY))
        pattern = self._choices.pick("disturb.pattern", LEFT_OUT)
        first = LEFT_OUT[LEFT_OUT.index(pattern) - 1]
        self._services.set_rules(SiteRule(sites=(site,), mode=mode, exclude=(pattern,), priority=(first,)))

    def _mode(self, site: str) -> None:
        """Have a site keep what its people do to itself, or revert it; all others go both ways."""
        self._world.loop.count(Happening.ONE_WAY)
        mode = self._choices.pick("disturb.mode", (Mode.RECEIVE_ONLY, Mode.MIRROR, Mode.TWO_WAY))
        self._services.set_rules(SiteRule(sites=(site,), mode=mode))

    def _remove(self, site: str) -> None:
        """Have a site leave for a while; people go on at all of them."""
        self._world.loop.count(Happening.SITE_REMOVED)
        self._services.remove_site(site)
        self._later(AWAY_MAX, lambda: self._services.add_site(site))

    def _drain(self, site: str) -> None:
        """Have nobody count on what a site holds for a while; people go on at all of them."""
        self._services.drain(site)
        self._later(AWAY_MAX, lambda: self._services.add_site(site))

    def _lose_index(self, site: str) -> None:
        self._world.loop.count(Happening.INDEX_LOST)
        host = self._world.hosts[site]
        host.process(MANAGER).crash()
        host.databases(MANAGER).lose()
        self._services.disturbed_index(site)

    def _restore_index(self, site: str) -> None:
        """Put the copy back that was taken at the site's first disturbance."""
        databases = self._world.hosts[site].databases(MANAGER)
        self._world.loop.count(Happening.INDEX_RESTORED)
        self._world.hosts[site].process(MANAGER).crash()
        databases.restore(self._index_backups[site])
        self._services.disturbed_index(site)

    def _restore_root(self, site: str) -> None:
        """Put the copy back that was taken at the site's first disturbance."""
        self._world.loop.count(Happening.ROOT_RESTORED)
        self._put_back(site, self._root_backups[site])

    def _put_back(self, site: str, copy: Snapshot) -> None:
        """Let a root be as in a copy, while nothing runs there."""
        disk = self._world.hosts[site].disk
        self._services.disturbed_root(site)
        with self._world.accident(site):
            for process in (MANAGER, TRANSFER):
                self._world.hosts[site].process(process).crash()
            put_back(disk, copy)

    def _restore_bare(self, site: str) -> None:
        """Put the copy back as a backup has it that leaves our own directory out."""
        self._world.loop.count(Happening.ROOT_BARE)
        self._put_back(site, without_control(self._root_backups[site]))

    def _take_volume(self, site: str) -> None:
        """Take the volume within a root away for a while, at whatever site has one."""
        (site,) = self._world.settings.volumes
        self._services.justify(site, HoldReason.MOUNT_CHANGED)
        self._world.take_volume_away(site)
        self._later(DOWN_MAX, lambda: self._world.mount_volume(site))

    def _unmount(self, site: str) -> None:
        """Let the root's mount point be there without the root for a while."""
        self._world.loop.count(Happening.UNMOUNTED)
        host = self._world.hosts[site]
        host.unmount()
        self._services.disturbed_root(site)
        self._later(DOWN_MAX, host.mount_again)

    def _later(self, longest: float, action: Callable[[], None]) -> None:
        delay = self._choices.between("disturb.length", 1.0, longest)
        self._world.loop.call_later(delay, action, context=Context())
