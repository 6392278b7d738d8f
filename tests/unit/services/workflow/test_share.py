"""The share of a process: all partitions are held by somebody, and by nobody twice."""

from services.workflow.share.partition import PARTITIONS, partition_of, to_take


def settle(members):
    """Let processes take and leave in turns, as leases let them; return who holds what in the end."""
    holders = {}
    for _ in range(3):
        for me in members:
            wanted = to_take(holders, set(members), me)
            for partition in [one for one, holder in holders.items() if holder == me and one not in wanted]:
                del holders[partition]
            for partition in wanted:
                holders.setdefault(partition, me)
    return holders


def test_processes_come_to_fair_shares_and_nothing_is_left():
    """Whoever comes gets a share, whoever is alone has all."""
    for count in (1, 2, 3, 5, PARTITIONS, PARTITIONS + 4):
        members = [f"p{number}" for number in range(count)]
        holders = settle(members)
        assert set(holders) == set(range(PARTITIONS))
        shares = [list(holders.values()).count(member) for member in members]
        assert max(shares) <= -(-PARTITIONS // count)


def test_what_a_dead_process_held_is_taken_by_the_others():
    """Its lease has ended, and it is no member any more."""
    holders = {one: holder for one, holder in settle(["a", "b"]).items() if holder == "a"}
    free = set(range(PARTITIONS)) - set(holders)
    assert set(to_take(holders, {"a"}, "a")) == set(range(PARTITIONS))
    assert free


def test_a_name_has_one_partition_for_ever():
    """All processes, of all versions, agree where an execution belongs."""
    assert [partition_of(name) for name in ("a", "each-ck", "0123456789abcdef")] == [3, 5, 3]
    assert {partition_of(str(number)) for number in range(1000)} == set(range(PARTITIONS))
