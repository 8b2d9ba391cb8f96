"""`show version`, `show hostname`, `show clock` and the like."""

import time

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.convergence.mlag import system_mac

_MEMORY_KIB = 8_000_000


def _version(ask: Ask) -> Json:
    mac = system_mac(ask.name)
    return {
        "mfgName": "Arista",
        "modelName": ask.device.spec.model,
        "hardwareRevision": "11.00",
        "serialNumber": f"LAB{mac.replace(':', '')[4:].upper()}",
        "systemMacAddress": mac,
        "hwMacAddress": mac,
        "configMacAddress": "00:00:00:00:00:00",
        "version": ask.device.spec.version,
        "architecture": "x86_64",
        "internalVersion": f"{ask.device.spec.version}-emulated",
        "internalBuildId": "emulated",
        "imageFormatVersion": "3.0",
        "imageOptimization": "Default",
        "bootupTimestamp": ask.device.booted_at,
        "uptime": ask.device.uptime,
        "memTotal": _MEMORY_KIB,
        "memFree": _MEMORY_KIB // 2,
        "isIntlVersion": False,
    }


def _version_text(ask: Ask) -> str:
    mac = system_mac(ask.name)
    minutes = int(ask.device.uptime // 60)
    return "\n".join(
        [
            f"Arista {ask.device.spec.model}",
            "Hardware version: 11.00",
            f"Serial number: LAB{mac.replace(':', '')[4:].upper()}",
            f"Hardware MAC address: {mac}",
            f"System MAC address: {mac}",
            "",
            f"Software image version: {ask.device.spec.version}",
            "Architecture: x86_64",
            f"Internal build version: {ask.device.spec.version}-emulated",
            "Image format version: 3.0",
            "",
            f"Uptime: {minutes // 60} hours and {minutes % 60} minutes",
            f"Total memory: {_MEMORY_KIB} kB",
            f"Free memory: {_MEMORY_KIB // 2} kB",
        ]
    )


def _fqdn(ask: Ask) -> str:
    domain = ask.device.running.value("dns domain")
    return f"{ask.device.hostname}.{domain}" if domain else ask.device.hostname


def _hostname(ask: Ask) -> Json:
    return {"hostname": ask.device.hostname, "fqdn": _fqdn(ask)}


def _hostname_text(ask: Ask) -> str:
    return f"Hostname: {ask.device.hostname}\nFQDN:     {_fqdn(ask)}"


def _clock(_: Ask) -> Json:
    now = time.time()
    return {"utcTime": now, "localTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)), "timezone": "UTC"}


def _clock_text(_: Ask) -> str:
    return time.strftime("%a %b %d %H:%M:%S %Y\nTimezone: UTC\nClock source: local", time.gmtime())


def _reload_cause(ask: Ask) -> Json:
    return {
        "full": False,
        "resetCauses": [
            {
                "timestamp": ask.device.booted_at,
                "description": "Reload requested by the user.",
                "recommendedAction": "No action necessary.",
                "debugInfoIsDir": False,
            }
        ],
    }


def _reload_cause_text(ask: Ask) -> str:
    when = time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(ask.device.booted_at))
    return (
        "Reload Cause 1:\n-------------------\nReload requested by the user.\n\n"
        f"Reload Time:\n------------\nReload occurred at {when} UTC."
    )


def _users(ask: Ask) -> Json:
    users = {line.split()[0]: {"privLevel": 15} for line in ask.device.running.lines("username")}
    return {"users": users}


def _users_text(ask: Ask) -> str:
    return table(["User", "Privilege"], [[line.split()[0], 15] for line in ask.device.running.lines("username")])


COMMANDS = (
    ShowCommand("show version", _version, _version_text),
    ShowCommand("show hostname", _hostname, _hostname_text),
    ShowCommand("show clock", _clock, _clock_text),
    ShowCommand("show reload cause", _reload_cause, _reload_cause_text),
    ShowCommand("show user-account", _users, _users_text),
)
