"""Whether the service in this container would take a message that came now; its exit status says so.

An engine asks every few seconds for as long as the container lives, hence a socket and no HTTP client, whose
import alone costs ten times as much.
"""

import socket
import sys

ASK = b"GET /health/ready HTTP/1.0\r\n\r\n"


def main(port: int) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=3) as connection:
        connection.sendall(ASK)
        status = connection.recv(64).split(b" ", 2)[1]
    return 0 if status == b"200" else 1


if __name__ == "__main__":
    sys.exit(main(8000))
