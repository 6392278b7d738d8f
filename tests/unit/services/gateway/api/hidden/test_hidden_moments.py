"""Wrong parameters, moments and packings tell nothing of a hidden frame."""

from shared.contracts.messages.description import (
    ContentProblem,
    Findings,
    Severity,
    Told,
)
from shared.model.scope import Scope
from tests.unit.services.gateway.api.hidden.frames_rack import DAY, NOW, Rack, events_of, frame, status_of
from tests.unit.services.gateway.desk import BELOW, hash_of

ODD = ("at=999999", "at=x", "at=-1", "limit=0", "before=0", "limit=x")


async def test_a_wrong_parameter_tells_no_hidden_path_from_one_that_is_not_there(rack: Rack) -> None:
    """It is refused alike before anything of the path is judged."""
    await rack.desk.commit({"hid/f.fits": b"frame"})
    await rack.describe(b"frame", frame("P1", NOW + DAY))
    reader = await rack.token()
    await rack.settle()
    for route in ("content", "files"):
        for odd in ODD:
            told = [
                await rack.ask(f"{BELOW}/{route}/{path}?{odd}", reader) for path in ("hid/f.fits", "none")
            ]
            words = [one.text.replace("hid/f.fits", "none") for one in told]
            assert (told[0].status_code, words[0]) == (told[1].status_code, words[1]), (route, odd)


async def test_no_moment_tells_a_hidden_directory_or_version(rack: Rack) -> None:
    """The words for a path are the same at every revision at which the caller has nothing there."""
    first = await rack.desk.commit({"seen.fits": b"first"})
    await rack.desk.commit({"p/x.fits": b"hidden", "q/z.fits": b"hidden"})
    last = await rack.desk.commit({"q/z.fits": b"public"})
    await rack.describe(b"hidden", frame("P1", NOW + DAY))
    for data in (b"public", b"first"):
        await rack.describe(data, frame("P2", NOW - DAY))
    reader = await rack.token()
    await rack.settle()

    async def words(path: str) -> set[str]:
        told = [await rack.ask(f"{BELOW}/content/{path}?at={at}", reader) for at in range(first, last)]
        return {one.json()["detail"].replace(path, "PATH") for one in told}

    assert await words("p") == await words("none")
    assert len(await words("q/z.fits")) == 1
    assert (await rack.ask(f"{BELOW}/content/q/z.fits?at={last}", reader)).content == b"public"


async def test_what_may_hold_frames_and_nobody_read_is_for_admins(rack: Rack) -> None:
    """By a word of FITS anywhere in its name, or by the name of a packing; directories say nothing."""
    packed = ("a.fits.bz2", "a.fits.fz.gz", "b.FTZ", "c.tar", "d.tgz", "e.zip", "f.tar.gz", "g.fits.gz.1")
    packed += ("h.fits.br", "i.fits.enc", "j.gz", "k.Z", "l.dat.gz", "m.img.xz", "n.rar", "o.cpio", "p.fit")
    others = ("tar.txt", "q.csv", "fits", "x.fits.d/readme.txt", "r.gz.d/readme.md")
    await rack.desk.commit({name: name.encode() for name in (*packed, *others)})
    for name in (*packed, *others):
        await rack.describe(name.encode(), None)
    reader, admin = await rack.token("P1"), await rack.token(scope=Scope.ADMIN)
    await rack.settle()
    seen = [name for name in (*packed, *others) if (await status_of(rack, name, reader)) == 200]
    assert seen == [*others]
    assert [await status_of(rack, name, admin) for name in packed] == [200] * len(packed)


async def test_what_begins_as_a_packing_is_for_admins_under_any_name(rack: Rack) -> None:
    """The describer of packings says so, or one that knows the name of a kernel and finds a packed one."""
    found = {
        "a": Findings(kind="packing", facts={"tool": "gzip"}),
        "b.bsp": Findings(kind="spk", problems=(_problem("packed"),)),
        "c.bsp": Findings(kind="spk", problems=(_problem("truncated"),)),
    }
    await rack.desk.commit({name: name.encode() for name in found})
    for name, findings in found.items():
        await rack.tell(name.encode(), told=Told.RECOGNISED, findings=findings)
    reader = await rack.token("P1")
    await rack.settle()
    assert [name for name in found if (await status_of(rack, name, reader)) == 200] == ["c.bsp"]


def _problem(code: str) -> ContentProblem:
    return ContentProblem(code=code, severity=Severity.BROKEN, detail="so it is")


async def test_earlier_bytes_are_judged_by_what_was_said_of_them(rack: Rack) -> None:
    """A version that is public does not open one before it that is not, nor by its hash."""
    first = await rack.desk.commit({"f.fits": b"private", "kept.fits": b"private"})
    await rack.describe(b"private", frame("P1", NOW + DAY))
    await rack.desk.commit({"f.fits": b"public"})
    await rack.describe(b"public", frame("P1", NOW - DAY))
    reader, member = await rack.token(), await rack.token("P1")
    await rack.settle()

    body = {"paths": ["f.fits"], "format": "zip", "at": str(first)}
    for way in (f"{BELOW}/content/f.fits?at={first}", f"{BELOW}/blobs/{hash_of(b'private')}"):
        assert (await rack.ask(way, reader)).status_code == 404
        assert (await rack.ask(way, member)).content == b"private"
    assert (await rack.ask(f"{BELOW}/archive", reader, "POST", json=body)).status_code == 404
    assert (await rack.ask(f"{BELOW}/archive", member, "POST", json=body)).status_code == 200
    # Nor are its size, its hash and its time told, where the path is.
    lists = [f"{BELOW}/files/f.fits", f"{BELOW}/files?at={first}", f"{BELOW}/diff?from={first}"]
    lists.append(f"{BELOW}/diff?from=0&to={first}")
    for way in lists:
        told = [(await rack.ask(way, token)).text for token in (reader, member)]
        assert [hash_of(b"private") in text for text in told] == [False, True], way
    events = [await events_of(rack, token) for token in (reader, member)]
    assert [hash_of(b"private") in text for text in events] == [False, True]
