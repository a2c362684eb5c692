//! The port that a local server answers at; it knows nothing of what is served there.

use std::io::ErrorKind;
use std::net::{TcpListener, ToSocketAddrs};

use anyhow::{Context, bail};

/// The port that is tried first when none was asked for.
pub const DEFAULT_PORT: u16 = 8080;

/// How many ports, from the default on, are tried when none was asked for.
const PORTS_TRIED: u16 = 20;

/// Listens at `port` of `host`; without a port, at [`DEFAULT_PORT`] or, where that is busy, at one of the next, and says so.
/// Port 0 is any that is free.
///
/// # Errors
/// When the asked port (or every port tried) is busy or forbidden, or `host` names no address of this machine.
pub fn bind(host: &str, port: Option<u16>) -> anyhow::Result<TcpListener> {
    let listener = match port {
        Some(port) => match listen(host, port) {
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                bail!(
                    "port {port} of {host} is busy: another server has it. Choose another with --port, or --port 0 for any that is free"
                )
            }
            outcome => outcome.with_context(|| format!("could not listen at port {port} of {host}"))?,
        },
        None => first_free(host)?,
    };
    // Tokio takes the listener over, and wants it so.
    listener.set_nonblocking(true).context("could not prepare the port")?;
    Ok(listener)
}

fn first_free(host: &str) -> anyhow::Result<TcpListener> {
    for port in DEFAULT_PORT..DEFAULT_PORT + PORTS_TRIED {
        match listen(host, port) {
            Ok(listener) => {
                if port != DEFAULT_PORT {
                    eprintln!("Port {DEFAULT_PORT} is busy: taking {port} (--port chooses another).");
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("could not listen at port {port} of {host}")),
        }
    }
    bail!(
        "the ports {DEFAULT_PORT} to {} of {host} are all busy: choose another with --port",
        DEFAULT_PORT + PORTS_TRIED - 1
    )
}

fn listen(host: &str, port: u16) -> std::io::Result<TcpListener> {
    let addresses: Vec<_> = (host, port).to_socket_addrs()?.collect();
    TcpListener::bind(addresses.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_that_was_asked_for_is_named() {
        let taken = bind("127.0.0.1", Some(0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let message = bind("127.0.0.1", Some(port)).unwrap_err().to_string();
        assert!(message.contains(&port.to_string()) && message.contains("--port"), "{message}");
    }

    #[test]
    fn without_a_wish_two_servers_get_two_ports() {
        let first = bind("127.0.0.1", None).unwrap();
        let second = bind("127.0.0.1", None).unwrap();
        assert_ne!(first.local_addr().unwrap().port(), second.local_addr().unwrap().port());
    }
}
