"""Real file systems that take names for others: the port's promises there, and a rack with a site on one."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.files.port import TwinError
from shared.roots.posix.publish.publish import NotPublished, Published, Publisher
from testing.disk.folding_conformance import FoldingConformance
from testing.disk.root import ABSENT, PACK, Root, clock, held
from tests.e2e.harness import Rack, eventually, tree, write
from tests.faults.image_disks import EXFAT, NTFS, image_disk
from tests.faults.mounts import MIB

pytestmark = pytest.mark.slow


class RealBench:
    def __init__(self, root):
        self.root = root
        self.files = PosixFiles(root)
        make_control(self.files)

    def person_writes(self, path, data):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(data)

    def person_renames(self, source, target):
        (self.root / source).rename(self.root / target)


@pytest.fixture
def exfat(tmp_path):
    """A root on exFAT."""
    with image_disk(EXFAT, tmp_path / "exfat") as disk:
        (disk / "root").mkdir()
        yield disk / "root"


class TestExfat(FoldingConformance):
    @pytest.fixture
    def folding(self, exfat):
        bench = RealBench(exfat)
        yield bench
        bench.files.close()

    def test_rename_in_case_alone_loses_nothing(self, folding):
        """The new name waits for the old one to go, whose delete takes the old one alone (I1)."""
        (folding.root / "g1.bsp").write_bytes(b"g1")
        publisher = Publisher(folding.files, now=clock())
        with publisher.begin(PACK) as staging:
            (refused,) = publisher.publish(staging, [Root.stage(staging, "G1.bsp", b"g1", ABSENT)])
        assert isinstance(refused, NotPublished)
        assert (refused.reason, refused.twin) == (Reason.FAILED, "g1.bsp")
        with publisher.begin(PACK) as staging:
            both = [("g1.bsp", DELETED, held(b"g1")), ("G1.bsp", b"g1", ABSENT)]
            outcomes = publisher.publish(staging, [Root.stage(staging, *one) for one in both])
        assert all(isinstance(one, Published) for one in outcomes)
        assert [path.name for path in folding.root.glob("*.bsp")] == ["G1.bsp"]


def test_names_that_ntfs_lists_in_lower_case_are_refused(tmp_path):
    """Nothing is placed under a name that the next look would not find."""
    with image_disk(NTFS, tmp_path / "ntfs") as disk:
        files = PosixFiles(disk)
        make_control(files)
        with pytest.raises(TwinError) as caught:
            files.create("UP.bsp")
        assert caught.value.twin == "up.bsp"
        with files.create("low.bsp") as file:
            file.write(b"x")
        assert sorted(path.name for path in disk.glob("*.bsp")) == ["low.bsp"]
        files.close()


def test_rack_with_a_site_on_exfat_keeps_every_file(exfat, tmp_path):
    """A rename in case alone arrives; of twins one is a problem; the control directory stays ours."""
    rack = Rack(
        tmp_path / "rack", "a", "b", roots={"b": exfat}, settings={"SPICERACK_RESERVE_BYTES": str(MIB)}
    )
    write(rack["a"] / "g1.bsp", "g1")
    write(rack["a"] / "late/x.bc", "x")
    with rack.running():
        rack.synced()
        (rack["a"] / "g1.bsp").rename(rack["a"] / "G1.bsp")
        eventually(lambda: "G1.bsp" in tree(rack["b"]), what="G1.bsp at b", patience=60)
        assert rack.synced().keys() == {"G1.bsp", "late", "late/x.bc"}
        write(rack["a"] / "twin.txt", "twin")
        rack.synced()
        write(rack["a"] / "TWIN.txt", "twin")
        write(rack["a"] / ".SPICERACK/evil", "evil")
        eventually(
            lambda: any("TWIN.txt" in one and "twin.txt" in one for one in rack.problems("b")),
            what="a problem of b that names both twins",
        )
        eventually(
            lambda: any(".SPICERACK" in one for one in rack.problems("a")),
            what="a problem of a that names the foreign control directory",
        )
        assert {"twin.txt", "TWIN.txt"} <= tree(rack["a"]).keys()
        assert "twin.txt" in tree(rack["b"])
        assert not (exfat / ".spicerack/evil").exists()
        (rack["a"] / "twin.txt").unlink()
        eventually(lambda: "TWIN.txt" in tree(rack["b"]), what="the other twin at b", patience=60)
        assert rack.site("b")["state"] != "held"
