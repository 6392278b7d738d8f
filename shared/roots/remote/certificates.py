"""Certificates of servers that lead to nobody who is trusted: no trying again mends that."""

import ssl

from shared.roots.errors import DeniedError


class CertificateError(DeniedError):
    """The server's certificate is not trusted: the operator must act."""


def certificate_error(error: BaseException, place: str) -> CertificateError | None:
    """Return the error for a failure that an untrusted certificate has led to; None where none has."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = getattr(cause, "verify_message", str(cause))  # set where OpenSSL itself has raised it
            return untrusted(place, why)
        cause = cause.__cause__ or cause.__context__
    return None


def untrusted(place: str, why: str) -> CertificateError:
    """Return the error for a certificate that leads to nobody who is trusted."""
    return CertificateError(
        f"the server's certificate is not trusted at {place!r} ({why}): compare it "
        "with its owner, and have certificate_authority name the file that it leads to"
    )
