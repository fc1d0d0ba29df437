"""The network is closed to tests: what would leave the machine fails instead of working here and failing elsewhere."""

import socket

import pytest
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use")


def test_a_test_has_no_socket() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_test_that_may_reach_this_machine_reaches_no_other() -> None:
    # An address of documentation (RFC 5737): nobody answers there, were it asked.
    with socket.socket() as asked, pytest.raises(SocketConnectBlockedError):
        asked.connect(("192.0.2.1", 9))
