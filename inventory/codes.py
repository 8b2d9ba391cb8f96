"""Every rule that each estate keeps to: those of reading it, and those that are asked of the whole."""

from collections.abc import Mapping

from inventory.checks import CHECKS
from inventory.finding import Severity
from inventory.rule import Rule, in_words

READING = {
    "not-a-mapping": "A file of an estate is a mapping from sections to their entries.",
    "empty-file": "A file of an estate says something.",
    "foreign-file": "Files in an estate's folder are the estate's, or it ignores them.",
    "file-too-large": "A file of an estate has no more than 64 MiB.",
    "file-unreadable": "Every file of an estate can be read.",
    "file-not-text": "Estate files are YAML in UTF-8.",
    "yaml-syntax": "Every file of an estate is YAML.",
    "look-alike-character": "Keys, names and YAML's own characters are ASCII, not others that look like it.",
    "yaml-several-documents": "A file holds one YAML document.",
    "yaml-too-large": "A file holds no more values than any estate needs.",
    "yaml-too-deep": "Values are nested no deeper than any estate needs.",
    "yaml-alias-explosion": "Aliases do not make a file mean vastly more than it shows.",
    "yaml-tag": "Estate files are plain data, without tags.",
    "yaml-key": "Keys are plain texts.",
    "yaml-duplicate-key": "A key stands once in a mapping.",
    "estate-without-name": "One file of an estate says what it is called.",
    "unknown-section": "The top-level keys of a file are the sections that the schema lists.",
    "unknown-key": "Every key of an entry is one that the schema lists.",
    "missing-key": "An entry has all the keys that it needs.",
    "wrong-value": "A value has the type, form and range that the schema says.",
    "bad-range": "Ranges are written a[01-12], a[1-4,7] or leaf-01{a,b}.",
    "range-mismatch": "Ranges that are matched with each other stand for equally many names.",
    "duplicate-name": "A name is defined once.",
    "unknown-site": "A site that is named is defined.",
    "unknown-room": "A room that is named is defined at its site.",
    "unknown-rack": "A rack that is named is defined at its site.",
    "unknown-rack-type": "A rack type that is named is defined.",
    "unknown-power-component": "A power component that is named is defined at its site.",
    "unknown-fuel-component": "A tank or pump that is named is defined at its site.",
    "unknown-cooling-component": "A component of the cooling chain that is named is defined at its site.",
    "unknown-aisle": "An aisle that is named is defined at its site.",
    "unknown-carrier": "A carrier that is named is defined.",
    "unknown-building-entry": "A building entry that is named is defined at its site.",
    "unknown-word": "A word in braces, like {side}, is one that the entry says what it stands for.",
    "unknown-device-type": "A device type that is named is defined.",
    "unknown-device": "A device that is named, such as a chassis, is defined in the same rack.",
    "unknown-device-bay": "A bay that is named is one that the chassis has.",
    "unknown-zone": "A zone that is named is defined.",
    "unknown-network": "A network that is named is defined.",
    "unknown-fabric-type": "A fabric type that is named is defined.",
    "unknown-switch": "A switch that is named is defined at its site.",
    "unknown-flavor": "A flavor that is named is defined.",
    "unknown-pool": "A pool that is named is defined.",
    "unknown-project": "A project that is named is defined.",
    "unknown-service": "A service that is named is defined.",
    "unknown-library-folder": "A folder of device types that is named is there.",
    "unknown-library-type": "A device type that is taken from a library is in one of its files.",
    "unknown-module-bay": "A module bay that is filled is one that the device type has.",
    "library-type-malformed": "A file of a device type library has the form that NetBox's devicetype-library gives it.",
    "device-type-without-draw": "A device type says how much power it draws at most.",
    "key-of-other-kind": "A key that only one kind of component has is written for that kind.",
    "needs-more-than-there-are": "A component needs no more of others than it names.",
    "ups-rating-mismatch": "A UPS has the rating that its modules give, redundant ones not counted.",
    "path-to-itself": "A path joins two different sites.",
    "setting-not-rendered": "What is set for a fabric can be said in the configuration of its switches.",
    "cable-one-end": "A cable has two ends.",
    "cable-not-between-sites": "Cables that are written out join border switches of two sites.",
    "switch-name-without-number": "The names of spines and pairs end in the number that everything is derived from.",
    "peak-runs-backwards": "A peak ends after it begins.",
}
"""The codes of reading and expanding, with what must hold; the other rules are functions of `inventory.checks`."""

WARNINGS = frozenset({"device-type-without-draw"})
"""Those that stop nobody from acting on the estate."""

READING_RULES: tuple[Rule, ...] = tuple(
    Rule(
        code=code,
        summary=in_words(code),
        text=text,
        severity=Severity.WARNING if code in WARNINGS else Severity.ERROR,
    )
    for code, text in READING.items()
)
ESTATE_RULES: tuple[Rule, ...] = (*READING_RULES, *CHECKS)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in ESTATE_RULES}
CODES: dict[str, str] = {rule.code: rule.text for rule in ESTATE_RULES}
