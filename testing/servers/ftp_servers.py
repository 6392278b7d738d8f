"""FTP servers that people run. Each serves one directory, to everybody or to one user."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.roots.remote.address import Credentials, RemoteAddress
from testing.servers.account import ordinary_account
from testing.servers.listening import free_port, listening
from testing.servers.unpacked import UNPACKED, server_binary

USER = "rack"
"""Also the password."""
PASSWORD_HASH = "$5$spicerack$cZAtIBpw3L54xTsdSZ6eIeM.dZMzX42rDQPyS3kKOVA"


@dataclass(frozen=True, slots=True)
class ServedFtp:
    """A directory that a server serves."""

    directory: Path
    address: RemoteAddress
    credentials: Credentials


Serve = Callable[[Path, Path], AbstractContextManager[ServedFtp]]
"""Serves a directory (the second) with a working directory of its own (the first)."""


@contextlib.contextmanager
def vsftpd(work: Path, files: Path, *, tls: bool = False, denied: str = "") -> Iterator[ServedFtp]:
    """Serve by vsftpd: no facts, no dot files in lists. Its TLS wants one session of both connections.

    Commands that are denied are refused.
    """
    binary, port, account, empty = server_binary("vsftpd"), free_port(), ordinary_account(), work / "empty"
    empty.mkdir()
    yes = (
        "listen run_as_launching_user anonymous_enable write_enable anon_upload_enable no_anon_password "
        "anon_other_write_enable anon_mkdir_write_enable mdtm_write"
    )
    configuration = work / "vsftpd.conf"
    configuration.write_text(
        "".join(f"{name}=YES\n" for name in yes.split())
        + f"listen_address=127.0.0.1\nlisten_port={port}\nlocal_enable=NO\nanon_umask=022\nbackground=NO\n"
        f"ftp_username={account.name}\nanon_root={files}\nsecure_chroot_dir={empty}\nxferlog_enable=NO\n"
    )
    if denied:
        with configuration.open("a") as more:
            more.write(f"cmds_denied={denied}\n")
    credentials = Credentials()
    if tls:
        certificate = _certificate(work / "server.pem")
        with configuration.open("a") as more:
            more.write(
                f"ssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\n"
                f"rsa_cert_file={certificate}\nrsa_private_key_file={certificate}\nssl_ciphers=HIGH\n"
            )
        account.own(certificate)
        credentials = Credentials(certificate_authority=certificate)
    account.own(configuration, empty)
    with listening(account.command(binary.path, str(configuration)), port, binary.environment):
        scheme = "ftps" if tls else "ftp"
        address = RemoteAddress(scheme=scheme, host="127.0.0.1", port=port, path=str(files))
        yield ServedFtp(files, address, credentials)


@contextlib.contextmanager
def proftpd(work: Path, files: Path, *, overwrite: bool = True, tls: bool = False) -> Iterator[ServedFtp]:
    """Serve by proftpd. Its own default lets nothing be overwritten. Its TLS wants one session, too."""
    binary, port, account = server_binary("proftpd"), free_port(), ordinary_account()
    users, configuration = work / "users", work / "proftpd.conf"
    users.write_text(f"{USER}:{PASSWORD_HASH}:{account.uid}:{account.gid}::{files}:/bin/false\n")
    users.chmod(0o600)
    modules = UNPACKED / "usr/lib/proftpd"
    configuration.write_text(
        (f"ModulePath {modules}\n" if modules.is_dir() else "")
        + f"ServerType standalone\nDefaultAddress 127.0.0.1\nPort {port}\nUseIPv6 off\nPidFile {work}/pid\n"
        f"ScoreboardFile {work}/scoreboard\nDelayEngine off\nWtmpLog off\nTransferLog none\nSystemLog none\n"
        f"User {account.name}\nGroup {account.group}\nControlsEngine off\nRequireValidShell off\n"
        f"AuthPAM off\nAuthOrder mod_auth_file.c\nAuthUserFile {users}\n"
        f"AllowOverwrite {'on' if overwrite else 'off'}\n"
    )
    credentials = Credentials(password=USER)
    if tls:
        certificate = _certificate(work / "server.pem")
        with configuration.open("a") as more:
            more.write(
                f"LoadModule mod_tls.c\nTLSEngine on\nTLSRequired on\nTLSLog none\n"
                f"TLSRSACertificateFile {certificate}\nTLSRSACertificateKeyFile {certificate}\n"
            )
        account.own(certificate)
        credentials = Credentials(password=USER, certificate_authority=certificate)
    account.own(users)
    account.own(configuration)
    command = account.command(binary.path, "-n", "-q", "-c", str(configuration))
    with listening(command, port, binary.environment):
        scheme = "ftps" if tls else "ftp"
        address = RemoteAddress(scheme=scheme, host="127.0.0.1", port=port, user=USER, path=str(files))
        yield ServedFtp(files, address, credentials)


@contextlib.contextmanager
def pyftpdlib(work: Path, files: Path) -> Iterator[ServedFtp]:  # noqa: ARG001 - it needs no directory
    """Serve by pyftpdlib, as the tester: facts, and a session that begins at the top of its directory."""
    port = free_port()
    command = (sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", str(port), "-w")
    who = ("-d", str(files), "-u", USER, "-P", USER)
    with listening((*command, *who), port, dict(os.environ)):
        address = RemoteAddress(scheme="ftp", host="127.0.0.1", port=port, user=USER, path="/")
        yield ServedFtp(files, address, Credentials(password=USER))


@contextlib.contextmanager
def pure_ftpd(work: Path, files: Path) -> Iterator[ServedFtp]:
    """Serve by pure-ftpd, which only root can start: it takes its users' rights by itself."""
    if os.getuid() != 0:
        pytest.skip("PURE-FTPD IS NOT TESTED WITH: it must be started by root")
    binary, port, account = server_binary("pure-ftpd"), free_port(), ordinary_account()
    users, database = work / "passwd", work / "pureftpd.pdb"
    users.write_text(f"{USER}:{PASSWORD_HASH}:{account.uid}:{account.gid}::{files}/./::::::::::::\n")
    maker = server_binary("pure-pw")
    made = (maker.path, "mkdb", str(database), "-f", str(users))
    subprocess.run(made, check=True, env=maker.environment, capture_output=True)
    options = ("-S", f"127.0.0.1,{port}", "-l", f"puredb:{database}", "-H", "-u", "1", "-c", "50", "-C", "50")
    with listening((binary.path, *options, "-g", str(work / "pid")), port, binary.environment):
        address = RemoteAddress(scheme="ftp", host="127.0.0.1", port=port, user=USER, path="/")
        yield ServedFtp(files, address, Credentials(password=USER))


def _certificate(path: Path) -> Path:
    """Make a key and a certificate for loopback, in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("FTP WITH TLS IS NOT TESTED: there is no openssl")
    command = (
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=served",
        "-days",
        "2",
    )
    where = ("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{path}.key", "-out", str(path))
    subprocess.run([*command, *where], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.key").read_text())
    return path
