"""Entering configuration lines: which section they go to, what they replace, and what `no` and `default` undo."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from twin.dialects.eos.edits import EDITS, consequences
from twin.dialects.eos.grammar import COMMANDS, MODES, PROMPTS
from twin.dialects.eos.pattern import Command, Match, RefusedLine, Words, match
from twin.dialects.eos.tree import ConfigLine, ConfigSection, sort_key
from twin.dialects.eos.values import expand_ranges, interface_range

_INDENT_WIDTH = 3


@dataclass(frozen=True, slots=True)
class Level:
    """One open section (several for a range), with the prompt that it shows."""

    mode: str
    sections: tuple[ConfigSection, ...]
    prompt: str = ""


@dataclass(slots=True)
class Editor:
    """A cursor in a configuration that lines can be entered at."""

    root: ConfigSection
    ports: frozenset[str]
    path: list[Level] = field(default_factory=list)

    def enter(self, text: str) -> str:
        """Enter one line; return what the switch answers, the empty text when it is content."""
        line = Words.of(text)
        if not line.words or line.words[0].startswith("!"):
            return ""
        prefix = line.words[0].lower() if line.words[0].lower() in ("no", "default") else ""
        furthest: RefusedLine | None = None
        for depth in range(len(self.path), -1, -1):
            level = self.path[depth - 1] if depth else Level("config", (self.root,))
            found = match(MODES[level.mode], line, start=1 if prefix else 0, partial=bool(prefix))
            if isinstance(found, RefusedLine):
                furthest = found if furthest is None or found.position > furthest.position else furthest
                continue
            del self.path[depth:]
            return self._carry_out(level, found, prefix)
        return furthest.message if furthest else "% Invalid input"

    def _carry_out(self, level: Level, found: Match, prefix: str) -> str:
        refused = self._refuse(level, found, prefix)
        if refused:
            return refused
        if found.command is None:
            for section in level.sections:
                _delete_group(section, found.key)
            return ""
        if found.command.opens:
            return self._section(level, found, found.command, prefix)
        for section in level.sections:
            _set_line(self.root, section, found, found.command, prefix)
        return ""

    def _refuse(self, level: Level, found: Match, prefix: str) -> str:
        """Return the answer to a line that is well formed but cannot be true here, or the empty text."""
        words = found.line.split()
        if words[:2] == ["router", "bgp"]:
            running = next((name for name, _ in self.root.sections("router bgp")), None)
            if running and len(words) > 2 and words[2] != running:  # noqa: PLR2004
                return f"% BGP is already running with AS number {running}"
        if words[0] == "neighbor" and not prefix and words[1] != "default" and not words[1][0].isdigit():
            defines = found.line == f"neighbor {words[1]} peer group"
            if not defines and not self._is_peer_group(level, words[1]):
                return f"% Invalid input (at token 1: '{words[1]}')"
        if found.line.startswith("neighbor ") and " peer group " in found.line and not prefix:
            group = found.values[-1]
            if not self._is_peer_group(level, group):
                return f"% Peer group {group} does not exist"
        return ""

    def _is_peer_group(self, level: Level, name: str) -> bool:
        bgp = [section for _, section in self.root.sections("router bgp")]
        return any(f"neighbor {name} peer group" in section.entries for section in (*bgp, *level.sections))

    def _section(self, level: Level, found: Match, command: Command, prefix: str) -> str:
        names = _expand(found)
        for name in names:
            if name.startswith("interface ") and not self._exists(name.split()[1]):
                return f"% Invalid input (at token 1: '{name.split()[1]}')"
        if prefix:
            return self._remove_sections(level, found, names, prefix)
        sections: list[ConfigSection] = []
        for parent in level.sections:
            for name in names:
                sections.append(open_section(parent, command, name))
                consequences(self.root, name)
        label = PROMPTS[command.opens].format(_short(found.line.split()[-1] if found.values else ""))
        if command.opens == "route-map":
            label = PROMPTS[command.opens].format(found.values[0])
        self.path.append(Level(command.opens, tuple(sections), label))
        return ""

    def _exists(self, name: str) -> bool:
        """Tell whether an interface can be on this switch: a port only when the hardware has it."""
        if not name.startswith(("Ethernet", "Management")):
            return True
        port = name.split("/", 1)[0].split(".", 1)[0]
        return name in self.ports or port in self.ports

    def _remove_sections(self, level: Level, found: Match, names: tuple[str, ...], prefix: str) -> str:
        if not found.values and found.key.endswith("bgp"):
            names = tuple(key for key in self.root.entries if key.startswith("router bgp "))
        for parent in level.sections:
            for name in names:
                if name == "vlan 1" and parent.mode == "config":
                    return "% Default VLAN cannot be deleted"
                entry = parent.entries.get(name)
                is_port = name.removeprefix("interface ") in self.ports
                if entry is not None and entry.section is not None and (is_port or prefix == "default"):
                    entry.section.entries.clear()
                elif entry is not None:
                    del parent.entries[name]
                consequences(self.root, name, removed=True)
        return ""

    def exit(self) -> bool:
        """Leave the section; False when there was none to leave."""
        return bool(self.path) and bool(self.path.pop())

    @property
    def prompt(self) -> str:
        """Return the part of the prompt that names the open section."""
        return self.path[-1].prompt if self.path else ""


def open_section(parent: ConfigSection, command: Command, line: str) -> ConfigSection:
    """Return the section that a line opens, made when it is not there yet."""
    entry = parent.entries.get(line)
    if entry is None or entry.section is None:
        entry = ConfigLine(line, sort_key(command, line, line), ConfigSection(command.opens))
        parent.entries[line] = entry
    return entry.section or ConfigSection(command.opens)


def _expand(found: Match) -> tuple[str, ...]:
    """Return the section lines that one line stands for: several when it names a range."""
    if found.line.startswith("interface "):
        return tuple(f"interface {name}" for name in interface_range(found.line.split(maxsplit=1)[1]))
    if found.command and found.command.pattern == "vlan {vlans}":
        return tuple(f"vlan {vlan}" for vlan in sorted(expand_ranges(found.values[0], 1, 4094) or ()))
    return (found.line,)


def _short(name: str) -> str:
    """Return an interface's name as the prompt shows it: `Ethernet1` gives `Et1`."""
    letters = name.rstrip("0123456789/.,-")
    return letters[:2] + name[len(letters) :] if letters and letters != name else name


