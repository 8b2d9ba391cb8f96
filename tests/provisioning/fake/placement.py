"""Placement, as far as the tool uses it: generations are checked."""

from dataclasses import dataclass, field
from typing import Any

from provisioning.cloud import Record
from tests.provisioning.fake.service import FakeService, Refused, Request, found

DISABLED = "COMPUTE_STATUS_DISABLED"
STANDARD_TRAITS = {DISABLED, "HW_CPU_X86_AVX2"}


@dataclass
class FakePlacement(FakeService):
    providers: dict[str, dict[str, Any]] = field(default_factory=dict)
    known_traits: set[str] = field(default_factory=lambda: set(STANDARD_TRAITS))
    interruptions: int = 0
    """So many writes to providers find that another was quicker."""

    def __post_init__(self) -> None:
        self.routes = {
            "GET /resource_providers": self.list_providers,
            "GET /resource_providers/{}/inventories": self.get_inventories,
            "PUT /resource_providers/{}/inventories": self.put_inventories,
            "GET /resource_providers/{}/traits": self.get_traits,
            "PUT /resource_providers/{}/traits": self.put_traits,
            "GET /traits": self.list_traits,
            "PUT /traits/{}": self.put_trait,
            "DELETE /traits/{}": self.delete_trait,
        }

    def add_host(self, name: str, *, with_disk: bool = True) -> None:
        classes = ("VCPU", "MEMORY_MB", "DISK_GB") if with_disk else ("VCPU", "MEMORY_MB")
        inventories = {name: {"total": 64, "reserved": 0, "allocation_ratio": 1.0} for name in classes}
        inventories["VCPU"]["allocation_ratio"] = 16.0
        self.providers[f"uuid-{name}"] = {
            "uuid": f"uuid-{name}",
            "name": name,
            "generation": 1,
            "inventories": inventories,
            "traits": ["HW_CPU_X86_AVX2"],
        }

    def list_providers(self, request: Request) -> Record:
        rows = list(self.providers.values())
        if "name" in request.query:
            rows = [row for row in rows if row["name"] == request.query["name"]]
        if required := request.query.get("required", ""):
            trait = required.removeprefix("!")
            if trait not in self.known_traits:
                raise Refused(400, f"No such trait(s): {trait}.")
            rows = [row for row in rows if (trait in row["traits"]) != required.startswith("!")]
        return {"resource_providers": [{key: row[key] for key in ("uuid", "name", "generation")} for row in rows]}

    def get_inventories(self, _: Request, provider: str) -> Record:
        row = found(self.providers, provider)
        copied = {name: dict(inventory) for name, inventory in row["inventories"].items()}
        return {"resource_provider_generation": row["generation"], "inventories": copied}

    def put_inventories(self, request: Request, provider: str) -> Record:
        row = self._next_generation(provider, request.body["resource_provider_generation"])
        if set(request.body["inventories"]) != set(row["inventories"]):
            raise Refused(409, "inventory in use cannot be removed")
        row["inventories"] = request.body["inventories"]
        return {}

    def get_traits(self, _: Request, provider: str) -> Record:
        row = found(self.providers, provider)
        return {"resource_provider_generation": row["generation"], "traits": list(row["traits"])}

    def put_traits(self, request: Request, provider: str) -> Record:
        if unknown := set(request.body["traits"]) - self.known_traits:
            raise Refused(400, f"No such trait {min(unknown)}")
        self._next_generation(provider, request.body["resource_provider_generation"])["traits"] = request.body["traits"]
        return {}

    def _next_generation(self, provider: str, generation: int) -> dict[str, Any]:
        row = found(self.providers, provider)
        if self.interruptions:
            self.interruptions -= 1
            row["generation"] += 1
        if row["generation"] != generation:
            raise Refused(409, "Resource provider's generation already changed.")
        row["generation"] += 1
        return row

    def list_traits(self, request: Request) -> Record:
        prefix = request.query["name"].removeprefix("startswith:")
        return {"traits": sorted(trait for trait in self.known_traits if trait.startswith(prefix))}

    def put_trait(self, _: Request, trait: str) -> Record:
        if not trait.startswith("CUSTOM_") or trait != trait.upper():
            raise Refused(400, f"{trait} is not a custom trait")
        self.known_traits.add(trait)
        return {}

    def delete_trait(self, _: Request, trait: str) -> Record:
        if trait not in self.known_traits:
            raise Refused(404, f"No such trait {trait}")
        if any(trait in row["traits"] for row in self.providers.values()):
            raise Refused(409, f"The trait {trait} is in use by a resource provider.")
        self.known_traits.remove(trait)
        return {}
