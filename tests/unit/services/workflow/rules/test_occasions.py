"""Rules start one execution for each file, for each group of them, or for each that is described."""

from datetime import timedelta

import pytest

from shared.contracts.messages.description import Told
from shared.contracts.messages.workflow import Each
from shared.identity.keys import SigningKey
from tests.unit.services.workflow.rules.rules_rack import rules_rack

ONE, TWO = "11" * 32, "22" * 32


async def work_off(dispatch):
    """Have a dispatch start all that it can."""
    while await dispatch.go_on():
        pass


def paths_of(inputs):
    """Return the path of the file of each input."""
    return [one["file"]["path"] for one in inputs]


async def test_files_that_were_there_before_a_rule_start_nothing(tmp_path):
    """Those of the revision that it was saved at neither."""
    async with rules_rack(tmp_path) as rack:
        at = await rack.write("a", "b")
        dispatch = await rack.dispatch(after=at)
        await work_off(dispatch)
        assert await rack.inputs() == []
        await rack.write("c")
        await work_off(dispatch)
        assert paths_of(await rack.inputs()) == ["c"]


async def test_a_group_starts_one_execution_with_all_of_its_files_that_fit(tmp_path):
    """Also where another process looks again; a commit of which nothing fits starts none."""
    async with rules_rack(tmp_path) as rack:
        revision = await rack.write("in/a.fits", "in/a.xml", "log", message="granule a")
        await rack.write("log2")
        await rack.write("in/b.fits")
        for _ in range(2):
            await work_off(await rack.dispatch(pattern="in/*", each=Each.GROUP))
        first, second = await rack.inputs()
        assert [one["path"] for one in first["files"]] == ["in/a.fits", "in/a.xml"]
        assert (first["message"], first["revision"]) == ("granule a", revision)
        assert [one["path"] for one in second["files"]] == ["in/b.fits"]


async def test_a_group_of_too_many_files_ends_at_once_with_words(tmp_path):
    """The rule goes on after it, and holds no slot for it."""
    async with rules_rack(tmp_path) as rack:
        await rack.write(*(f"in/{'long' * 50}{number}" for number in range(400)))
        await rack.write("in/few")
        dispatch = await rack.dispatch(each=Each.GROUP, running_max=1)
        await work_off(dispatch)
        large, few = await rack.started()
        assert (large[-1].error, len(large[0].input["files"])) == ("Rule.TooManyFiles", 1)
        assert "each file" in large[-1].cause
        assert [one["path"] for one in few[0].input["files"]] == ["in/few"]


@pytest.mark.parametrize("first", ["file", "description", "both"])
async def test_a_described_file_starts_one_execution_whichever_comes_first(tmp_path, first):
    """It is given what the description tells."""
    async with rules_rack(tmp_path) as rack:
        dispatch = await rack.dispatch(each=Each.DESCRIPTION)
        if first != "file":
            await rack.describe(ONE)
        if first != "both":
            await work_off(dispatch)
        await rack.write("a", content=ONE)
        if first == "file":
            await work_off(dispatch)
            assert await rack.inputs() == []
            await rack.describe(ONE)
        await work_off(dispatch)
        await work_off(await rack.dispatch(each=Each.DESCRIPTION))
        (given,) = await rack.inputs()
        assert given["file"]["path"] == "a"
        assert (given["description"]["kind"], given["description"]["facts"]) == ("spk", {"answer": 42})


async def test_a_file_that_waited_for_its_description_is_found_by_the_next_process(tmp_path):
    """The place was not kept where nothing was started yet."""
    async with rules_rack(tmp_path) as rack:
        await rack.write("a", content=ONE)
        await work_off(await rack.dispatch(each=Each.DESCRIPTION))
        await rack.describe(ONE)
        await rack.write("b", content=TWO)
        await work_off(await rack.dispatch(each=Each.DESCRIPTION))
        await rack.describe(TWO)
        await work_off(await rack.dispatch(each=Each.DESCRIPTION))
        assert paths_of(await rack.inputs()) == ["a", "b"]


async def test_kinds_paths_and_belief_decide_which_descriptions_count(tmp_path):
    """What nobody knows, what is of another kind, and what a stranger signed start nothing."""
    async with rules_rack(tmp_path) as rack:
        dispatch = await rack.dispatch(each=Each.DESCRIPTION, kinds=("ck",), pattern="in/*")
        described = {"a": {"kind": "spk"}, "b": {"told": Told.UNKNOWN}, "c": {"kind": "ck"}}
        described["d"] = {"kind": "ck", "key": SigningKey(b"x" * 32)}
        for number, (name, said) in enumerate(described.items()):
            content = f"{number:02x}" * 32
            await rack.write(f"in/{name}", f"out/{name}", content=content)
            await rack.describe(content, **said)
        await work_off(dispatch)
        assert paths_of(await rack.inputs()) == ["in/c"]


async def test_all_paths_of_one_content_start_and_later_descriptions_start_nothing_old(tmp_path):
    """A describer's next version, a month later, is no news of a file."""
    async with rules_rack(tmp_path) as rack:
        dispatch = await rack.dispatch(each=Each.DESCRIPTION)
        await rack.write("a", "b", content=ONE)
        await rack.write("c", content=TWO)
        await work_off(dispatch)
        await rack.describe(ONE)
        await work_off(dispatch)
        assert paths_of(await rack.inputs()) == ["a", "b"]
        rack.clock.time += timedelta(days=31)
        await rack.describe(TWO)
        await rack.describe(ONE, version=2)
        await work_off(dispatch)
        assert paths_of(await rack.inputs()) == ["a", "b"]
