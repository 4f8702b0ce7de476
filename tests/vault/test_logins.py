"""Logging in as a role: renewed in time, anew when that ends, and said plainly when refused.

The Kubernetes login is Vault's own. What is not real is the cluster: a small server answers its
TokenReview, and nothing of Kubernetes itself is tried here.
"""

import asyncio
import datetime as dt
import ipaddress
import json
import ssl
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import ECKey

from api.house import TOKEN_KEY
from tests import vault_server
from tests.vault.roles import ask, enter, prepare
from tests.waiting import until
from vault import KeyRefused
from vault.login import AppRoleLogin, KubernetesLogin, Login, choose_login
from vault.policies import Power, policy_name
from vault.setup import AUDIENCE, Cluster
from vault.transit import Transit

ACCOUNT = {
    "namespace": "gesprekspunt",
    "serviceaccount": {"name": "gesprekspunt", "uid": "7f2b1c9e-0000-4000-8000-000000000001"},
}


@asynccontextmanager
async def using(address: vault_server.Address, login: Login) -> AsyncIterator[Transit]:
    service = Transit(address.url, login)
    try:
        yield service
    finally:
        await service.close()


def short(address: vault_server.Address, life: str, utmost: str) -> AppRoleLogin:
    """A role of the service whose tokens live for seconds."""
    ask(
        address,
        "POST",
        "auth/approle/role/short",
        {"token_policies": [policy_name(Power.API)], "token_ttl": life, "token_max_ttl": utmost},
    )
    return enter(address, "short")


@pytest.mark.book("D2")
async def test_a_role_is_renewed_and_then_logs_in_anew(
    vault_address: vault_server.Address,
) -> None:
    await prepare(vault_address)
    async with using(vault_address, short(vault_address, "3s", "5s")) as service:
        first_seen: dict[str, float] = {}
        lived: set[float] = set()

        async def one_was_renewed_and_another_followed() -> bool:
            await service.public_keys(TOKEN_KEY)
            token, now = str(service._adapter.token), time.monotonic()
            lived.add(now - first_seen.setdefault(token, now))
            return len(first_seen) > 1 and max(lived) > 3

        await until(one_was_renewed_and_another_followed)


async def test_a_token_that_was_revoked_is_replaced_at_once(
    vault_address: vault_server.Address,
) -> None:
    await prepare(vault_address)
    async with using(vault_address, enter(vault_address, "gesprekspunt")) as service:
        await service.public_keys(TOKEN_KEY)
        before = service._adapter.token
        ask(vault_address, "POST", "auth/token/revoke", {"token": before})
        answers = await asyncio.gather(*(service.public_keys(TOKEN_KEY) for _ in range(8)))
        assert len(answers) == 8
        assert service._adapter.token != before


async def test_a_refusal_by_policy_makes_no_new_token(vault_address: vault_server.Address) -> None:
    await prepare(vault_address)
    async with using(vault_address, enter(vault_address, "gesprekspunt")) as service:
        await service.public_keys(TOKEN_KEY)
        before = service._adapter.token
        with pytest.raises(KeyRefused):
            await service.destroy(TOKEN_KEY)
        assert service._adapter.token == before


async def test_many_first_calls_share_one_login(vault_address: vault_server.Address) -> None:
    await prepare(vault_address)
    login = enter(vault_address, "gesprekspunt", secret_id_num_uses=1)
    async with using(vault_address, login) as service:
        await asyncio.gather(*(service.public_keys(TOKEN_KEY) for _ in range(8)))


async def test_a_wrong_secret_id_is_refused_without_repeating_it(
    vault_address: vault_server.Address,
) -> None:
    await prepare(vault_address)
    right = enter(vault_address, "gesprekspunt")
    wrong = AppRoleLogin(right.role_id, "NOBODYKNOWSTHIS")
    assert "NOBODYKNOWSTHIS" not in repr(wrong)
    async with using(vault_address, wrong) as service:
        with pytest.raises(KeyRefused, match="does not let this role log in"):
            await service.public_keys(TOKEN_KEY)


def test_one_login_is_given_and_a_whole_one() -> None:
    nothing = {
        "token": None,
        "role_id": None,
        "secret_id": None,
        "kubernetes_role": None,
        "token_file": Path("/token"),
    }
    for given in (
        {},
        {"role_id": "a"},
        {"secret_id": "a"},
        {"token": "a", "kubernetes_role": "b"},
        {"token": "a", "role_id": "b", "secret_id": "c"},
    ):
        with pytest.raises(ValueError, match="VAULT_ROLE_ID and VAULT_SECRET_ID"):
            choose_login(**nothing | given)
    assert isinstance(choose_login(**nothing | {"kubernetes_role": "a"}), KubernetesLogin)


@pytest.mark.book("D2")
async def test_a_pod_logs_in_with_its_service_account(
    vault_address: vault_server.Address, tmp_path: Path
) -> None:
    signer = ECKey.generate_key("P-256")
    token_file = tmp_path / "token"
    with token_reviews(tmp_path) as (host, ca):
        cluster = Cluster(host, "gesprekspunt", "gesprekspunt", ca)
        await prepare(vault_address, cluster)
        login = KubernetesLogin("gesprekspunt", token_file)
        async with using(vault_address, login) as service:
            with pytest.raises(KeyRefused, match="no service account token"):
                await service.public_keys(TOKEN_KEY)
            token_file.write_text(account_token(signer, "elsewhere"))
            with pytest.raises(KeyRefused, match="does not let this role log in"):
                await service.public_keys(TOKEN_KEY)
            token_file.write_text(account_token(signer, "gesprekspunt"))
            assert await service.public_keys(TOKEN_KEY)
            with pytest.raises(KeyRefused):
                await service.rotate(TOKEN_KEY)


def account_token(signer: ECKey, namespace: str) -> str:
    """A token as Kubernetes projects it into a pod."""
    now = int(dt.datetime.now(dt.UTC).timestamp())
    claims = {
        "aud": [AUDIENCE],
        "exp": now + 3600,
        "iat": now,
        "nbf": now,
        "iss": "https://kubernetes.default.svc.cluster.local",
        "kubernetes.io": ACCOUNT | {"namespace": namespace},
        "sub": f"system:serviceaccount:{namespace}:gesprekspunt",
    }
    return jwt.encode({"alg": "ES256"}, claims, signer)


class TokenReviews(BaseHTTPRequestHandler):
    """Says of every token that it is genuine, and whose it says it is."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        claims = _unverified(asked["spec"]["token"])
        review = asked | {
            "status": {
                "authenticated": True,
                "audiences": claims["aud"],
                "user": {
                    "username": claims["sub"],
                    "uid": claims["kubernetes.io"]["serviceaccount"]["uid"],
                    "groups": ["system:serviceaccounts", "system:authenticated"],
                },
            }
        }
        body = json.dumps(review).encode()
        self.send_response(201)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def token_reviews(directory: Path) -> Iterator[tuple[str, str]]:
    """The address of a stand-in for the cluster's API, and the certificate to know it by."""
    certificate = _certificate(directory)
    server = ThreadingHTTPServer(("127.0.0.1", 0), TokenReviews)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", _public_part(certificate)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(directory: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = directory / "cluster.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _public_part(certificate: Path) -> str:
    text = certificate.read_text()
    return text[text.index("-----BEGIN CERTIFICATE") :]


def _unverified(token: str) -> dict:
    return json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
