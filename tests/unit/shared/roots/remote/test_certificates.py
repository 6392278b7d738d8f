"""Certificates that nobody trusts are told from connections that were lost."""

import ssl

from shared.roots.remote.certificates import certificate_error


def test_an_untrusted_certificate_is_found_behind_what_a_library_made_of_it():
    """Libraries wrap it in errors of their own, which say that the connection failed."""
    try:
        try:
            raise ssl.SSLCertVerificationError(1, "self-signed certificate")
        except ssl.SSLError as error:
            raise ConnectionError("it failed") from error
    except ConnectionError as error:
        found = certificate_error(error, "https://x/")
    assert found is not None
    assert "certificate_authority" in str(found)


def test_another_failure_is_none():
    """A connection that was lost may stand again."""
    assert certificate_error(ConnectionResetError("gone"), "ftp://x/") is None
