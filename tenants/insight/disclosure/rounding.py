"""Rounding of what is published, and what a reader can conclude from a rounded figure."""


def round_half_up(value: int, base: int) -> int:
    """The multiple of `base` nearest to `value`, halves upwards; exact zero stays zero."""
    return (2 * value + base) // (2 * base) * base


def rounding_range(rounded: int, base: int) -> tuple[int, int]:
    """Smallest and largest whole number that rounds to `rounded`."""
    return max(0, -((base - 2 * rounded) // 2)), -((-base - 2 * rounded) // 2) - 1


def rate(rounded: int, employees: int) -> float:
    """People per 100 employees, one decimal, half up.

    From the *rounded* numerator: with the number of employees, which is public, a rate of the
    exact one would undo the rounding.
    """
    return (2000 * rounded + employees) // (2 * employees) / 10
