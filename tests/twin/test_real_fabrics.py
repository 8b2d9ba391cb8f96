"""What the twin makes of real configurations, against what the devices themselves showed (see bench/agreement.py)."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.twin.networks import network, pair, two_pairs_plugs, two_pairs_texts

FOLDER = Path(os.environ.get("SDDC_REAL_FABRICS", "real-fabrics-not-named"))
LABS = sorted(path.parent for path in FOLDER.glob("eos*/state"))


@pytest.fixture(scope="module")
def agreement() -> ModuleType:
    """Load the program that compares."""
    place = Path(__file__).parents[2] / "bench" / "agreement.py"
    spec = importlib.util.spec_from_file_location("agreement", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["agreement"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("number", range(max(1, len(LABS))))
def test_real_devices_show_what_is_computed(agreement: ModuleType, number: int) -> None:
    if not LABS:
        pytest.skip("SDDC_REAL_FABRICS names no labs of EOS switches: not compared with what real devices showed")
    lab = agreement.read_lab(LABS[number])
    for name, table in agreement.compare(lab, LABS[number]).items():
        assert table.share >= 0.99, f"{name}: {table.differences}"
        assert table.rows > 50


def test_what_depends_on_a_line_that_is_not_understood_is_unknown() -> None:
    texts = two_pairs_texts()
    cables, _ = two_pairs_plugs()
    assert network(texts, *cables).unknown_because(("tianfu-leaf-01a", "default")) == ()
    odd = texts | {"tianfu-leaf-02a": texts["tianfu-leaf-02a"].replace("\nend", "\nrouter ospf 1\nlogging odd\nend")}
    lab = network(odd, *cables)
    assert lab.unknown_because(("tianfu-leaf-01a", "default")) == (
        "tianfu-leaf-02a: router ospf 1: % Invalid input (at token 1: 'ospf')",
    )
    assert len(lab.view("tianfu-leaf-02a").without_effect) == 1
    alone = network(odd, pair("tianfu-leaf-01a Ethernet49", "tianfu-spine-1 Ethernet1"))
    assert alone.unknown_because(("tianfu-leaf-01a", "default")) == ()
