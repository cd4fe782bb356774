"""Runs the program of the folder that the CLI is in, as Pulumi's own language host does, until the CLI ends it."""

import os
import runpy
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from pulumi.automation._server import LanguageServer  # pyright: ignore[reportPrivateUsage]
from pulumi.runtime.proto import language_pb2, language_pb2_grpc


class Host(LanguageServer):
    """What the Automation API has for a program that runs in its own process, for one that lies in a folder."""

    def __init__(self, engine: str) -> None:
        super().__init__(self._program)
        self._engine = engine

    def _program(self) -> None:
        folder = Path.cwd()
        sys.path.insert(0, str(folder))
        runpy.run_path(str(folder / "__main__.py"), run_name="__main__")

    def Run(self, request: language_pb2.RunRequest, context: object) -> language_pb2.RunResponse:  # noqa: N802
        os.chdir(request.pwd)
        request.args.insert(0, self._engine)
        return super().Run(request, context)  # pyright: ignore[reportArgumentType, reportUnknownMemberType] -- untyped


def main() -> None:
    """Serve on a free port, which goes to stdout; the engine's own address is the last argument."""
    # The engine interrupts its plugins when it is done.
    signal.signal(signal.SIGINT, lambda _signal, _frame: os._exit(0))
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Host(sys.argv[-1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