def _set_line(root: ConfigSection, section: ConfigSection, found: Match, command: Command, prefix: str) -> None:
    edit = EDITS.get(command.edits)
    if edit and not prefix:
        line = edit(root, section, found)
        if line is None:
            return
        key = line[0]
        section.entries[key] = ConfigLine(line[1], sort_key(_command_of(section.mode, key, command), key, line[1]))
        return
    if prefix == "no" and command.negative != "delete":
        line_text = f"no {found.line}" if found.is_complete else f"no {found.key}"
    elif prefix:
        _delete(section, found, command, prefix)
        return
    else:
        line_text = found.line
    unshown = command.negative == "store" and not prefix
    if unshown or line_text == command.hidden_default:
        section.entries.pop(found.key, None)
        return
    section.entries[found.key] = ConfigLine(line_text, sort_key(command, found.key, line_text))


def _delete(section: ConfigSection, found: Match, command: Command, prefix: str) -> None:
    current = section.line(found.key)
    other_value = found.is_complete and current is not None and found.line != current
    if prefix == "no" and command.pattern.startswith("ip address") and other_value:
        return
    if command.pattern == "neighbor {peer} peer group" and current == found.line:
        _delete_group(section, " ".join(found.key.split()[:2]))
        return
    section.entries.pop(found.key, None)
    if command.shown:
        shown_key = command.shown.removeprefix("no ")
        key = found.key if shown_key.startswith(found.key) else shown_key
        section.entries[key] = ConfigLine(command.shown, sort_key(command, key, command.shown))


def _delete_group(section: ConfigSection, start: str) -> None:
    for key in [key for key in section.entries if key == start or key.startswith(start + " ")]:
        del section.entries[key]


def _command_of(mode: str, key: str, otherwise: Command) -> Command:
    """Return the command whose lines have this key, for edits that write another command's line."""
    return next((item for item in COMMANDS[mode] if item.pattern.split(" |")[0] == key and not item.opens), otherwise)


def factory(ports: Iterable[str]) -> ConfigSection:
    """Return the configuration of a switch that was never configured: its ports and the lines EOS always shows."""
    root = ConfigSection("config")
    for command in COMMANDS["config"]:
        if command.shown:
            line = command.shown
            key = command.pattern.split(" |")[0]
            root.entries[key] = ConfigLine(line, sort_key(command, key, line))
    editor = Editor(root, frozenset(ports))
    for port in ports:
        editor.path.clear()
        editor.enter(f"interface {port}")
    return root


def parse(text: str, ports: Iterable[str]) -> tuple[ConfigSection, tuple[str, ...]]:
    """Read a configuration file into a tree; also return the answers to the lines that were refused."""
    ports = tuple(ports)
    editor = Editor(factory(ports), frozenset(ports))
    return editor.root, load(editor, text.splitlines())


def load(editor: Editor, lines: Iterable[str], refuse: Callable[[str, str], str] | None = None) -> tuple[str, ...]:
    """Enter the lines of a file, whose indentation says where they belong; return what was refused."""
    refused: list[str] = []
    for text in lines:
        if text.strip() == "end":
            break
        if not text.strip() or text.strip().startswith("!"):
            continue
        depth = (len(text) - len(text.lstrip())) // _INDENT_WIDTH
        del editor.path[depth:]
        answer = editor.enter(text)
        if answer.startswith("%"):
            refused.append(refuse(text, answer) if refuse else f"> {text}{answer}")
    return tuple(refused)
