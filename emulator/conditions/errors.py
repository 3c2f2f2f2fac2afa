"""How a condition is refused."""


class ConditionInvalid(ValueError):
    """A condition cannot be had as it was asked for; `str()` is one sentence that names the field."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f'"{field}" {problem}' if field else problem)
        self.field = field
