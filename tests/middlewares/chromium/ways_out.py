"""Ways in which a page of a browser makes it connect to another host, each as markup.

`TRAP` stands for the address of a server, with the way's name as its path (``http://HOST/img``);
`PLACE` for host and port of one that listens for datagrams.
"""

from __future__ import annotations

#: Markup that a browser follows by itself.
OF_MARKUP = {
    "img": "<img src='TRAP'>",
    "srcset": "<img srcset='TRAP 1x, TRAP 2x'>",
    "picture": "<picture><source srcset='TRAP'><img></picture>",
    "input": "<input type='image' src='TRAP'>",
    "background": "<table background='TRAP'><tr><td>a</td></tr></table>",
    "video": "<video src='TRAP' preload='auto' autoplay muted></video>",
    "poster": "<video poster='TRAP'></video>",
    "audio": "<audio src='TRAP' preload='auto'></audio>",
    "track": "<video src='data:video/mp4,' crossorigin><track default src='TRAP'></video>",
    "embed": "<embed src='TRAP' type='text/html'>",
    "object": "<object data='TRAP' type='text/html'></object>",
    "iframe": "<iframe src='TRAP'></iframe>",
    "srcdoc": "<iframe srcdoc=\"<img src='TRAP'>\"></iframe>",
    "frame-refresh": (
        "<iframe srcdoc=\"<meta http-equiv='refresh' content='0;url=TRAP'>\"></iframe>"
    ),
    "frame-script": "<iframe srcdoc=\"<script>location = 'TRAP'</script>\"></iframe>",
    "frame-form": (
        "<iframe srcdoc=\"<form method='post' action='TRAP'></form>"
        '<script>document.forms[0].submit()</script>"></iframe>'
    ),
    "script": "<script src='TRAP'></script>",
    "module": "<script type='module' src='TRAP'></script>",
    "module-import": "<script type='module'>import 'TRAP'</script>",
    "import-map": (
        '<script type=\'importmap\'>{"imports": {"it": "TRAP"}}</script>'
        "<script>import('it').catch(() => 0)</script>"
    ),
    "speculation-rules": (
        '<script type=\'speculationrules\'>{"prefetch": [{"urls": ["TRAP"]}], '
        '"prerender": [{"urls": ["TRAP"]}]}</script>'
    ),
    "stylesheet": "<link rel='stylesheet' href='TRAP'>",
    "icon": "<link rel='icon' href='TRAP'>",
    "manifest": "<link rel='manifest' href='TRAP'>",
    "prefetch": "<link rel='prefetch' href='TRAP'>",
    "preload": "<link rel='preload' as='script' href='TRAP'>",
    "modulepreload": "<link rel='modulepreload' href='TRAP'>",
    "preconnect": "<link rel='preconnect' href='TRAP'>",
    "dns-prefetch": "<link rel='dns-prefetch' href='TRAP'>",
    "prerender": "<link rel='prerender' href='TRAP'>",
    "css-import": "<style>@import url('TRAP');</style>",
    "css-background": "<div style=\"background-image: url('TRAP')\">a</div>",
    "css-cursor": "<div style=\"cursor: url('TRAP'), auto\">a</div>",
    "css-font": (
        "<style>@font-face { font-family: other; src: url('TRAP') }</style>"
        "<p style='font-family: other'>a</p>"
    ),
    "svg-use": "<svg><use href='TRAP#a'/></svg>",
    "svg-image": "<svg><image href='TRAP' width='9' height='9'/></svg>",
    "svg-filter": (
        "<svg width='9' height='9'><filter id='f'><feImage href='TRAP'/></filter>"
        "<rect width='9' height='9' filter='url(#f)'/></svg>"
    ),
    "attribution": "<img src='data:image/gif,' attributionsrc='TRAP'>",
    "stylesheet-of-xml": "<iframe src='/styled.xml'></iframe>",
    "redirect": "<img src='/away/redirect'><script src='/away/redirect'></script>",
}

