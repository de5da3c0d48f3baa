"""Run a command with a broker and a database of its own: `python -m deploy.local.with_stack COMMAND …`.

The command finds them under the names that `given` reads, so that everything it starts uses the same.
They need not be durable, and start empty. The exit status is the command's.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from deploy.local import given, stack

ROOT = Path(__file__).resolve().parents[2]


def main(command: list[str]) -> int:
    # SIGTERM as Ctrl-C: the command is told, and the stack stopped. A job that a script put into the
    # background has Ctrl-C ignored until it is asked for.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with stack.running(ROOT, durable=False) as servers:
            names = {given.AMQP: servers.amqp_url, given.DATABASE: servers.database_url}
            if servers.management_url:
                names[given.MANAGEMENT] = servers.management_url
            with subprocess.Popen(command, env=os.environ | names, cwd=ROOT) as process:
                try:
                    return process.wait()
                except KeyboardInterrupt:
                    process.terminate()
                    raise
    except stack.StartFailed as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
