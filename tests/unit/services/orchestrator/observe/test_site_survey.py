"""Which sites are there, and which hold everything."""

from services.orchestrator.observe.bus_figures import parse_consumer, parse_stream
from services.orchestrator.observe.site_survey import count_whole
from shared.contracts.messages.presence import SiteRecord
from shared.contracts.messages.sites.replica_rules import Followed
from shared.contracts.messages.transfers.want import Held, Need, Want
from shared.model.entry import Kind

RECORDS = [SiteRecord(collection="spice", site=site, key="0" * 64) for site in ("a", "b", "c")]
NEED = Need(path="x.tls", revision=7, held=Held(kind=Kind.DELETED))


def want(site, *, placed=7, **others):
    """Return what a site has said, all placed unless told otherwise."""
    return Want(collection="spice", site=site, log_id="1", head=7, placed=placed, **others)


def count(*wants, held=frozenset()):
    """Count whole copies at revision 7."""
    return count_whole(wants, head=7, held=set(held), records=RECORDS)


def test_sites_that_hold_the_head_are_whole_copies():
    """Who has placed everything up to the head counts, and one that went on further, too."""
    assert count(want("a"), want("b", placed=8)) == 2


def test_whoever_lacks_a_path_is_no_whole_copy():
    """Not one that is behind, asks for a path, or cannot place one."""
    assert count(want("a", placed=6), want("b", needs=(NEED,)), want("c", unplaced=("x.tls",))) == 0


def test_a_held_site_and_a_stranger_do_not_count():
    """What a held site says is of before, and who is not registered belongs to nothing."""
    assert count(want("a"), want("b"), want("stranger"), held={"b"}) == 1


def test_a_site_that_follows_a_part_is_no_whole_copy():
    """It has placed all that its rule asks for, and no more."""
    assert count(want("a"), want("b", rule=1, followed=Followed(exclude=("ck/",)))) == 1


def test_an_empty_stream_has_no_oldest_message():
    """The server gives an empty stream a date all the same; it is not told."""
    raw = {
        "config": {"name": "JOBS", "max_bytes": -1},
        "state": {"messages": 0, "bytes": 0, "first_ts": "0001-01-01T00:00:00Z"},
    }

    assert (parse_stream(raw).first_at, parse_stream(raw).bytes_max) == (None, None)


def test_dates_of_the_server_are_read_with_all_their_digits():
    """The server writes nanoseconds, and leaves out zeros at their end."""
    raw = {
        "config": {"name": "JOBS", "max_bytes": 10},
        "state": {"messages": 1, "bytes": 5, "first_ts": "1970-01-01T00:00:10.123456789Z"},
    }
    short = {**raw, "state": {**raw["state"], "first_ts": "1970-01-01T00:00:10.5Z"}}

    assert parse_stream(raw).first_at == 10.123456
    assert parse_stream(short).first_at == 10.5


def test_lag_is_what_waits_and_what_is_in_flight():
    """Both are told apart: one is for more workers, the other for slow ones."""
    raw = {
        "stream_name": "JOBS",
        "name": "transfer-a",
        "num_pending": 3,
        "num_ack_pending": 2,
        "num_redelivered": 1,
    }
    figures = parse_consumer(raw)

    assert (figures.pending, figures.in_flight, figures.redelivered) == (3, 2, 1)
