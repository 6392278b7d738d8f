"""The glance at a content: its kind, whether it is whole, and what is plainly wrong with it.

It reads the file record, the directories of a DAS file, and the ends of a text: it is for the path on which
every new file is looked at.
"""

from shared.model.impostors import AGAIN
from shared.spice.daf.file_record import ID_WORDS as DAF_WORDS
from shared.spice.daf.file_record import RECORD
from shared.spice.daf.file_record import decode_record as decode_daf
from shared.spice.das.directories import read_layout
from shared.spice.das.file_record import ID_WORDS as DAS_WORDS
from shared.spice.das.file_record import decode_record as decode_das
from shared.spice.describe.model import Completeness, Glance
from shared.spice.ftp_string import Transfer
from shared.spice.kinds.by_name import claimed
from shared.spice.kinds.identify import ID_WORD_BYTES, identify
from shared.spice.kinds.kind import Evidence, Family, Form, Kind
from shared.spice.problems import Code, Problem, bounded, problem
from shared.spice.reading import MalformedKernelError, ReadAt
from shared.spice.suspicious import suspicion

TAIL = 512
"""Bytes at the end of a transfer file in which its last line stands."""
TRANSFER_ENDS = (b"END COMMENTS~", b"TOTAL_ARRAYS", b"END DAS FILE")
"""What the last line of a whole transfer file holds (DAFBT and DASBT of the toolkit)."""
_ID_WORD = b"KPL/"


def glance(source: ReadAt, name: str) -> Glance:
    """Return what the first look at a content under its name tells; no bytes make it raise."""
    kind = identify(source, name)
    suspected = suspicion(source, name)
    if suspected is not None and suspected.code is not Code.PARTIAL_NAME:
        incomplete = suspected.code is Code.EMPTY
        completeness = Completeness.INCOMPLETE if incomplete else Completeness.UNTOLD
        return Glance(kind, completeness, None, (suspected,))
    found = [] if suspected is None else [suspected]
    cut = _is_cut_id_word(source, name)
    found += [] if cut else _against_name(kind, name, source.size)
    needed = RECORD if cut else _needed(source, kind, found)
    completeness = _completeness(source, kind, needed, found)
    return Glance(kind, completeness, needed, bounded(found))


def _is_cut_id_word(source: ReadAt, name: str) -> bool:
    """Tell whether a binary kernel, by its name, ends within its id word: it was cut as others are later."""
    by_name = claimed(name)
    if by_name is None or by_name[1] not in (Form.DAF, Form.DAS) or source.size >= ID_WORD_BYTES:
        return False
    head = source.read_at(0, ID_WORD_BYTES)
    return any(word.startswith(head) and head != word for word in (*DAF_WORDS, *DAS_WORDS))


def _against_name(kind: Kind, name: str, size: int) -> list[Problem]:
    by_name = claimed(name)
    if by_name is None:
        return []
    if kind.form is Form.UNKNOWN:
        return [problem(Code.NOT_A_KERNEL, f"the {size} bytes are no kernel of any kind: {AGAIN}")]
    family, form = by_name
    if form is not kind.form or (
        kind.evidence is Evidence.CONTENT and kind.family not in (family, Family.UNKNOWN)
    ):
        words = f"the content is {kind.family} ({kind.form}), the name says {family} ({form}): rename it"
        return [problem(Code.KIND_DIFFERS, words)]
    return []


def _needed(source: ReadAt, kind: Kind, found: list[Problem]) -> int | None:
    """Return the bytes that a binary content must have; its damages are added to those found."""
    if kind.form not in (Form.DAF, Form.DAS):
        return None
    try:
        needed, transfer = _daf(source) if kind.form is Form.DAF else _das(source)
    except MalformedKernelError as error:
        code = Code.TRUNCATED if source.size < RECORD else Code.BAD_HEADER
        found.append(problem(code, str(error)))
        return RECORD if source.size < RECORD else None
    if transfer is Transfer.DAMAGED:
        found.append(
            problem(Code.FTP_DAMAGE, f"a transfer in text mode changed bytes: {AGAIN} in binary mode")
        )
    return needed


def _daf(source: ReadAt) -> tuple[int, Transfer]:
    record = decode_daf(source)
    return record.needed, record.transfer


def _das(source: ReadAt) -> tuple[int, Transfer]:
    record = decode_das(source)
    if source.size < record.first_directory * RECORD:
        return record.first_directory * RECORD, record.transfer
    return read_layout(source, record).needed, record.transfer


def _completeness(source: ReadAt, kind: Kind, needed: int | None, found: list[Problem]) -> Completeness:
    if kind.form in (Form.DAF_TRANSFER, Form.DAS_TRANSFER):
        return _transfer(source, found)
    if kind.form is Form.TEXT and source.read_at(0, len(_ID_WORD)) != _ID_WORD:
        found.append(
            problem(Code.NO_ID_WORD, "the first line is not KPL/ and a kind: begin the file with it")
        )
    if needed is None:
        return Completeness.UNTOLD
    if source.size < needed:
        words = f"{source.size} of at least {needed} bytes are there: {AGAIN}"
        found.append(problem(Code.TRUNCATED, words))
        return Completeness.INCOMPLETE
    if source.size % RECORD:
        words = f"{source.size} bytes are no whole records of {RECORD}: {AGAIN}"
        found.append(problem(Code.ODD_SIZE, words))
        return Completeness.INCOMPLETE
    if source.size > needed:
        found.append(problem(Code.PADDED, f"{source.size - needed} bytes follow the last record in use"))
    return Completeness.COMPLETE


def _transfer(source: ReadAt, found: list[Problem]) -> Completeness:
    words = "the file is in transfer form: convert it with tobin of the toolkit before CSPICE can read it"
    found.append(problem(Code.TRANSFER_FORM, words))
    tail = source.read_at(max(0, source.size - TAIL), TAIL).rstrip()
    if any(end in tail.rpartition(b"\n")[2] for end in TRANSFER_ENDS):
        return Completeness.COMPLETE
    found.append(problem(Code.TRUNCATED, f"the last line does not end a transfer file: {AGAIN}"))
    return Completeness.INCOMPLETE
