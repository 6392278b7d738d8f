"""The overlay for a laptop, in a cluster of one node: it comes up by itself, and a file goes across."""

SITES = ("alpha", "beta")


def test_a_file_that_is_saved_at_one_site_is_at_the_other(dev):
    """Nothing is restarted on the way up: services that wait for names and streams are alive."""
    dev.write("alpha", "first.txt", b"hello")

    dev.everywhere(SITES, "first.txt", b"hello")
    assert dev.restarts() == {}


def test_every_pod_that_is_deleted_is_replaced_and_files_go_on(dev):
    """One of each kind is deleted at once, the bus among them."""
    names = [pod["metadata"]["name"] for pod in dev.pods() if pod["status"]["phase"] == "Running"]
    dev.ask("delete", "pod", "--wait=false", *names)
    dev.write("beta", "second.txt", b"written meanwhile")
    dev.wait()

    dev.everywhere(SITES, "second.txt", b"written meanwhile")
    assert dev.restarts() == {}
