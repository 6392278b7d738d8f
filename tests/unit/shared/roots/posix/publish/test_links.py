"""Publishing symbolic links: as files whose bytes are their targets, and never one that leads out."""

import pytest

from shared.contracts.messages.transfers.report import Reason
from shared.model.entry import DELETED, State
from shared.model.links import LINK_MODE
from shared.roots.posix.control import make_control
from shared.roots.posix.files.directory import PosixFiles
from shared.roots.posix.publish.publication import NotPublished, Publication, Published
from shared.roots.posix.publish.publish import Publisher
from testing.disk.files import MemoryDisk, MemoryFiles
from testing.disk.root import ABSENT, PACK, clock, file_state, held


class Root:
    """A root, and one who publishes into it."""

    def __init__(self, files):
        self.files = files
        make_control(files)
        self.publisher = Publisher(files, now=clock())

    def publish(self, path, state, prior, data=None):
        """Publish a state, whose bytes are staged where they are given; return its outcome."""
        with self.publisher.begin(PACK) as staging:
            staged = None
            if data is not None:
                with staging.create(state) as file:
                    file.write(data)
                    file.seal()
                staged = file.path
            one = Publication(path=path, state=state, prior=prior, staged=staged)
            return self.publisher.publish(staging, [one])[0]

    def stands(self, path):
        """Return whether a link stands at a path, and its bytes."""
        with self.files.open(path) as file:
            return file.status().mode & LINK_MODE == LINK_MODE, file.read_at(0, 99)

    def trashed(self):
        """Return the contents in the trash."""
        return [one.content for one in self.publisher.trash.entries()]


@pytest.fixture(params=["exchange", "no-exchange", "memory"])
def root(request, tmp_path):
    """A directory of this host, with and without atomic exchange, and one in memory."""
    exchange = request.param == "exchange"
    files = (
        MemoryFiles(MemoryDisk()) if request.param == "memory" else PosixFiles(tmp_path, exchange=exchange)
    )
    yield Root(files)
    files.close()


def link(target: bytes) -> State:
    """Return the state of a link."""
    return file_state(target, mode=LINK_MODE)


def test_a_new_link_stands_with_its_time(root):
    """Its state and its evidence are those that a look finds there."""
    outcome = root.publish("d/l", link(b"../f"), ABSENT, b"../f")
    status = root.files.status("d/l")
    assert outcome == Published(path="d/l", state=link(b"../f"), fingerprint=status.fingerprint)
    assert root.stands("d/l") == (True, b"../f")


def test_a_link_is_replaced_and_taken_out_as_files_are(root):
    """What stood there goes to the trash, under the hash of its target."""
    root.publish("l", link(b"a"), ABSENT, b"a")
    root.publish("l", link(b"b"), held(b"a"), b"b")
    assert root.stands("l") == (True, b"b")
    assert isinstance(root.publish("l", DELETED, held(b"b")), Published)
    assert root.trashed() == [held(b"a").content, held(b"b").content]


def test_a_link_that_was_pointed_elsewhere_stays(root):
    """It is no prior any more (I1)."""
    root.publish("l", link(b"a"), ABSENT, b"a")
    outcome = root.publish("l", link(b"c"), held(b"b"), b"c")
    assert (outcome.reason, root.stands("l")) == (Reason.CHANGED, (True, b"a"))


@pytest.mark.parametrize("first", [True, False], ids=["link-to-file", "file-to-link"])
def test_a_link_and_a_file_of_its_bytes_change_places(root, first):
    """Nothing has to be sent for it: the bytes are there, and a mode alone cannot turn one into the other."""
    link_state, file_of_it = link(b"a"), file_state(b"a")
    before, after = (link_state, file_of_it) if first else (file_of_it, link_state)
    root.publish("l", before, ABSENT, b"a")
    outcome = root.publish("l", after, held(b"a"))
    assert (outcome.state, root.stands("l")) == (after, (not first, b"a"))


@pytest.mark.parametrize("target", [b"/etc/passwd", b"../f", b"d/../../f", b".spicerack/trash"])
def test_a_link_that_leads_out_is_never_made(root, target):
    """Whatever site has said it (I7)."""
    outcome = root.publish("l", link(target), ABSENT, target)
    assert isinstance(outcome, NotPublished)
    assert "leads out" in outcome.detail
    assert [entry.name for entry in root.files.list("")] == [".spicerack"]
