"""Identifiers that keep the order of what they name."""

from tenants.ids import new_id


def test_what_comes_later_stands_later() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
