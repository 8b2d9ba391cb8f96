"""What lab hosts are given: read again as it was written, refused when it would not be safe or clear."""

from dataclasses import replace
from pathlib import Path

import pytest

from lab.hosts.spec import LabHost, SiteSpec, SpecInvalid, read_spec, write_spec

HOST = LabHost("s1", "127.0.0.1", 2201, "/tmp/s1")  # noqa: S108 - never written to


def spec(*hosts: LabHost) -> SiteSpec:
    return SiteSpec("tianfu", hosts, "ssh-ed25519 AAAA", "/nowhere")


def test_a_spec_is_the_same_after_reading(tmp_path: Path) -> None:
    write_spec(spec(HOST), tmp_path / "spec.json")
    assert read_spec(tmp_path / "spec.json") == spec(HOST)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (replace(HOST, address="192.0.2.1", name="s2"), "would listen on 192.0.2.1, which is not loopback"),
        (replace(HOST, port=2202, directory="/b"), "Two lab hosts have the name s1"),
        (replace(HOST, name="s2", directory="/b"), "Two lab hosts have the address and port 127.0.0.1:2201"),
        (replace(HOST, name="s2", port=2202), "Two lab hosts have the directory /tmp/s1"),
    ],
)
def test_what_would_not_be_safe_or_clear_is_refused(other: LabHost, message: str) -> None:
    with pytest.raises(SpecInvalid, match=message):
        spec(HOST, other)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting property name"),
        ("{}", "hosts is missing|site is missing"),
        ('{"site": "a", "hosts": [{"name": "x"}], "authorized_key": "", "state_directory": ""}', "missing 3 required"),
    ],
)
def test_a_file_that_is_no_spec_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "spec.json").write_text(text)
    with pytest.raises(SpecInvalid, match=rf"spec\.json: .*({message})"):
        read_spec(tmp_path / "spec.json")
