"""Handshakes of callers that were refused: counted by why, and logged once in a while, without contents."""

import logging
import ssl
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum

log = logging.getLogger(__name__)

QUIET_SECONDS = 60.0
"""Between two lines: a visit has 189 callers, and whoever reaches the port can fail as often as he likes."""


class Why(StrEnum):
    """Why a handshake failed. Each says who must act."""

    NO_CERTIFICATE = "no-certificate"
    """The caller showed none, and one is asked for."""
    STRANGER = "stranger"
    """The caller's is of another authority, or out of date."""
    DISTRUSTED = "distrusted"
    """The caller does not trust the certificate of this service."""
    NO_TLS = "no-tls"
    """What came is no TLS, or of a version that is not spoken here."""


REASONS: Mapping[str, Why] = {
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": Why.NO_CERTIFICATE,
    "CERTIFICATE_VERIFY_FAILED": Why.STRANGER,
    "TLSV1_ALERT_UNKNOWN_CA": Why.DISTRUSTED,
    "SSLV3_ALERT_BAD_CERTIFICATE": Why.DISTRUSTED,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": Why.DISTRUSTED,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": Why.DISTRUSTED,
}
"""Reasons by their names in OpenSSL's `sslerr.h`."""

WORDS: Mapping[Why, str] = {
    Why.NO_CERTIFICATE: "caller: show a certificate of the authority in SPICERACK_CLIENT_AUTHORITY_FILE",
    Why.STRANGER: "caller: the certificate is out of date, or not of SPICERACK_CLIENT_AUTHORITY_FILE",
    Why.DISTRUSTED: "caller or operator: the caller must trust the authority of this service's certificate, "
    "which must not be out of date",
    Why.NO_TLS: "caller: ask with https, by TLS 1.2 or later",
}


class Handshakes:
    """Counts handshakes that were refused."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Begin with none; `monotonic` is a clock in seconds."""
        self.counts: Counter[Why] = Counter()
        self._monotonic = monotonic
        self._told_at: dict[Why, float] = {}
        self._untold: Counter[Why] = Counter()

    def refused(self, error: ssl.SSLError) -> None:
        """Count one; say so, unless one of its kind was told a moment ago."""
        why = REASONS.get(error.reason or "", Why.NO_TLS)
        self.counts[why] += 1
        self._untold[why] += 1
        now = self._monotonic()
        if now - self._told_at.get(why, now - QUIET_SECONDS) < QUIET_SECONDS:
            return
        log.warning("handshakes refused: %d. %s", self._untold.pop(why), WORDS[why])
        self._told_at[why] = now
