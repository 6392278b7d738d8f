"""Worker processes, real ones: they look into contents, and die of some."""

import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from blake3 import blake3

from services.describer.documents.describer import DocumentDescriber
from services.describer.fits.describer import FitsDescriber
from services.describer.kernels.describer import KernelDescriber
from services.describer.packings.describer import PackingDescriber
from services.describer.work.process import WorkerDiedError, WorkerProcess, WorkerStartError
from services.describer.work.protocol import Job, Looked, Missing
from tests.fits.made import sky_image
from tests.kernels.made import made

FIXTURES = Path(__file__).parents[4] / "fixtures" / "plug_ins"
MEMORY = 1024**3


@pytest.fixture
def plug_ins(tmp_path, monkeypatch):
    """A plug-in of another distribution, found by its entry point."""
    folder = tmp_path / "plug-ins"
    shutil.copytree(FIXTURES, folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


@pytest.fixture
def root(tmp_path):
    """The root of a site."""
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@asynccontextmanager
async def worker_of(root, *, contents_max=100, memory_bytes=MEMORY, settings=None):
    """Yield a worker process that is ended afterwards."""
    worker = WorkerProcess(root, memory_bytes=memory_bytes, contents_max=contents_max, settings=settings)
    try:
        yield worker
    finally:
        await worker.stop()


def job_of(root, name, content, *, seconds=20.0):
    """Lay a file, and return the job to look into it."""
    (root / name).write_bytes(content)
    return Job(
        content=blake3(content).hexdigest(), size=len(content), name=name, paths=(name,), seconds=seconds
    )


async def ordered(worker, root, order, *, seconds=20.0):
    """Have the odd plug-in carry an order out."""
    return await worker.ask(job_of(root, f"{order}.odd", order.encode(), seconds=seconds), seconds=seconds)


async def test_kernels_and_files_of_plug_ins_are_described_and_others_are_not(root, plug_ins):
    """The first describer that recognises a content tells of it."""
    async with worker_of(root) as worker:
        kernel = await worker.ask(job_of(root, "a.bsp", made("craft_v1.bsp")), seconds=20)
        odd = await ordered(worker, root, "behave")
        prose = await worker.ask(job_of(root, "a.md", b"# prose"), seconds=20)
    assert (kernel.describer, kernel.findings.kind) == ("kernels", "spk")
    assert (odd.describer, odd.findings.facts) == ("odd", {"order": "behave", "version": 1})
    assert prose == Looked()
    versions = {
        "kernels": KernelDescriber.version,
        "fits": FitsDescriber().version,
        "document": DocumentDescriber.version,
        "packing": PackingDescriber.version,
        "odd": 1,
    }
    assert worker.describers == versions
    # A plug-in may know what is packed.
    assert list(worker.describers)[-1] == "packing"


async def test_nothing_is_told_of_other_bytes(root, plug_ins):
    """A file that is not there, has another size, or another hash is missing; the next path is tried."""
    async with worker_of(root) as worker:
        job = job_of(root, "a.bsp", made("craft_v1.bsp"))
        gone = job.model_copy(update={"paths": ("nowhere.bsp",)})
        assert isinstance(await worker.ask(gone, seconds=20), Missing)
        (root / "b.bsp").write_bytes(made("craft_v1.bsp")[:-1] + b"x")
        other = job.model_copy(update={"paths": ("b.bsp",)})
        assert isinstance(await worker.ask(other, seconds=20), Missing)
        both = job.model_copy(update={"paths": ("b.bsp", "a.bsp")})
        assert (await worker.ask(both, seconds=20)).findings.kind == "spk"


async def test_a_link_out_of_the_root_is_not_followed(root, plug_ins, tmp_path):
    """Nothing outside a site's root is read (I7)."""
    content = made("craft_v1.bsp")
    (tmp_path / "outside.bsp").write_bytes(content)
    (root / "link.bsp").symlink_to(tmp_path / "outside.bsp")
    job = job_of(root, "a.bsp", content).model_copy(update={"paths": ("link.bsp",)})
    async with worker_of(root) as worker:
        assert isinstance(await worker.ask(job, seconds=20), Missing)


async def test_a_crash_is_told_with_who_was_at_work_and_the_next_content_is_described(root, plug_ins):
    """It costs one content."""
    async with worker_of(root) as worker:
        with pytest.raises(WorkerDiedError, match="SIGSEGV") as death:
            await ordered(worker, root, "crash")
        assert (death.value.describer, death.value.hung) == ("odd", False)
        assert (await ordered(worker, root, "behave")).findings is not None


async def test_a_hang_is_ended_at_its_time(root, plug_ins):
    """Asleep or busy: the process is killed by its owner, or by the kernel's limit on processor time."""
    async with worker_of(root) as worker:
        with pytest.raises(WorkerDiedError, match="longer than 1 s") as death:
            await ordered(worker, root, "sleep", seconds=1.0)
        assert (death.value.describer, death.value.hung) == ("odd", True)
        looping = job_of(root, "loop.odd", b"loop", seconds=0.1)
        with pytest.raises(WorkerDiedError, match="SIGXCPU"):
            await worker.ask(looping, seconds=60)


@pytest.mark.parametrize(("order", "error"), [("raise", "KeyError"), ("eat", "MemoryError")])
async def test_an_exception_is_told_in_a_line(root, plug_ins, order, error):
    """Lack of memory too: the process has a bound of its own."""
    async with worker_of(root) as worker:
        looked = await ordered(worker, root, order)
    assert looked.describer == "odd"
    assert error in looked.failure
    assert "\n" not in looked.failure


async def test_noise_of_a_plug_in_does_not_reach_the_line(root, plug_ins):
    """What it prints goes nowhere, however much."""
    async with worker_of(root) as worker:
        assert (await ordered(worker, root, "print")).findings is not None


async def test_a_describer_cannot_write_a_file(root, plug_ins):
    """The kernel refuses it where it tries."""
    async with worker_of(root) as worker:
        assert "File too large" in (await ordered(worker, root, "write")).failure


async def test_a_process_makes_way_for_another_after_its_contents(root, plug_ins):
    """What libraries leak is bounded."""
    async with worker_of(root, contents_max=1) as worker:
        await ordered(worker, root, "behave")
        first = worker._process.pid
        await ordered(worker, root, "behave")
        assert worker._process.pid != first


async def test_a_plug_in_that_cannot_be_loaded_is_the_operators_to_mend(root, plug_ins):
    """The line names it; no content is blamed."""
    (plug_ins / "odd_describer.py").write_text("import nothing_of_the_kind\n")
    async with worker_of(root) as worker:
        with pytest.raises(WorkerStartError, match=r"describer odd .*nothing_of_the_kind"):
            await worker.start()


async def test_frames_are_described_without_files_to_write_by_the_operators_settings(root, tmp_path):
    """Astropy loads and finds the sky within the bounds of a worker."""
    settings = tmp_path / "describers.toml"
    settings.write_text('[fits]\nrevision = 7\nrequired_headers = ["CTYPE1"]\n')
    async with worker_of(root, settings=settings) as worker:
        found = await worker.ask(job_of(root, "a.fits", sky_image()), seconds=20)
    assert (found.describer, found.findings.problems) == ("fits", ())
    assert found.findings.frame.footprint.center == (10.0, 20.0)
    assert worker.describers["fits"] % 1000 == 7


async def test_settings_that_no_describer_takes_end_the_start(root, tmp_path):
    """The operator reads which, and what is wrong with them."""
    settings = tmp_path / "describers.toml"
    settings.write_text("[fits]\nexposure = 1\n")
    async with worker_of(root, settings=settings) as worker:
        with pytest.raises(WorkerStartError, match="describer fits does not take its settings: exposure"):
            await worker.start()
