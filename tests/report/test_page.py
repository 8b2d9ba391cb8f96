import base64
import hashlib
import json
import re
from html.parser import HTMLParser

from report.page import SCRIPTS, documents, embedded, escape, report_page
from tests.report.world import NASTY, facts, nasty


class Reader(HTMLParser):
    """Reads the page as a browser does: what stands in script and style elements is text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[int, str] = {}
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._is_open = True

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._is_open = False

    def handle_data(self, data: str) -> None:
        number = len(self.elements) - 1
        if self._is_open:
            self.texts[number] = self.texts.get(number, "") + data

    def blocks(self) -> dict[str, object]:
        return {
            str(attributes["id"]).removeprefix("data-"): json.loads(self.texts[number])
            for number, (tag, attributes) in enumerate(self.elements)
            if tag == "script" and attributes.get("type") == "application/json"
        }

    def text(self, tag: str) -> str:
        found = [number for number, (name, given) in enumerate(self.elements) if name == tag and "type" not in given]
        assert len(found) == 1
        return self.texts[found[0]]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_page_holds_the_data_unchanged() -> None:
    known = facts()
    assert read(report_page(known)).blocks() == json.loads(json.dumps(documents(known)))


def test_equal_facts_give_equal_pages() -> None:
    assert report_page(facts()) == report_page(facts())


def test_texts_of_the_estate_stay_texts() -> None:
    plain, known = read(report_page(facts())), nasty()
    page = report_page(known)
    reader = read(page)
    assert [tag for tag, _ in reader.elements] == [tag for tag, _ in plain.elements]
    assert reader.blocks() == json.loads(json.dumps(documents(known)))
    assert reader.text("title").startswith(NASTY)
    assert "<img src=x" not in page
    assert "\u2028" not in "".join(line for line in page.splitlines() if "application/json" in line)


def test_places_in_texts_are_not_filled() -> None:
    from dataclasses import replace

    known = facts()
    page = report_page(replace(known, estate=replace(known.estate, name="{{script}}")))
    assert read(page).text("title").startswith("{{script}}")


def test_page_allows_itself_only_its_own_script_and_style() -> None:
    reader = read(report_page(facts()))
    policy = next(
        given["content"] for tag, given in reader.elements if given.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert "default-src 'none'" in policy
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(reader.text(tag).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_page_names_no_other_place() -> None:
    reader = read(report_page(facts()))
    for _, given in reader.elements:
        assert not {"src", "srcset", "action"} & given.keys()
        assert (given.get("href") or "#").startswith(("#", "data:,"))
    code = reader.text("script") + reader.text("style")
    assert set(re.findall(r"https?://[^\"' ]*", code)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(
        r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|fetch|XMLHttpRequest)\b", code
    )
    assert "@import" not in code
    assert "url(" not in code


def test_every_script_is_part_of_the_page() -> None:
    from importlib.resources import files

    there = {one.name.removesuffix(".js") for one in (files("report") / "assets").iterdir() if one.name.endswith(".js")}
    assert there == set(SCRIPTS)


def test_embedded_json_means_the_same() -> None:
    value = {"text": NASTY, "number": 1.5, "none": None, "list": ["<!--", "]]>", "</SCRIPT>"]}
    assert json.loads(embedded(value)) == value
    assert not set("<>&\u2028\u2029") & set(embedded(value))


def test_escape_leaves_nothing_that_markup_is_made_of() -> None:
    assert escape("""<a b="c" d='e'>&""") == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;"
