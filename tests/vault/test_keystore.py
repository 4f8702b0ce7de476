"""The local keystore: its files, two processes on one directory, and no production."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from vault import KeyKind, open_key_service
from vault.keystore import Keystore
from vault.transit import Transit


async def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    directory = tmp_path / "keys"
    keystore = Keystore(directory)
    await keystore.create_key("organisation-1", KeyKind.WRAPPING)
    await keystore.rotate("organisation-1")
    assert directory.stat().st_mode & 0o777 == 0o700
    for file in directory.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in directory.iterdir()) == [".lock", "organisation-1.json"]


async def test_a_destroyed_key_leaves_no_file(tmp_path: Path) -> None:
    keystore = Keystore(tmp_path)
    await keystore.create_key("organisation-1", KeyKind.WRAPPING)
    await keystore.destroy("organisation-1")
    assert [file.name for file in tmp_path.iterdir()] == [".lock"]


async def test_a_new_process_finds_the_keys(tmp_path: Path) -> None:
    first = Keystore(tmp_path)
    await first.create_key("organisation-1", KeyKind.WRAPPING)
    wrapped = await first.wrap("organisation-1", b"kek", b"here")
    await first.close()
    assert await Keystore(tmp_path).unwrap("organisation-1", wrapped, b"here") == b"kek"


async def test_processes_that_rotate_at_once_lose_no_version(tmp_path: Path) -> None:
    await Keystore(tmp_path).create_key("shared", KeyKind.WRAPPING)
    program = (
        "import asyncio, sys; from pathlib import Path; from vault.keystore import Keystore\n"
        "async def main():\n"
        "    for _ in range(20): await Keystore(Path(sys.argv[1])).rotate('shared')\n"
        "asyncio.run(main())"
    )
    running = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(tmp_path))
        for _ in range(2)
    ]
    assert [await process.wait() for process in running] == [0, 0]
    assert (await Keystore(tmp_path).describe("shared")).latest_version == 41
    assert len(json.loads((tmp_path / "shared.json").read_text())["versions"]) == 41


def test_production_refuses_local_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="set VAULT_ADDR"):
        open_key_service(None, None, tmp_path / "keys", "production")
    assert not (tmp_path / "keys").exists()


def test_vault_where_it_has_an_address_else_local_files(tmp_path: Path) -> None:
    assert isinstance(open_key_service("http://vault:8200", "t", tmp_path, "production"), Transit)
    assert isinstance(open_key_service(None, None, tmp_path, "development"), Keystore)
    with pytest.raises(ValueError, match="VAULT_TOKEN"):
        open_key_service("http://vault:8200", None, tmp_path, "development")
