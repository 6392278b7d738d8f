"""Handshakes of callers that were refused."""

import ssl

import pytest

from services.satellites.api.handshakes import Handshakes, Why


def refusal(reason):
    """Return what OpenSSL says of a handshake, with what nobody shall read."""
    error = ssl.SSLError(1, "certificate of SECRET")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("reason", "why", "who"),
    [
        ("PEER_DID_NOT_RETURN_A_CERTIFICATE", Why.NO_CERTIFICATE, "caller: "),
        ("CERTIFICATE_VERIFY_FAILED", Why.STRANGER, "caller: "),
        ("TLSV1_ALERT_UNKNOWN_CA", Why.DISTRUSTED, "caller or operator: "),
        ("HTTP_REQUEST", Why.NO_TLS, "caller: "),
        (None, Why.NO_TLS, "caller: "),
    ],
)
def test_each_is_counted_and_some_are_told(caplog, reason, why, who):
    """A line a minute tells how many of a kind there were and who must act, and nothing of the caller."""
    now = [0.0]
    handshakes = Handshakes(lambda: now[0])
    for seconds in (0.0, 1.0, 59.0, 60.0, 61.0):
        now[0] = seconds
        handshakes.refused(refusal(reason))

    assert handshakes.counts == {why: 5}
    assert [line.split(". ")[0] for line in caplog.messages] == [
        "handshakes refused: 1",
        "handshakes refused: 3",
    ]
    assert all(who in line and "SECRET" not in line for line in caplog.messages)
