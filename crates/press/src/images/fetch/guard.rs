//! Which addresses of the network may be connected to. Knows numbers alone; must not resolve a name.
//!
//! A post is anyone's, and its pictures are asked for from the publisher's machine, which may reach what the post's author
//! cannot: a router's page, a cloud's metadata, a service on the machine itself. So it is the address of the connection
//! that is judged, after a name was resolved, for each connection anew.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whom connections may be made to. The default is the public internet alone.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Whether private networks and the machine itself may be connected to as well.
    pub allow_private: bool,
    /// Single addresses that may be connected to whatever they are.
    pub permitted: Vec<SocketAddr>,
}

impl Guard {
    /// Whether a connection may be made to this address.
    pub fn permits(&self, address: SocketAddr) -> bool {
        self.allow_private || self.permitted.contains(&address) || is_public(address.ip())
    }
}

/// Whether an address is one of the public internet, by IANA's registries of special addresses.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        // This network, private, the machine itself; multicast and what is reserved.
        0 | 10 | 127 | 224.. => true,
        // Shared by a provider's customers.
        100 => b & 0xc0 == 64,
        169 => b == 254,
        172 => b & 0xf0 == 16,
        // Protocol assignments, documentation, the old way to IPv6, private.
        192 => (b == 0 && matches!(c, 0 | 2)) || (b == 88 && c == 99) || b == 168,
        // Measurements, documentation.
        198 => b & 0xfe == 18 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    match parts {
        // A network without IPv4 reaches the IPv4 address that stands at the end.
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(last_v4(parts)),
        // Protocol assignments, Teredo among them, which tunnels to whatever address it holds.
        [0x2001, 0..0x200, ..] => false,
        [0x2001, 0xdb8, ..] => false,
        // 6to4 tunnels to the IPv4 address that it holds.
        [0x2002, ..] => false,
        [0x3fff, 0..0x1000, ..] => false,
        // Only this block is given to hosts; the machine itself, mapped IPv4, unique-local, link-local, site-local and
        // multicast are outside of it.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn last_v4(parts: [u16; 8]) -> Ipv4Addr {
    let ([a, b], [c, d]) = (parts[6].to_be_bytes(), parts[7].to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(addresses: &[&str], expected: bool) {
        for address in addresses {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn only_the_public_internet_is_public() {
        check(&["1.1.1.1", "100.63.0.1", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "192.167.0.1"], true);
        check(&["198.17.0.1", "198.20.0.1", "203.0.114.1", "223.255.255.254", "169.253.0.1"], true);
        check(&["0.0.0.0", "0.1.2.3", "10.0.0.1", "127.0.0.1", "127.255.0.1", "100.64.0.1", "100.127.255.255"], false);
        check(&["169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1"], false);
        check(&["198.18.0.1", "198.19.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "240.0.0.1"], false);
        check(&["255.255.255.255", "192.88.99.1"], false);
        check(&["2606:4700::1111", "2001:4860::8888", "2400:3200::1", "64:ff9b::1.1.1.1"], true);
        check(&["::", "::1", "::ffff:127.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1", "64:ff9b::10.0.0.1"], false);
        check(&["64:ff9b:1::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "100::1"], false);
        check(&["2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "4000::1"], false);
    }

    #[test]
    fn single_addresses_are_permitted_with_their_port() {
        let guard = Guard { allow_private: false, permitted: vec!["127.0.0.1:80".parse().unwrap()] };
        assert!(guard.permits("127.0.0.1:80".parse().unwrap()));
        assert!(!guard.permits("127.0.0.1:81".parse().unwrap()));
        assert!(Guard { allow_private: true, ..guard }.permits("[::1]:81".parse().unwrap()));
    }
}