#: What a script does.
OF_SCRIPT = {
    "fetch": "fetch('TRAP')",
    "fetch-opaque": "fetch('TRAP', {mode: 'no-cors'})",
    "fetch-keepalive": "fetch('TRAP', {keepalive: true, method: 'POST', body: 'a'})",
    "fetch-redirect": "fetch('/away/fetch-redirect')",
    "fetch-later": "fetchLater('TRAP', {activateAfter: 0})",
    "xhr": "const x = new XMLHttpRequest(); x.open('GET', 'TRAP'); x.send()",
    "beacon": "navigator.sendBeacon('TRAP', 'a')",
    "event-source": "new EventSource('TRAP')",
    "websocket": "new WebSocket('TRAP'.replace('http', 'ws'))",
    "websocket-stream": "new WebSocketStream('TRAP'.replace('http', 'ws'))",
    "new-image": "new Image().src = 'TRAP'",
    "font-face": "new FontFace('a', \"url('TRAP')\").load()",
    "written": "document.write(\"<img src='TRAP'>\")",
    "import": "import('TRAP')",
    "worker": (
        "new Worker(URL.createObjectURL(new Blob([\"importScripts('TRAP')\"])))"
    ),
    "worker-fetch": "new Worker(URL.createObjectURL(new Blob([\"fetch('TRAP')\"])))",
    "shared-worker": "new SharedWorker('data:text/javascript,fetch(\"TRAP\")')",
    "service-worker": "navigator.serviceWorker.register('/service.js?TRAP')",
    "worklet": "const c = new AudioContext(); c.audioWorklet.addModule('TRAP')",
    "xslt": (
        "const p = new XSLTProcessor(), d = new DOMParser(); p.importStylesheet(d.parseFromString("
        "\"<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' version='1.0'>"
        "<xsl:import href='TRAP'/></xsl:stylesheet>\", 'text/xml'))"
    ),
    "ping": (
        "const a = document.createElement('a'); a.href = '#x'; a.ping = 'TRAP'; "
        "document.body.append(a); a.click()"
    ),
    "window": "open('TRAP')",
    "form": (
        "const f = document.createElement('form'); f.action = 'TRAP'; f.target = 'other'; "
        "document.body.append(f); f.submit()"
    ),
    "payment": (
        "new PaymentRequest([{supportedMethods: 'TRAP'}], {total: {label: 'a', "
        "amount: {currency: 'EUR', value: '1'}}}).canMakePayment()"
    ),
    "notification": "new Notification('a', {icon: 'TRAP'})",
    "webtransport": "new WebTransport('https://PLACE/')",
    "stun": (
        "const p = new RTCPeerConnection({iceServers: [{urls: 'stun:PLACE'}]}); "
        "p.createDataChannel('a'); p.createOffer().then((o) => p.setLocalDescription(o))"
    ),
    "turn": (
        "const p = new RTCPeerConnection({iceServers: [{urls: 'turn:' + new URL('TRAP').host + "
        "'?transport=tcp', username: 'a', credential: 'b'}]}); "
        "p.createDataChannel('a'); p.createOffer().then((o) => p.setLocalDescription(o))"
    ),
}  # fmt: skip

#: Headers of the page, by which it reports and connects.
OF_HEADERS = {
    "Link": "<TRAP>; rel=preload; as=script, <TRAP>; rel=preconnect",
    "Report-To": '{"group": "a", "max_age": 9, "endpoints": [{"url": "TRAP"}]}',
    "Reporting-Endpoints": 'a="TRAP"',
    "NEL": '{"report_to": "a", "max_age": 9, "success_fraction": 1}',
    "Content-Security-Policy-Report-Only": "img-src 'none'; report-uri TRAP; report-to a",
}

#: What takes the page itself away.
OF_LEAVING = {
    "location": "<script>location = 'TRAP'</script>",
    "refresh": "<meta http-equiv='refresh' content='0;url=TRAP'>",
    "submit": "<form action='TRAP'></form><script>document.forms[0].submit()</script>",
}


def at(text: str, name: str, url: str, place: str) -> str:
    """Return *text* of the way *name*, leading to *url* (``http://HOST``) and *place*."""
    return text.replace("TRAP", f"{url}/{name}").replace("PLACE", place)


def page_of(url: str, place: str) -> str:
    """Return markup and scripts of every way; each script is one of its own."""
    markup = [at(text, name, url, place) for name, text in OF_MARKUP.items()]
    scripts = [
        f"<script>{{ try {{ {at(text, name, url, place)} }} catch {{}} }}</script>"
        for name, text in OF_SCRIPT.items()
    ]
    return "\n".join([*markup, *scripts])


def headers_of(url: str) -> dict[str, str]:
    """Return the headers of a page by which a browser connects to *url*."""
    return {name: at(text, name.lower(), url, "") for name, text in OF_HEADERS.items()}
