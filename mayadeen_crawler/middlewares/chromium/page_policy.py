"""What a page in the browser may not do, as the browser's own policies have it.

``request_guard.py`` adds `HEADERS` to each document, ``session.py`` runs `INIT_SCRIPT` before its
scripts, and ``launch.py`` starts Chromium with `FLAGS` and `PREFERENCES`. Frames and documents
that a page makes by script (``about:blank``, ``blob:``, ``srcdoc``) inherit the headers.
"""

from __future__ import annotations

#: Content Security Policy, Level 3. The sandbox leaves out windows, dialogs (alert, confirm,
#: prompt, print, beforeunload) and downloads. Without workers and WebSockets all that a page
#: requests is seen by the guard.
_CONTENT = (
    "sandbox allow-scripts allow-same-origin allow-forms; "
    "worker-src 'none'; object-src 'none'; connect-src http: https: data: blob:"
)
#: What a press of a button, which counts as a gesture of the reader's, would allow.
_PERMISSIONS = ", ".join(
    f"{name}=()" for name in (
        "camera", "clipboard-read", "clipboard-write", "display-capture", "fullscreen",
        "geolocation", "microphone", "midi", "payment", "screen-wake-lock", "usb", "web-share",
    )
)  # fmt: skip

#: Response headers, as the DevTools protocol writes them.
HEADERS = (
    {"name": "Content-Security-Policy", "value": _CONTENT},
    {"name": "Permissions-Policy", "value": _PERMISSIONS},
)

#: Removes what sends UDP, or TCP to an address that no request names: no policy forbids it.
INIT_SCRIPT = """
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
  delete globalThis[name];
"""

FLAGS = (
    "--deny-permission-prompts",
    "--disable-notifications",
    # Should a page get at WebRTC all the same.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
)

#: Chromium's ``Preferences`` file. 2: nothing is loaded in advance, such as the pages that
#: speculation rules name, which no guard would see.
PREFERENCES = {"net": {"network_prediction_options": 2}}
