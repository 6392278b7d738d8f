"""Where the settings of a site say that its files are."""

from pathlib import Path

import pytest

from services.manager.config import ManagerConfig
from services.transfer.config import TransferConfig
from shared.roots.remote.store_settings import SecretFileError, StoreSettings
from shared.service.config import ConfigError, read_config

GIVEN = {"SPICERACK_STATE": "state", "SPICERACK_SITE": "a", "SPICERACK_ROOT": "root"}
AT_STORE = {**GIVEN, "SPICERACK_ROOT_URL": "s3://bucket/prefix"}


def test_a_root_without_an_address_is_a_directory() -> None:
    """As it always was."""
    assert read_config(ManagerConfig, GIVEN).store_settings() is None


def test_what_is_shown_to_a_store_is_a_file(tmp_path: Path) -> None:
    """It is read when the store is opened, and is in no settings."""
    secret = tmp_path / "secret"
    secret.write_text("hush\n")
    config = read_config(ManagerConfig, {**AT_STORE, "SPICERACK_ROOT_PASSWORD_FILE": str(secret)})
    settings = config.store_settings()
    assert settings is not None
    assert settings.password() == "hush"
    assert "hush" not in f"{config!r} {settings!r}"


def test_a_secret_that_cannot_be_read_is_named_by_its_file(tmp_path: Path) -> None:
    """The operator has to mend it."""
    with pytest.raises(SecretFileError, match=str(tmp_path / "none")):
        StoreSettings(url="s3://b", password_file=tmp_path / "none").password()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ROOT_URL", "http://host/x", "no site's files can lie at such an address"),
        ("ROOT_URL", "sftp://me:secret@host/x", "put it in a file"),
        ("ROOT_ACCESS_KEY", "key", "root_password_file"),
    ],
)
def test_settings_that_cannot_be_are_refused_and_tell_no_secret(name: str, value: str, said: str) -> None:
    """One line says what to do."""
    with pytest.raises(ConfigError, match=said) as caught:
        read_config(ManagerConfig, {**AT_STORE, f"SPICERACK_{name}": value})
    assert "secret@" not in str(caught.value)


def test_a_site_goes_one_way_at_most() -> None:
    """Neither way is nothing at all."""
    both = {"SPICERACK_RECEIVE_ONLY": "true", "SPICERACK_SEND_ONLY": "true"}
    with pytest.raises(ConfigError, match="such a site does nothing"):
        read_config(ManagerConfig, {**GIVEN, **both})


def test_a_store_is_read_no_more_than_is_needed_unless_somebody_says_so() -> None:
    """Every byte of it is paid for."""
    assert read_config(ManagerConfig, GIVEN).scrub_seconds > 0
    assert read_config(ManagerConfig, AT_STORE).scrub_seconds == 0
    assert read_config(ManagerConfig, {**AT_STORE, "SPICERACK_SCRUB_DAYS": "1"}).scrub_seconds == 86400
    assert read_config(TransferConfig, GIVEN).kept_bytes > 0
    assert read_config(TransferConfig, AT_STORE).kept_bytes == 0
    assert read_config(TransferConfig, {**AT_STORE, "SPICERACK_RECENT_BYTES": "7"}).kept_bytes == 7
