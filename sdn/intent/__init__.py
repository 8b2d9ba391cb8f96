"""What each switch should be, in words that belong to no vendor."""

from sdn.intent.fabric import fabric_intent
from sdn.intent.model import DeviceIntent

__all__ = ["DeviceIntent", "fabric_intent"]
