"""The two errors that cross layers; anything else is a bug and crashes loudly."""


class DomainError(Exception):
    """A refusal whose sentence is safe to show to the person who asked.

    `code` is stable and machine-readable; `message` says what is wrong and how to put it right.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class IntegrationError(Exception):
    """A provider call that did not work.

    `permanent` says that a retry cannot help, `retry_after` is the provider's own wish in
    seconds, and `ambiguous` that the provider may have done the work all the same.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.provider = provider
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after
