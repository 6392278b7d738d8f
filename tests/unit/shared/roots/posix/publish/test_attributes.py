"""What hangs on a file that is replaced stays with its path; new files take what their directory gives."""

from shared.roots.posix.publish.publish import Published
from testing.disk.root import ABSENT, directory_state, held


def test_owner_acl_and_attributes_of_a_replaced_file_stay(root):
    """The inode is another one; what people hung on the path is not lost."""
    root.user.write("f", b"old")
    hung = {"owner": b"1000", "group": b"100", "acl": b"u:7:rw", "user.note": b"kept"}
    for name, value in hung.items():
        root.user.hang("f", name, value)
    (outcome,) = root.publish(("f", b"new", held(b"old")))
    assert isinstance(outcome, Published)
    assert root.user.read("f") == b"new"
    assert root.user.hanging("f") == hung
    assert outcome.fingerprint == root.files.status("f").fingerprint


def test_new_file_takes_what_its_directory_gives(root):
    """Set-gid and a default ACL count as if the file had been made there, also below a new directory."""
    root.user.make_directory("team")
    root.user.chmod("team", 0o2775)
    root.user.hang("team", "group", b"100")
    root.user.hang("team", "default-acl", b"g:7:rwx")
    root.publish(("team/f", b"1", ABSENT), ("team/new/g", b"2", ABSENT), ("plain", b"3", ABSENT))
    given = {"group": b"100", "acl": b"g:7:rwx"}
    assert root.user.hanging("team/f") == root.user.hanging("team/new/g") == given
    assert root.user.hanging("plain") == {}
    assert root.files.status("team/new").mode == 0o2755


def test_bits_of_directories_that_do_not_travel_stay(root):
    """A change of the permission bits leaves set-gid and sticky as they are at this site."""
    root.user.make_directory("team")
    root.user.chmod("team", 0o3775)
    (outcome,) = root.publish(("team", directory_state(0o750), ABSENT))
    assert isinstance(outcome, Published)
    assert root.files.status("team").mode == 0o3750
    assert outcome.state.mode == 0o750


def test_edit_in_the_last_instant_is_no_loss(root):
    """A prior that does not stand there any more leaves what hangs on the person's file alone."""
    root.user.write("f", b"old")
    root.user.hang("f", "user.note", b"mine")
    root.once("carry_over", lambda: root.user.write("f", b"edited"))
    root.publish(("f", b"new", held(b"old")))
    assert root.user.read("f") == b"edited"
    assert root.user.hanging("f") == {"user.note": b"mine"}
