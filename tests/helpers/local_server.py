"""The thread that serves a test's own server: `Served` and `RawServer` say what is answered."""

from __future__ import annotations

from socketserver import TCPServer
from threading import Thread
from types import TracebackType


class LocalServer:
    """Serves from `serve` until the ``with`` statement ends."""

    url = ""
    """Scheme, host and port, while it is served."""

    def serve(self, server: TCPServer) -> None:
        """Serve *server*, which is bound to a port, in a thread of its own."""
        self._server = server
        self._thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
