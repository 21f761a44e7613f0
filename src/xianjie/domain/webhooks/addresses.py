"""Which addresses are sent to: none of this machine's own network, however it is written.

A name is resolved when something is sent, every address that it has is looked at, and the
connection goes to the one that was looked at: a name that means another by then changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from xianjie.domain.webhooks.errors import WrongAddress
from xianjie.text import Text

_LONGEST = 500
_PORTS = {"https": 443, "http": 80}
# Networks whose addresses hold an IPv4 address that a gateway would go on to.
_GATEWAYS = tuple(ipaddress.ip_network(one) for one in ("64:ff9b::/96", "2002::/16"))

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; ``target`` is its path with its query."""

    is_secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """For the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in _PORTS.values() else f"{host}:{self.port}"


def read_address(text: str, *, loopback: bool) -> Address:
    """An https address; with ``loopback`` also http to this machine; raises `WrongAddress`."""
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise _wrong() from error
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > _LONGEST:
        raise _wrong()
    host = parts.hostname or ""
    if not host or "@" in parts.netloc or parts.fragment:
        raise _wrong()
    found = _ip(host)
    is_here = host == "localhost" or (found is not None and found.is_loopback)
    if is_here and not loopback:
        raise _inside(host)
    if parts.scheme != "https" and not is_here:
        raise _wrong()
    if found is not None and not is_here and not is_public(found):
        raise _inside(host)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme == "https", host, port, target)


def resolved(address: Address, *, loopback: bool) -> str:
    """The number to connect to; raises OSError for a name unknown, `WrongAddress` for one inside.

    One address inside is enough to refuse the name.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    numbers = [str(one[4][0]) for one in found]
    for number in numbers:
        ip = ipaddress.ip_address(number.partition("%")[0])
        if not is_public(ip) and not (loopback and ip.is_loopback):
            raise _inside(address.host)
    return numbers[0]


def is_public(ip: IpAddress) -> bool:
    """Whether it is one of the Internet's, and no way back into a network of ours."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(ip.ipv4_mapped)
        if any(ip in network for network in _GATEWAYS):
            return False
    return ip.is_global and not ip.is_multicast


def _ip(host: str) -> IpAddress | None:
    """The number that a host is, in the spellings that resolvers take too: 127.1, 0x7f.1."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(host))
    except OSError:
        return None


def _wrong() -> WrongAddress:
    return WrongAddress(
        Text(
            f"请给出 https 地址，不超过 {_LONGEST} 个字符，不带用户名、密码和 #",
            f"give an https address of at most {_LONGEST} characters, without a user, a password "
            "or a #",
        )
    )


def _inside(host: str) -> WrongAddress:
    return WrongAddress(
        Text(
            f"{host} 是内部网络的地址，不发送；请给出互联网上的地址",
            f"{host} is an address of an inner network, to which nothing is sent; give one on the "
            "Internet",
        )
    )
