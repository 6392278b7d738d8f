"""nginx over a directory, on a free port."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.beside_nginx.compare import Server
from tests.e2e.harness import free_ports

CONFIGURATION = """
daemon off;
user root;
worker_processes {workers};
pid {at}/nginx.pid;
error_log {at}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    default_type application/octet-stream;
    client_body_temp_path {at}/body;
    proxy_temp_path {at}/proxy;
    fastcgi_temp_path {at}/fastcgi;
    uwsgi_temp_path {at}/uwsgi;
    scgi_temp_path {at}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@contextmanager
def nginx(at: Path, root: Path, *, workers: int) -> Iterator[Server]:
    """Serve a directory for the block; yield it."""
    at.mkdir()
    (at / "logs").mkdir()
    port = free_ports(1)
    (at / "nginx.conf").write_text(CONFIGURATION.format(at=at, root=root, port=port, workers=workers))
    running = subprocess.Popen(["nginx", "-p", str(at), "-c", str(at / "nginx.conf")])
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), trust_env=False) as client:
            client.get(url)
        yield Server(name="nginx", url=url, prefix="", pid=running.pid)
    finally:
        running.terminate()
        running.wait(30)
