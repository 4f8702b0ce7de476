"""Every setting there is, from the environment; a test fails where one is not documented."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from tenants.files.cleaning import MEGABYTE, FileLimits
from tenants.files.types import Kind


class Settings(BaseSettings):
    """Environment variables: GESPREKSPUNT_ before each name, but for DATABASE_URL and VAULT_…."""

    model_config = SettingsConfigDict(env_prefix="GESPREKSPUNT_", populate_by_name=True)

    environment: Literal["development", "test", "production"] = Field(
        "development", description="production refuses the local keystore and the GraphQL IDE"
    )
    base_url: str = Field(
        "http://127.0.0.1:8000", description="where the pages are, without a slash at the end"
    )
    exit_url: str = Field(
        "https://www.weer.nl/", description='where "Leave this page" goes: somewhere harmless'
    )
    data_directory: Path = Field(
        Path(".data"), description="embedded database and local keystore; unused in production"
    )
    metrics_port: int = Field(
        0, description="Prometheus metrics on their own port; 0 switches them off", ge=0, le=65535
    )
    database_url: SecretStr | None = Field(
        None,
        validation_alias="DATABASE_URL",
        description="postgresql:// login that may become every door's role; empty: embedded",
    )
    migrations_database_url: SecretStr | None = Field(
        None,
        validation_alias="MIGRATIONS_DATABASE_URL",
        description="postgresql:// login that owns the tables; only `gesprekspunt migrate` uses it",
    )
    vault_addr: str | None = Field(
        None,
        validation_alias="VAULT_ADDR",
        description="Vault or OpenBao; empty: the local keystore",
    )
    vault_token: SecretStr | None = Field(
        None,
        validation_alias="VAULT_TOKEN",
        description="a token for that server; or one of the two logins below",
    )
    vault_role_id: str | None = Field(
        None, validation_alias="VAULT_ROLE_ID", description="an AppRole of that server"
    )
    vault_secret_id: SecretStr | None = Field(
        None, validation_alias="VAULT_SECRET_ID", description="the secret id of that AppRole"
    )
    vault_kubernetes_role: str | None = Field(
        None,
        validation_alias="VAULT_KUBERNETES_ROLE",
        description="a role of that server for the pod's own service account",
    )
    vault_kubernetes_token_file: Path = Field(
        Path("/var/run/secrets/kubernetes.io/serviceaccount/token"),
        validation_alias="VAULT_KUBERNETES_TOKEN_FILE",
        description="where Kubernetes keeps that account's token",
    )
    connections_per_door: int = Field(
        8, description="most database connections each process opens for one door", ge=1, le=100
    )
    kek_seconds: int = Field(
        300, description="how long an organisation's opened key may stay in memory", ge=1, le=3600
    )
    kek_uses: int = Field(
        100_000, description="how often it may be used before it is fetched again", ge=1
    )
    kek_number: int = Field(10_000, description="how many such keys one process may hold", ge=1)
    passphrase_kdf: str = Field(
        "argon2id:65536:3:1",
        description="Argon2id for new organisations' passphrases: KiB, iterations, lanes; "
        "`gesprekspunt keys calibrate` finds them",
    )
    desk_idle_minutes: int = Field(
        30, description="a desk session ends after this long without use", ge=1, le=480
    )
    portal_idle_minutes: int = Field(
        20, description="a client's session ends after this long without use", ge=1, le=120
    )
    attachment_megabytes: int = Field(
        50, description="the largest sound, film or text that may be sent", ge=1, le=2000
    )
    attachment_whole_megabytes: int = Field(
        20,
        description="the largest photo or PDF: it is in memory while metadata is taken out",
        ge=1,
        le=50,
    )
    attachments_per_conversation: int = Field(
        50, description="so many files may be in one conversation", ge=0
    )
    attachment_total_megabytes: int = Field(
        500, description="so much they may take together, as it is stored", ge=1
    )
    attachment_kinds: str = Field(
        " ".join(Kind), description="which kinds may be sent, of these; others are refused"
    )
    s3_bucket: str | None = Field(
        None, description="where the sealed chunks of files are kept; empty: in PostgreSQL"
    )
    s3_endpoint: str | None = Field(
        None, description="address of the S3-compatible server of that bucket"
    )
    s3_region: str = Field("us-east-1", description="its region, as that server calls it")
    s3_access_key_id: str | None = Field(None, description="who may read and write that bucket")
    s3_secret_access_key: SecretStr | None = Field(None, description="the secret of that key")
    p_percent: int = Field(
        25,
        description="the p of the p% rule of benchmark editions; keep it secret",
        ge=1,
        le=100,
        repr=False,
    )

    @property
    def desk_idle(self) -> timedelta:
        return timedelta(minutes=self.desk_idle_minutes)

    @property
    def portal_idle(self) -> timedelta:
        return timedelta(minutes=self.portal_idle_minutes)

    @property
    def file_limits(self) -> FileLimits:
        """ValueError for a kind that is none."""
        return FileLimits(
            largest=self.attachment_megabytes * MEGABYTE,
            largest_whole=self.attachment_whole_megabytes * MEGABYTE,
            kinds=frozenset(map(Kind, self.attachment_kinds.split())),
            most=self.attachments_per_conversation,
            most_bytes=self.attachment_total_megabytes * MEGABYTE,
        )

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")
