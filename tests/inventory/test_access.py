"""Access files: what they may say, what they are refused for, and that no secret is ever shown."""

import os
from pathlib import Path

import pytest

from inventory.access import AccessUnusable, Login, load_access

PASSWORD = "not-for-anybodys-eyes"


def access_file(folder: Path, text: str) -> Path:
    file = folder / "access.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_environment_says_who_and_how() -> None:
    access = load_access(None, {"SDDC_USERNAME": "ops", "SDDC_PASSWORD": PASSWORD})
    assert (access.name, access.switches.username, access.switches.password) == ("estate", "ops", PASSWORD)
    assert access.switches.logins == {}
    assert access.clouds_yaml is None


@pytest.mark.parametrize(
    ("environment", "user"),
    [({}, "admin"), ({"USER": "li"}, "li"), ({"USER": "li", "SDDC_USERNAME": "ops"}, "ops")],
)
def test_who_logs_in(environment: dict[str, str], user: str) -> None:
    access = load_access(None, environment)
    assert (access.switches.username, access.hosts.username) == (user, user)
    assert access.switches.password is None


def test_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{PASSWORD}\r\n")
    access = load_access(
        access_file(
            tmp_path,
            "access: lab\n"
            "switches: {username: admin, password_file: password, port: 2200, known_hosts: keys,\n  addresses:\n"
            "  {east-leaf-01a: '127.0.0.1:4001', east-leaf-01b: 127.0.0.2, six: '[::1]:4002', bare: '::1'}}\n"
            "clouds: {file: clouds.yaml}\n"
            "hosts: {private_key: /keys/id, variables: {a: 1, b: true, c: text}}\n",
        ),
        {},
    )
    assert access.switches.password == PASSWORD
    assert access.switches.known_hosts == tmp_path / "keys"
    assert access.switches.logins == {
        "east-leaf-01a": Login("127.0.0.1", 4001),
        "east-leaf-01b": Login("127.0.0.2", 2200),
        "six": Login("::1", 4002),
        "bare": Login("::1", 2200),
    }
    assert access.clouds_yaml == tmp_path / "clouds.yaml"
    assert access.hosts.private_key == Path("/keys/id")
    assert access.hosts.variables == {"a": 1, "b": True, "c": "text"}


def test_a_variable_of_another_name_holds_the_password(tmp_path: Path) -> None:
    file = access_file(tmp_path, "access: lab\nswitches: {password_env: LAB_PASSWORD}\n")
    assert load_access(file, {"LAB_PASSWORD": PASSWORD, "SDDC_PASSWORD": "other"}).switches.password == PASSWORD


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "password").write_text(PASSWORD)
    file = access_file(tmp_path, "access: lab\nswitches: {password_file: ~/password, known_hosts: ~/keys}\n")
    assert load_access(file, {}).switches.password == PASSWORD
    assert load_access(file, {}).switches.known_hosts == tmp_path / "keys"


def test_the_password_is_in_no_representation(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD)
    access = load_access(access_file(tmp_path, "access: lab\nswitches: {password_file: password}\n"), {})
    assert access.switches.password == PASSWORD
    for shown in (repr(access), str(access), repr(access.switches), f"{access.switches}"):
        assert PASSWORD not in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not a mapping of keys."),
        ("- access", "is not a mapping of keys."),
        ("access: [", "is not YAML"),
        ("switches: {}", "The key access of the access file"),
        (f"access: a\nswitches: {{password: {PASSWORD}}}", "The key switches.password"),
        (f"access: a\nswitches: {{password_env: [{PASSWORD}]}}", "The key switches.password_env"),
        (f"access: a\nswitches: {PASSWORD}", "The key switches of the access file"),
        ("access: a\nswitches: {port: 0}", "The key switches.port"),
        ("access: a\nswitches: {port: true}", "The key switches.port"),
        ("access: a\nswitches: {port: '22'}", "The key switches.port"),
        ("access: a\nswitches: {addresses: {a: 'host:0'}}", "The address of a in the access file is not one."),
        ("access: a\nswitches: {addresses: {a: 'host:99999'}}", "Write host, host:port or [IPv6 address]:port."),
        ("access: a\nswitches: {addresses: {a: 'host:ssh'}}", "The address of a"),
        ("access: a\nhosts: {addresses: {a: ''}}", "The address of a"),
        ("access: a\nhosts: {addresses: {a: '[::1]x'}}", "The address of a"),
        ("access: a\nswitches: {password_file: gone}", "cannot be read: No such file or directory."),
        ("access: a\nswitches: {password_file: .}", "cannot be read: Is a directory."),
        ("access: a\nswitches: {password_file: empty}", "is empty."),
        ("access: a\nswitches: {password_file: binary}", "is not UTF-8 text."),
        ('access: a\nswitches: {password_file: "a\\0b"}', "its name holds a zero byte."),
    ],
)
def test_what_is_wrong_is_said_without_showing_any_value(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe" + PASSWORD.encode())
    with pytest.raises(AccessUnusable) as raised:
        load_access(access_file(tmp_path, text), {"SDDC_PASSWORD": PASSWORD})
    assert words in str(raised.value)
    assert PASSWORD not in str(raised.value)
    assert raised.value.__context__ is None or raised.value.__suppress_context__


def test_an_access_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(AccessUnusable, match=r"cannot be read: No such file or directory\."):
        load_access(tmp_path / "gone.yaml", {})
    (tmp_path / "binary.yaml").write_bytes(b"\xff")
    with pytest.raises(AccessUnusable, match=r"is not UTF-8 text\."):
        load_access(tmp_path / "binary.yaml", {})
    with (tmp_path / "large.yaml").open("wb") as file:
        os.truncate(file.fileno(), 100 * 2**20)
    with pytest.raises(AccessUnusable, match="has more than 8 MiB"):
        load_access(tmp_path / "large.yaml", {})
