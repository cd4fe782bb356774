"""What S3 refuses."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sandbox.held import Change
from sandbox.refusals.rule import WRITE, Rule, no
from sandbox.wire import is_list, is_object

_LIFECYCLE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
_ELEMENTS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html"
_CORS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html"

LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
CORS = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"

DAYS_BEFORE_INFREQUENT_ACCESS = 30  # see _LIFECYCLE
DAYS_IN_INFREQUENT_ACCESS = 30  # likewise
_INFREQUENT_ACCESS = ("STANDARD_IA", "ONEZONE_IA")
_ARCHIVES = ("GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
_METHODS = frozenset({"GET", "PUT", "HEAD", "POST", "DELETE"})  # see _CORS
_ACTIONS = (
    "abortIncompleteMultipartUpload",
    "expiration",
    "noncurrentVersionExpiration",
    "noncurrentVersionTransitions",
    "transitions",
)


def infrequent_access_too_early(change: Change) -> str | None:
    """Objects stay in S3 Standard for 30 days before they move to an infrequent-access class, noncurrent ones too."""
    for rule in _rules(change):
        for storage_class, days in _transitions(rule):
            if storage_class in _INFREQUENT_ACCESS and days < DAYS_BEFORE_INFREQUENT_ACCESS:
                return no("InvalidArgument", _days(storage_class, days, DAYS_BEFORE_INFREQUENT_ACCESS), _LIFECYCLE)
    return None


def archive_too_soon_after_infrequent_access(change: Change) -> str | None:
    """Objects stay in an infrequent-access class for 30 days before they move to an archive class."""
    for rule in _rules(change):
        for key in ("transitions", "noncurrentVersionTransitions"):
            moves = dict(_transitions(rule, key))
            earliest = max((moves[each] for each in _INFREQUENT_ACCESS if each in moves), default=None)
            for archive in _ARCHIVES:
                if earliest is not None and moves.get(archive, earliest + 365) < earliest + DAYS_IN_INFREQUENT_ACCESS:
                    wanted = earliest + DAYS_IN_INFREQUENT_ACCESS
                    return no("InvalidArgument", _days(archive, moves[archive], wanted), _LIFECYCLE)
    return None


def expiry_before_a_transition(change: Change) -> str | None:
    """Objects expire after their last move."""
    for rule in _rules(change):
        expiry = _number(rule.get("expiration"), "days")
        last = max((days for _, days in _transitions(rule, "transitions")), default=0)
        if expiry is not None and expiry <= last:
            return no("InvalidArgument", f"expiration after {expiry} days must be later than day {last}", _LIFECYCLE)
    return None


def rules_of_the_same_name(change: Change) -> str | None:
    """Each lifecycle rule has an id of its own."""
    twice = [name for name, count in Counter(rule.get("id") for rule in _rules(change)).items() if count > 1]
    return no("InvalidArgument", f"rule ID must be unique; {twice[0]} is not", _ELEMENTS) if twice else None


def rule_that_does_nothing(change: Change) -> str | None:
    """Each lifecycle rule has an action."""
    for rule in _rules(change):
        if not any(rule.get(action) for action in _ACTIONS):
            return no("InvalidRequest", f"at least one action needs to be specified in {rule.get('id')}", _ELEMENTS)
    return None


def unknown_method(change: Change) -> str | None:
    """CORS knows five methods."""
    for rule in _objects(change.inputs.get("corsRules")):
        methods = rule.get("allowedMethods")
        for method in methods if is_list(methods) else ():
            if method not in _METHODS:
                return no("InvalidRequest", f"found unsupported HTTP method in CORS config: {method}", _CORS)
    return None


def _rules(change: Change) -> Iterable[Mapping[str, object]]:
    return _objects(change.inputs.get("rules"))


def _transitions(rule: Mapping[str, object], *keys: str) -> Iterable[tuple[str, int]]:
    for key in keys or ("transitions", "noncurrentVersionTransitions"):
        for each in _objects(rule.get(key)):
            days = _number(each, "days" if key == "transitions" else "noncurrentDays")
            if days is not None:
                yield str(each.get("storageClass")), days


def _objects(value: object) -> Iterable[Mapping[str, object]]:
    return [each for each in value if is_object(each)] if is_list(value) else []


def _number(value: object, key: str) -> int | None:
    number = value.get(key) if is_object(value) else None
    return number if isinstance(number, int) else None


def _days(storage_class: str, days: int, wanted: int) -> str:
    return f"'Days' in the 'Transition' action for {storage_class} is {days}; want {wanted} or more"


RULES = (
    Rule(when=WRITE, types=frozenset({LIFECYCLE}), reason=infrequent_access_too_early),
    Rule(when=WRITE, types=frozenset({LIFECYCLE}), reason=archive_too_soon_after_infrequent_access),
    Rule(when=WRITE, types=frozenset({LIFECYCLE}), reason=expiry_before_a_transition),
    Rule(when=WRITE, types=frozenset({LIFECYCLE}), reason=rules_of_the_same_name),
    Rule(when=WRITE, types=frozenset({LIFECYCLE}), reason=rule_that_does_nothing),
    Rule(when=WRITE, types=frozenset({CORS}), reason=unknown_method),
)
