"""What the embedded server is told."""

from pydantic import SecretStr

from shared.bus.server.config import ServerSettings, ServerState, find_binary, render_config

STATE = ServerState(port=4222, monitoring_port=8222, user="u", password=SecretStr("secret"))


def test_configuration_syncs_every_message(tmp_path):
    """Without it an acknowledged publish is not on the disk."""
    assert "\n  sync_interval: always\n" in render_config(ServerSettings(directory=tmp_path), state=STATE)


def test_configuration_listens_on_loopback_with_a_password(tmp_path):
    """Never without credentials, never on another interface."""
    text = render_config(ServerSettings(directory=tmp_path), state=STATE)
    assert 'listen: "127.0.0.1:4222"' in text
    assert 'http: "127.0.0.1:8222"' in text
    assert 'password: "secret"' in text


def test_monitoring_answers_below_a_path_that_nobody_guesses(tmp_path):
    """It tells names of streams and connections to pages of any origin that know where it is."""
    state = STATE.model_copy(update={"monitoring_path": "/" + "a" * 32})
    assert f'http_base_path: "/{"a" * 32}"' in render_config(ServerSettings(directory=tmp_path), state=state)


def test_awkward_directory_is_quoted(tmp_path):
    """A quotation mark in a path does not end the string."""
    settings = ServerSettings(directory=tmp_path / 'a "b" c')
    assert 'a \\"b\\" c/store"' in render_config(settings, state=STATE)


def test_state_comes_back_with_its_secret():
    """It is written for the next start; shown, it hides the password."""
    assert ServerState.model_validate_json(STATE.to_json()) == STATE
    assert "secret" not in repr(STATE)


def test_binary_is_found():
    """The package brings one."""
    assert find_binary().is_file()
