"""A real nginx with the file of `deploy/`, before processes on ports of the tests' own."""

import getpass
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.running_cinema import ROOT, free_port

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
SITE = ROOT / "deploy" / "nginx.conf"
SECONDS_TO_STOP = 10
# What the system's own nginx.conf says around a site; root's worker would otherwise be nobody, who may not write here.
AROUND = """
{user}
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    {site}
}}
"""


@contextmanager
def running_nginx(directory: Path, ports: Sequence[int]) -> Iterator[str]:
    """Run nginx before the processes named 1, 2 at these ports, and return its address."""
    port = free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(_configuration(directory, port, ports), encoding="utf-8")
    command = [str(PROGRAM), "-e", str(directory / "error.log"), "-c", str(configuration)]
    subprocess.run([*command, "-t", "-q"], check=True)
    server = subprocess.Popen(command)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(SECONDS_TO_STOP)


def _configuration(directory: Path, port: int, ports: Sequence[int]) -> str:
    site = SITE.read_text(encoding="utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    site = site.replace("/var/log/nginx/tiketa.log", f"{directory}/access.log")
    for number, own in enumerate(ports, 1):
        site = site.replace(f"127.0.0.1:500{number}", f"127.0.0.1:{own}")
    user = "user root;" if getpass.getuser() == "root" else ""
    return AROUND.format(directory=directory, site=site, user=user)
