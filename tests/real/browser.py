"""Debian's Chromium without a screen, driven over W3C WebDriver by the standard library alone."""

import json
import re
import shutil
import time
import urllib.error
import urllib.request
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.real.owned import owned_program

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key that WebDriver names an element by (WebDriver, 11)."""
ENTER, ESCAPE, TAB, DOWN, RIGHT = "\ue007", "\ue00c", "\ue004", "\ue015", "\ue014"
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--window-size=1440,900",
)  # fmt: skip
WAIT_SECONDS = 20


class BrowserFault(AssertionError):  # noqa: N818 - what happened
    """The browser refused what it was asked."""


@dataclass(frozen=True)
class Browser:
    """One browser window."""

    session: str

    def call(self, method: str, path: str, body: object = None) -> object:
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.session + path, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own driver on loopback
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise BrowserFault(json.load(error)["value"]["message"]) from None

    def open(self, page: Path, place: str = "") -> None:
        self.call("POST", "/url", {"url": "about:blank"})
        self.call("POST", "/url", {"url": page.as_uri() + place})
        # Without a screen no window has the focus by itself.
        self.command("Emulation.setFocusEmulationEnabled", {"enabled": True})

    def run(self, script: str, *arguments: object) -> object:
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector: str) -> str:
        self.wait(lambda: self.count(selector) > 0, f"an element {selector}")
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        assert isinstance(found, dict)
        return str(found[ELEMENT])

    def count(self, selector: str) -> int:
        return int(str(self.run("return document.querySelectorAll(arguments[0]).length", selector)))

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0])?.innerText ?? ''", selector))

    def click(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).scrollIntoView({block: 'center', inline: 'center'})", selector)
        self.call("POST", f"/element/{self.find(selector)}/click")

    def focus(self, selector: str) -> None:
        self.run("document.querySelector(arguments[0]).focus()", selector)

    def press(self, keys: str) -> None:
        actions = [
            step for key in keys for step in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})
        ]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not holds():
            if time.monotonic() > deadline:
                raise BrowserFault(f"{what} did not come within {WAIT_SECONDS} s")
            time.sleep(0.05)

    def complaints(self) -> list[str]:
        """Take everything that the console has been told at the level of a warning or worse."""
        entries = self.call("POST", "/se/log", {"type": "browser"})
        assert isinstance(entries, list)
        return [entry["message"] for entry in entries if entry["level"] in {"SEVERE", "WARNING"}]

    def prefer(self, scheme: str) -> None:
        """Let the system ask for light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", {"features": features})

    def command(self, name: str, parameters: object) -> None:
        """Send a command of the DevTools protocol."""
        self.call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def printed_pages(self) -> int:
        """Count the pages of paper that the page would take (a page is an object of this type, PDF 32000-1, 7.7.3)."""
        answer = self.call(
            "POST", "/goog/cdp/execute", {"cmd": "Page.printToPDF", "params": {"preferCSSPageSize": True}}
        )
        assert isinstance(answer, dict)
        return len(re.findall(rb"/Type\s*/Page[^s]", b64decode(answer["data"])))

    def screenshot(self, file: Path) -> None:
        file.write_bytes(b64decode(str(self.call("GET", "/screenshot"))))


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """Start driver and browser with a profile of their own in a folder; both are ended in every case."""
    driver = shutil.which("chromedriver")
    assert driver, "chromedriver is not installed: apt-get install chromium chromium-driver"
    log = folder / "chromedriver.log"
    words = [driver, "--port=0", "--allowed-ips=127.0.0.1"]
    with owned_program(words, log, lambda: _port(log) is not None):
        options = {"args": [*ARGUMENTS, f"--user-data-dir={folder / 'profile'}"]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        root = f"http://127.0.0.1:{_port(log)}/session"
        made = Browser(root).call("POST", "", {"capabilities": {"alwaysMatch": wanted}})
        assert isinstance(made, dict)
        session = Browser(f"{root}/{made['sessionId']}")
        try:
            yield session
        finally:
            session.call("DELETE", "")


def _port(log: Path) -> str | None:
    found = re.search(r"started successfully on port (\d+)", log.read_text("utf-8")) if log.exists() else None
    return found[1] if found else None
