"""A cloud that tells what is written to it, for progress and for the steps of an outcome."""

from collections.abc import Callable

from provisioning.cloud import Cloud, CloudService, Method, Operator, Record


class NotingCloud:
    """A cloud that tells what is written to it."""

    def __init__(self, cloud: Cloud, note: Callable[[str], None]) -> None:
        self._cloud = cloud
        self._note = note

    @property
    def name(self) -> str:
        """Its name in clouds.yaml."""
        return self._cloud.name

    def operator(self) -> Operator:
        """Say as whom the tool is logged in."""
        return self._cloud.operator()

    def read(self, service: CloudService, path: str) -> Record:
        """Read one object."""
        return self._cloud.read(service, path)

    def read_all(self, service: CloudService, path: str, key: str) -> tuple[Record, ...]:
        """List a collection."""
        return self._cloud.read_all(service, path, key)

    def write(
        self,
        method: Method,
        service: CloudService,
        path: str,
        body: Record | None = None,
        project_id: str | None = None,
    ) -> Record:
        """Change something, then tell it."""
        answer = self._cloud.write(method, service, path, body, project_id)
        self._note(f"{method} {service} {path}")
        return answer
