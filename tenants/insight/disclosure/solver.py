"""HiGHS as this house uses it: silent, on one thread, and without presolve."""

import highspy


class _Silent(highspy.Highs):
    # Its constructor calls this first, and would print a banner then.
    def enableCallbacks(self) -> None:  # noqa: N802 (the library's name)
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def new_program() -> highspy.Highs:
    """An empty linear program. Presolve would cost more than these small programs do."""
    program = _Silent()
    program.setOptionValue("threads", 1)
    program.setOptionValue("presolve", "off")
    return program
