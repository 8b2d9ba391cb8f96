"""An oslo.messaging driver for `mem://`: all of a cloud's services that talk by RPC share one process.

A listener blocks on an inbox of its own instead of looking at queues in turn, which makes hundreds of nova-compute
services in one process affordable. Messages pass through JSON both ways, as with a broker, and casts that nobody
listens for are dropped, so that a process without consumers does not grow.
"""

import collections
import queue
import threading
import time

import oslo_messaging
from oslo_messaging._drivers import base
from oslo_serialization import jsonutils

DEFAULT_TIMEOUT_SECONDS = 60
RETRY_SECONDS = 0.1


class Bus:
    """Who listens: inboxes by (exchange, topic) and by (exchange, topic, server)."""

    def __init__(self):
        self._lock = threading.Lock()
        self._inboxes = collections.defaultdict(list)
        self._turns = collections.Counter()

    def attach(self, exchange, topic, server, inbox):
        with self._lock:
            for key in self._keys(exchange, topic, server):
                self._inboxes[key].append(inbox)

    def detach(self, exchange, topic, server, inbox):
        with self._lock:
            for key in self._keys(exchange, topic, server):
                if inbox in self._inboxes[key]:
                    self._inboxes[key].remove(inbox)

    def route(self, exchange, topic, server, fanout):
        """Return the inboxes that a message goes to: all, or one after the other in turn."""
        key = (exchange, topic, server) if server and not fanout else (exchange, topic)
        with self._lock:
            inboxes = self._inboxes.get(key) or []
            if fanout or not inboxes:
                return list(inboxes)
            self._turns[key] += 1
            return [inboxes[self._turns[key] % len(inboxes)]]

    @staticmethod
    def _keys(exchange, topic, server):
        return [(exchange, topic), (exchange, topic, server)] if server else [(exchange, topic)]


# The library makes a driver for each transport, and Nova has several: they must meet somewhere.
BUS = Bus()


class _Incoming(base.RpcIncomingMessage):
    def __init__(self, context, message, reply_to, requeue):
        super().__init__(context, message)
        self._reply_to = reply_to
        self._requeue = requeue

    def reply(self, reply=None, failure=None):
        if self._reply_to is not None:
            self._reply_to.put((reply, failure[1] if failure else None))

    def requeue(self):
        self._requeue()

    def heartbeat(self):
        """Nobody can lose the connection."""


class _Listener(base.PollStyleListener):
    def __init__(self, targets):
        super().__init__()
        self._inbox = queue.SimpleQueue()
        self._targets = targets
        self._stopped = False
        for target in targets:
            BUS.attach(target.exchange, target.topic, target.server, self._inbox)

    @base.batch_poll_helper
    def poll(self, timeout=None):
        if self._stopped:
            timeout = 0.01
        try:
            return self._inbox.get(timeout=timeout)
        except queue.Empty:
            return None

    def stop(self):
        self._stopped = True
        for target in self._targets:
            BUS.detach(target.exchange, target.topic, target.server, self._inbox)
        self._inbox.put(None)  # wakes a poll that waits


class MemoryDriver(base.BaseDriver):
    """The driver behind `transport_url = mem:///`."""

    def require_features(self, requeue=True):
        """Requeueing is supported."""

    def send(
        self,
        target,
        ctxt,
        message,
        wait_for_reply=None,
        timeout=None,
        call_monitor_timeout=None,
        retry=None,
        transport_options=None,
    ):
        if not wait_for_reply:
            self._post(target, ctxt, message, None)
            return None
        replies = queue.SimpleQueue()
        deadline = time.monotonic() + (timeout or DEFAULT_TIMEOUT_SECONDS)
        # A broker would keep a call for a server that is just starting.
        while not self._post(target, ctxt, message, replies):
            if time.monotonic() > deadline:
                raise oslo_messaging.MessagingTimeout(f"Nobody listens on topic {target.topic}")
            time.sleep(RETRY_SECONDS)
        try:
            reply, failure = replies.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise oslo_messaging.MessagingTimeout(f"No reply on topic {target.topic}") from None
        if failure:
            raise failure
        return reply

    def send_notification(self, target, ctxt, message, version, retry=None):
        self._post(target, ctxt, message, None)

    def listen(self, target, batch_size, batch_timeout):
        exchange = target.exchange or self._default_exchange
        target = oslo_messaging.Target(exchange=exchange, topic=target.topic, server=target.server)
        return base.PollStyleListenerAdapter(_Listener([target]), batch_size, batch_timeout)

    def listen_for_notifications(self, targets_and_priorities, pool, batch_size, batch_timeout):
        targets = [
            oslo_messaging.Target(
                exchange=target.exchange or self._default_exchange, topic=f"{target.topic}.{priority}"
            )
            for target, priority in targets_and_priorities
        ]
        return base.PollStyleListenerAdapter(_Listener(targets), batch_size, batch_timeout)

    def cleanup(self):
        """Listeners end by their own stop."""

    def _post(self, target, context, message, reply_to):
        wire = jsonutils.dumps([context, message])
        exchange = target.exchange or self._default_exchange
        inboxes = BUS.route(exchange, target.topic, target.server, target.fanout)
        for inbox in inboxes:
            _deliver(inbox, wire, reply_to)
        return bool(inboxes)


def _deliver(inbox, wire, reply_to):
    context, message = jsonutils.loads(wire)
    inbox.put(_Incoming(context, message, reply_to, lambda: _deliver(inbox, wire, reply_to)))
