"""Bundles are accepted by the readers of others, which also find what is wrong with them."""

import logging
from pathlib import Path

import pytest

from fixtures.bundles import SmallDelivery
from packager.formats.stems.verify import check_integrity
from tests.packages.conftest import ascmhl

STEREO = "data/audio/Der-Tunnel-Teil-2_de_printmaster_20_48k_v1.wav"


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)


@pytest.mark.foreign
def test_bagit_python_accepts_a_bundle_and_finds_damage(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bagit = pytest.importorskip("bagit", reason="bagit-python is not installed")
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    monkeypatch.chdir(bundle.parent)
    bag = bagit.Bag(str(bundle))
    assert bag.validate()
    assert sorted(bag.algorithms) == ["md5", "sha256"]
    assert bag.info["External-Description"] == "Der Tunnel: Teil 2"
    damage(bundle / STEREO)
    with pytest.raises(bagit.BagValidationError, match=f"{STEREO} sha256 validation failed"):
        bag.validate()


@pytest.mark.foreign
def test_ascmhl_accepts_a_bundle_with_its_folder_hashes_and_finds_damage(bundle: Path) -> None:
    pytest.importorskip("ascmhl", reason="the ascmhl tool is not installed")
    assert ascmhl("diff", str(bundle)).returncode == 0
    for words in ((), ("-dh",)):
        result = ascmhl("verify", "-v", *words, str(bundle))
        assert result.returncode == 0, result.stdout + result.stderr
    damage(bundle / STEREO)
    result = ascmhl("verify", str(bundle))
    assert result.returncode != 0
    assert f"hash mismatch        for {STEREO}" in result.stdout + result.stderr


@pytest.mark.foreign
def test_a_generation_that_a_receiver_adds_is_no_damage(bundle: Path) -> None:
    pytest.importorskip("ascmhl", reason="the ascmhl tool is not installed")
    assert ascmhl("create", "-h", "xxh128", str(bundle)).returncode == 0
    assert len(list((bundle / "ascmhl").glob("*.mhl"))) == 2
    assert check_integrity(bundle).problems == []


@pytest.mark.foreign
@pytest.mark.parametrize("digests", [(), ("sha1",), ("xxh3", "xxh128"), ("md5", "sha1", "sha256", "xxh64")])
def test_whatever_digests_are_asked_for_both_lists_stand(
    delivery: SmallDelivery, tmp_path: Path, digests: tuple[str, ...]
) -> None:
    bagit = pytest.importorskip("bagit", reason="bagit-python is not installed")
    pytest.importorskip("ascmhl", reason="the ascmhl tool is not installed")
    folder = delivery.bundle(tmp_path / "out", digests=digests).folder
    assert check_integrity(folder).problems == []
    assert bagit.Bag(str(folder)).validate()
    assert ascmhl("verify", str(folder)).returncode == 0
    listed = (next((folder / "ascmhl").glob("*.mhl"))).read_text()
    assert all(f"<{name} " in listed for name in digests if name != "sha256")
