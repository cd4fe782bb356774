"""The account that stands in for AWS: what it holds, what it refuses, what was asked of it.

It knows nothing of Pulumi's previews or diffs; what it is asked to do, it does or refuses.
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sandbox import aws
from sandbox.diff import tolerated
from sandbox.held import Change, Held, Operation, RefusedError
from sandbox.refusals import refuse
from sandbox.schema import problems


class AwsAccount:
    """Holds resources by type and id. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._held: dict[tuple[str, str], Held] = {}
        self._operations: list[Operation] = []
        self._gone: list[Held] = []
        self._revisions: Counter[tuple[str, str]] = Counter()
        self._serial = 0

    def create(self, token: str, name: str, urn: str, inputs: Mapping[str, object], region: str) -> Held:
        """Make a resource.

        Raises RefusedError if AWS would refuse it, UnknownType if the table doesn't know the type.
        """
        with self._lock:
            shared = (token, str(inputs.get(aws.row(token).revisions_of)))
            revision = self._revisions[shared] + 1
            identifier, outputs = aws.answer(token, name, inputs, self._serial + 1, region, revision=revision)
            made = Held(
                type=token,
                id=identifier,
                name=name,
                urn=urn,
                region=str(inputs.get("region") or region),
                serial=self._serial + 1,
                version=1,
                inputs=inputs,
                outputs=outputs,
            )
            refuse("create", self._change(made))
            if (token, identifier) in self._held:
                raise RefusedError(
                    f"AlreadyExists: {identifier} has a {token} already; the two would overwrite each other"
                )
            self._serial += 1
            self._revisions[shared] = revision
            return self._keep("create", made)

    def read(self, token: str, identifier: str) -> Held | None:
        """What AWS holds now, or None if it is gone."""
        with self._lock:
            found = self._held.get((token, identifier))
            if found:
                self._note("read", found)
            return found

    def update(self, token: str, identifier: str, inputs: Mapping[str, object]) -> Held:
        """Change a resource in place.

        Raises RefusedError if AWS would refuse it, or holds no such resource any more.
        """
        with self._lock:
            old = self._held.get((token, identifier))
            if old is None:
                raise RefusedError(f"NotFound: {identifier} does not exist any more; `pulumi refresh` takes that over")
            changed = self._changed(old, tolerated(token, old.inputs, inputs))
            refuse("update", self._change(changed, olds=old.inputs))
            return self._keep("update", changed)

    def foresee_update(self, token: str, identifier: str, inputs: Mapping[str, object]) -> dict[str, object]:
        """The outputs after an update, as far as a preview can know them; nothing is changed."""
        with self._lock:
            old = self._held.get((token, identifier))
            return dict(self._changed(old, inputs).outputs) if old else aws.foresee(token, inputs, "")

    def delete(self, token: str, identifier: str) -> None:
        """Delete a resource, and with it what is part of it. As with the real provider, it may be gone already.

        Raises RefusedError if AWS would refuse it.
        """
        with self._lock:
            found = self._held.get((token, identifier))
            # With skipDestroy the real provider asks nothing of AWS: Pulumi forgets the resource, and AWS keeps it.
            if found and found.inputs.get("skipDestroy") is not True:
                refuse("delete", self._change(found))
                self._drop(found)
                self._gone.append(found)
                self._note("delete", found)

    def held(self) -> Sequence[Held]:
        """Everything in the account, oldest first."""
        with self._lock:
            return tuple(self._held.values())

    def tamper(self, identifier: str, inputs: Mapping[str, object], token: str = "") -> Held:
        """Change a resource behind Pulumi's back; null takes an input away.

        Raises LookupError if there is no such resource, ValueError if its type takes no such inputs.
        """
        with self._lock:
            old = self._only(identifier, token)
            news = {key: value for key, value in {**old.inputs, **inputs}.items() if value is not None}
            if found := problems(old.type, {key: value for key, value in news.items() if key != "tagsAll"}):
                raise ValueError("; ".join(found))
            changed = self._changed(old, news)
            self._held[old.type, old.id] = changed
            return changed

    def remove(self, identifier: str, token: str = "") -> Held:
        """Delete a resource behind Pulumi's back, and with it what is part of it.

        Raises LookupError if there is no such resource.
        """
        with self._lock:
            found = self._only(identifier, token)
            self._drop(found)
            return found

    def operations(self) -> Sequence[Operation]:
        """What was asked of the account, in the order in which it came; what was refused is not among it."""
        with self._lock:
            return tuple(self._operations)

    def clear_operations(self) -> None:
        """Forget what was asked so far."""
        with self._lock:
            self._operations.clear()

    def _change(self, resource: Held, olds: Mapping[str, object] | None = None) -> Change:
        return Change(
            type=resource.type,
            region=resource.region,
            inputs=resource.inputs,
            outputs=resource.outputs,
            id=resource.id,
            olds=olds or {},
            held=lambda token: [each for each in self._held.values() if each.type == token],
            gone=lambda token: [each for each in self._gone if each.type == token],
        )

    def _changed(self, old: Held, inputs: Mapping[str, object]) -> Held:
        outputs = aws.describe(
            old.type, old.name, inputs, old.serial, old.region, identifier=old.id, version=old.version + 1
        )
        return replace(old, inputs=inputs, outputs=outputs, version=old.version + 1)

    def _keep(self, op: str, resource: Held) -> Held:
        self._held[resource.type, resource.id] = resource
        self._note(op, resource)
        return resource

    def _drop(self, resource: Held) -> None:
        parts = [
            each for each in self._held.values() if aws.owner(each.type, each.inputs) == (resource.type, resource.id)
        ]
        for each in (resource, *parts):
            self._held.pop((each.type, each.id), None)

    def _only(self, identifier: str, token: str) -> Held:
        found = [each for each in self._held.values() if each.id == identifier and token in {"", each.type}]
        # A bucket's policy has the bucket's id: the bucket is meant.
        owners = [each for each in found if aws.owner(each.type, each.inputs) is None]
        if len(owners or found) != 1:
            types = ", ".join(each.type for each in found)
            raise LookupError(f"{identifier}: say which type: {types}" if found else f"{identifier}: no such resource")
        return (owners or found)[0]

    def _note(self, op: str, resource: Held) -> None:
        self._operations.append(
            Operation(op=op, type=resource.type, name=resource.name, id=resource.id, urn=resource.urn)
        )
