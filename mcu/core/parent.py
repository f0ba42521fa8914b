"""No process outlives the one that looks after it, even when that one is killed with kill -9."""

import ctypes
import multiprocessing
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
SUPERVISOR = "MCU_SUPERVISOR"


def follow_supervisor() -> None:
    """A child of `mcu up` is asked to stop when its supervisor is no more.

    A process started by hand has no supervisor and goes on after its terminal closes as usual.
    """
    supervisor = os.environ.get(SUPERVISOR)
    if supervisor:
        _follow(int(supervisor), signal.SIGTERM)


def follow_server() -> None:
    """A worker process of the web server dies at once with it: a half-alive one holds the port."""
    server = multiprocessing.parent_process()
    if server and server.pid:
        _follow(server.pid, signal.SIGKILL)


def _follow(parent: int, way: signal.Signals) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, way)
    if os.getppid() != parent:  # it died before the kernel knew whom to tell
        sys.exit(0)
