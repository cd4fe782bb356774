"""What moto does not answer, or would answer wrongly, answered as AWS documents it."""

from collections import defaultdict, deque
from typing import Any, cast

from botocore.stub import Stubber


class Answers(Stubber):
    """A Stubber for some operations of a client: it checks their answers' shape, and leaves the others to moto.

    Answers of an operation are given in turn, and the last of them again and again.
    """

    def __init__(self, client: Any) -> None:
        super().__init__(client)
        self._answers: defaultdict[str, deque[Any]] = defaultdict(deque)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        """Every operation that was called, with what it was asked."""
        self.activate()

    def answer(self, method: str, *responses: dict[str, Any]) -> None:
        """Queue answers, in the shape that the service's model wants."""
        for response in responses:
            self.add_response(method, response)
            self._take(method)

    def instead(self, method: str, *responses: dict[str, Any]) -> None:
        """Forget the answers of an operation, and queue these."""
        self._answers[self.client.meta.method_to_api_mapping[method]].clear()
        self.answer(method, *responses)

    def refuse(self, method: str, code: str, message: str = "", status: int = 400) -> None:
        """Queue an error."""
        self.add_client_error(method, code, message, status)
        self._take(method)

    def refuse_first(self, method: str, code: str, message: str = "", status: int = 400) -> None:
        """Answer with an error once, before what is queued."""
        self.refuse(method, code, message, status)
        self._answers[self.client.meta.method_to_api_mapping[method]].rotate()

    def asked(self, method: str) -> list[dict[str, Any]]:
        """What an operation was asked, each time."""
        operation = self.client.meta.method_to_api_mapping[method]
        return [params for name, params in self.calls if name == operation]

    def _take(self, method: str) -> None:
        self._answers[self.client.meta.method_to_api_mapping[method]].append(cast("Any", self)._queue.pop()["response"])

    def _assert_expected_params(self, model: Any, params: Any, context: Any, **kwargs: Any) -> None:
        self.calls.append((model.name, dict(params)))

    def _get_response_handler(self, model: Any, params: Any, context: Any, **kwargs: Any) -> Any:
        queued = self._answers[model.name]
        if not queued:
            return None
        return queued[0] if len(queued) == 1 else queued.popleft()
