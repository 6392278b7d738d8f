"""OpenSSH's server with SFTP alone."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.roots.remote.address import Credentials, RemoteAddress
from testing.servers.account import ordinary_account
from testing.servers.listening import free_port, listening
from testing.servers.unpacked import server_binary


@dataclass(frozen=True, slots=True)
class ServedSftp:
    """A directory that a server serves."""

    directory: Path
    address: RemoteAddress
    credentials: Credentials


@contextlib.contextmanager
def openssh_server(work: Path, files: Path, *, port: int | None = None) -> Iterator[ServedSftp]:
    """Serve `files` for the block. `work` is a directory for keys, which stay the same in it."""
    binary, port, account = server_binary("sshd"), port or free_port(), ordinary_account()
    host_key, user_key = _key(work / "host"), _key(work / "user")
    configuration = work / "sshd_config"
    configuration.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host_key}\nAuthorizedKeysFile {user_key}.pub\n"
        "StrictModes no\nUsePAM no\nPidFile none\nSubsystem sftp internal-sftp\n"
    )
    account.own(files, work, host_key, configuration)
    known = work / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {Path(f'{host_key}.pub').read_text()}")
    command = account.command(binary.path, "-D", "-e", "-f", str(configuration))
    with listening(command, port, binary.environment):
        yield ServedSftp(
            directory=files,
            address=RemoteAddress(
                scheme="sftp", host="127.0.0.1", port=port, user=account.name, path=str(files)
            ),
            credentials=Credentials(private_key=user_key, known_hosts=known),
        )


def _key(path: Path) -> Path:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("SFTP IS NOT TESTED: there is no ssh-keygen")
    if not path.exists():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path
