"""Ends with a sentence if the site cannot listen on HOST and PORT. Arguments: both, as script/server was given them."""

import socket
import sys

NEXT = 20  # so many ports are looked at for one that is free


def is_free(host: str, port: int) -> bool:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            line.bind(address)
        except PermissionError:
            sys.exit(f"Port {port} is for root alone. Take one from 1024 on: PORT=8000 script/server")
        except OSError:
            return False
    return True


def main(host: str, asked: str) -> None:
    if not asked.isdecimal() or not 0 < int(asked) < 2**16:
        sys.exit(f"PORT={asked} is no port. Take a number from 1024 to 65535: PORT=8000 script/server")
    port = int(asked)
    try:
        if is_free(host, port):
            return
        free = next((each for each in range(port + 1, min(port + NEXT, 2**16)) if is_free(host, each)), None)
    except socket.gaierror:
        sys.exit(f"HOST={host} is no address of this machine. For this machine alone: HOST=127.0.0.1 script/server")
    taken = f"Port {port} of {host} is taken, perhaps by this site already."
    sys.exit(f"{taken} Another one: PORT={free or 8100} script/server")


if __name__ == "__main__":
    main(*sys.argv[1:])
