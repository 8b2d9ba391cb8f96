"""nova-conductor, nova-scheduler and any number of nova-compute services inside the process of the Nova API."""

import os
import threading
import time
import traceback
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from control_plane.control_socket import ControlSocket
from control_plane.description import Description

START_THREADS = 4
WAIT_SECONDS = 300
BATCH = 500
"""SQLite takes a limited number of variables in a statement."""
INVENTORY_CLASSES = {"VCPU", "MEMORY_MB", "DISK_GB"}


class ComputeHosts:
    """The hosts of one cloud: starts them, keeps their heartbeats, and lets them crash when asked to."""

    def __init__(self, cloud: Description, sizes: dict[str, dict]) -> None:
        self._cloud = cloud
        self._sizes = sizes
        self._making = threading.Lock()
        self._computes = {}
        self._services = []

    def run(self) -> None:
        """Start everything, say that it is ready, then serve the control socket; a failure ends the process."""
        try:
            self._wait_for_other_services()
            self._start_conductor_and_scheduler()
            threading.Thread(target=self._keep_heartbeats, name="heartbeats", daemon=True).start()
            self._start_all()
            ControlSocket(self._cloud.state / "run" / "control.sock", self).serve()
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    def names(self) -> list[str]:
        """Return the hosts that run, sorted."""
        return sorted(self._computes)

    def add(self, size: dict) -> None:
        """Start a host that was not there before and make it known to the scheduler."""
        name = size["name"]
        if name in self._sizes:
            raise ValueError(f"there is a hypervisor named {name} already")
        self._sizes[name] = size
        try:
            self.start(name)
        except BaseException:
            del self._sizes[name]
            raise
        self._discover()

    def ensure(self, size: dict) -> None:
        """Start a host if it is known, else add it."""
        if size["name"] in self._sizes:
            self.start(size["name"])
        else:
            self.add(size)

    def start(self, host: str) -> None:
        """Start a host; return when Placement has its inventory."""
        from nova import service
        from nova.compute import rpcapi
        from nova.scheduler.client import report

        self._require_known(host)
        if host in self._computes:
            return
        with self._making:
            # Each host keeps a provider tree of its own, as it would on its own machine; only the session is shared.
            shared = report.report_client_singleton()
            client = report.SchedulerReportClient.__new__(report.SchedulerReportClient)
            client.__dict__.update(shared.__dict__)
            client.clear_provider_cache(init=True)
            report.PLACEMENTCLIENT = client
            try:
                compute = service.Service.create(
                    host=host,
                    binary="nova-compute",
                    topic=rpcapi.RPC_TOPIC,
                    topic_alt=rpcapi.RPC_TOPIC_ALT,
                    report_interval=0,
                )
            finally:
                report.PLACEMENTCLIENT = shared
        compute.start()
        self._computes[host] = compute
        try:
            self._require_inventory(client, compute)
        except BaseException:
            self.stop(host)
            raise

    def stop(self, host: str) -> None:
        """Let a host be gone, as in a crash: no more heartbeats, no more answers."""
        self._require_known(host)
        compute = self._computes.pop(host, None)
        if compute:
            compute.rpcserver.stop()
            compute.rpcserver_alt.stop()
            compute.tg.stop()

    def _require_known(self, host: str) -> None:
        if host not in self._sizes:
            raise LookupError(f"no hypervisor is named {host}")

    def _wait_for_other_services(self) -> None:
        """Wait until the others answer: a nova-compute that cannot reach them at its start gives up."""
        deadline = time.monotonic() + WAIT_SECONDS
        for name in ("keystone", "placement", "neutron"):
            while not _answers(self._cloud.urls[name]):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{name} does not answer")
                time.sleep(0.05)

    def _start_conductor_and_scheduler(self) -> None:
        import os_vif
        from nova import objects, service
        from nova.conductor import rpcapi as conductor_rpc
        from nova.scheduler import rpcapi as scheduler_rpc

        os_vif.initialize()
        objects.Service.enable_min_version_cache()
        for binary, topic in (
            ("nova-conductor", conductor_rpc.RPC_TOPIC),
            ("nova-scheduler", scheduler_rpc.RPC_TOPIC),
        ):
            self._services.append(service.Service.create(binary=binary, topic=topic, report_interval=0))
            self._services[-1].start()

    def _start_all(self) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(START_THREADS) as pool:
            list(pool.map(self.start, list(self._sizes)))
        self._discover()
        ready = self._cloud.state / "run" / "hypervisors.ready"
        ready.write_text(f"{len(self._computes)}\n")
        print(f"{len(self._computes)} hypervisors started in {time.monotonic() - began:.1f} s", flush=True)

    @staticmethod
    def _discover() -> None:
        from nova import context
        from nova.objects import host_mapping

        host_mapping.discover_hosts(context.get_admin_context())

    @staticmethod
    def _require_inventory(client, compute) -> None:
        """Ask Placement for what the host has reported: Nova only logs it when that fails."""
        for node in compute.manager.rt.compute_nodes.values():
            response = client.get(f"/resource_providers/{node.uuid}/inventories")
            reported = set(response.json().get("inventories", ())) if response else set()
            if missing := INVENTORY_CLASSES - reported:
                raise RuntimeError(f"Placement has no inventory of {', '.join(sorted(missing))} for {node.host}")

    def _keep_heartbeats(self) -> None:
        """Tell the database that all hosts live, in one statement.

        With a timer and a row of its own for each of hundreds of hosts on few cores, heartbeats would come late and
        the scheduler would take live hosts for dead.
        """
        from nova import context
        from nova.db.main import api, models
        from oslo_utils import timeutils

        @api.context_manager.writer
        def beat(ctxt, hosts):
            now = timeutils.utcnow()
            ctxt.session.query(models.Service).filter(
                models.Service.binary != "nova-osapi_compute", models.Service.host.in_(hosts)
            ).update(
                {"updated_at": now, "last_seen_up": now, "report_count": models.Service.report_count + 1},
                synchronize_session=False,
            )

        while True:
            hosts = [*self._computes, *(service.host for service in self._services)]
            try:
                for first in range(0, len(hosts), BATCH):
                    beat(context.get_admin_context(), hosts[first : first + BATCH])
            except Exception:  # the next beat may succeed; if none does, the hosts are seen down, as they should
                traceback.print_exc()
            time.sleep(self._cloud.heartbeat_seconds)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url + "/", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
