"""What the web answered while things went wrong."""

from collections.abc import Sequence
from http import HTTPStatus

from leadwizard.proof.load import Request, Submission


def requests_of(submissions: Sequence[Submission]) -> list[Request]:
    """Every try of every lead, in the order in which they began."""
    return sorted((request for each in submissions for request in each.requests), key=lambda request: request.at)


def errors(requests: Sequence[Request], *, after: float = 0) -> list[str]:
    """Tries that began after that moment and met an error of ours, in words; no answer is one, too."""
    return [
        f"status {request.status} after {request.seconds:.2f} s"
        for request in requests
        if request.at >= after and (request.status == 0 or request.status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    ]


def given_up(submissions: Sequence[Submission]) -> list[str]:
    """Leads that were never acknowledged: their senders know it, yet they are lost to the business."""
    return [f"{each.email} was never acknowledged" for each in submissions if not each.is_acknowledged]
