"""How a message is refused; imports nothing, since every gateway has to know it."""


class MessageInvalid(ValueError):
    """A message cannot be read, or what it asks for cannot be had.

    `str()` is one sentence that names the member; `field` is its name, "" where all of it is wrong.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f'"{field}" {problem}' if field else problem)
        self.field = field
