"""What went wrong with AWS, as one line that a person can act on."""

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from ops.aws.errors import AwsError, aws_problems, code, explain, passes
from ops.problem import Problem


def refused(name: str, message: str, operation: str = "DescribeServices") -> ClientError:
    return ClientError({"Error": {"Code": name, "Message": message}}, operation)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            refused(
                "AccessDeniedException",
                "User: arn:aws:sts::123456789012:assumed-role/dev/me is not authorized to perform: "
                "ecs:DescribeServices on resource: arn:aws:ecs:ap-northeast-2:123456789012:service/c/s because no "
                "identity-based policy allows the ecs:DescribeServices action",
            ),
            "access denied: DescribeServices needs ecs:DescribeServices on "
            "arn:aws:ecs:ap-northeast-2:123456789012:service/c/s, because no identity-based policy allows the "
            "ecs:DescribeServices action",
        ),
        (
            refused(
                "UnauthorizedOperation",
                "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/me is not "
                "authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:ap-northeast-2:123456789012:vpc/* "
                "with an explicit deny in a service control policy. Encoded authorization failure message: Abc-_9xYz",
                "CreateVpc",
            ),
            "access denied: CreateVpc needs ec2:CreateVpc on arn:aws:ec2:ap-northeast-2:123456789012:vpc/*, with an "
            "explicit deny in a service control policy",
        ),
        (
            refused("403", "Forbidden", "HeadBucket"),
            "access denied: the credentials lack the permission s3:ListBucket for HeadBucket",
        ),
        (
            refused("AccessDenied", "Access Denied", "PutObject"),
            "access denied: the credentials lack the permission for PutObject",
        ),
        (
            refused("ThrottlingException", "Rate exceeded"),
            "AWS has too many calls (ThrottlingException for DescribeServices, after repeated tries): run this again "
            "in a minute",
        ),
        (
            refused("ExpiredToken", "The security token included in the request is expired"),
            "the credentials for AWS have expired: sign in again (`aws sso login`, or new keys in the environment)",
        ),
        (
            refused(
                "InvalidClientTokenId", "The security token included in the request is invalid", "GetCallerIdentity"
            ),
            "AWS does not accept the credentials (InvalidClientTokenId for GetCallerIdentity): sign in again (`aws sso "
            "login`, or new keys in the environment)",
        ),
        (
            refused("ClusterNotFoundException", "Cluster\n  not found."),
            "AWS refused DescribeServices (ClusterNotFoundException): Cluster not found.",
        ),
        (
            exceptions.NoCredentialsError(),
            "there are no credentials for AWS: name a profile with --profile, or sign in (`aws sso login`, or new keys "
            "in the environment)",
        ),
        (
            exceptions.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            "the credentials for AWS can't be read: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY",
        ),
        (
            exceptions.UnauthorizedSSOTokenError(),
            "the sign-in at AWS has expired or is not there: sign in again (`aws sso login`, or new keys in the "
            "environment)",
        ),
        (
            exceptions.ProfileNotFound(profile="staging"),
            "The config profile (staging) could not be found: want one of ~/.aws/config",
        ),
        (
            exceptions.EndpointConnectionError(endpoint_url="https://ecs.ap-northeast-2.amazonaws.com/"),
            'AWS can\'t be reached: Could not connect to the endpoint URL: "https://ecs.ap-northeast-2.amazonaws.com/"',
        ),
        (
            exceptions.ReadTimeoutError(endpoint_url="https://ecs.ap-northeast-2.amazonaws.com/"),
            'AWS can\'t be reached: Read timeout on endpoint URL: "https://ecs.ap-northeast-2.amazonaws.com/"',
        ),
        (
            ResponseParserError("Unable to parse response (syntax error: line 1, column 0), invalid XML received"),
            "AWS can't be reached: what came back is no answer of its API, as from a proxy or a network that wants a "
            "sign-in",
        ),
        (
            refused("502", "<html><h1>Bad Gateway</h1></html>"),
            "AWS can't be reached: what came back is no answer of its API, as from a proxy or a network that wants a "
            "sign-in",
        ),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(error: AwsError, line: str) -> None:
    assert explain(error) == line


def test_an_error_within_becomes_a_problem_and_others_pass() -> None:
    with pytest.raises(Problem, match="the credentials for AWS have expired"), aws_problems():
        raise refused("ExpiredToken", "No")
    with pytest.raises(Problem, match="what came back is no answer of its API"), aws_problems():
        raise ResponseParserError("invalid XML received")
    with pytest.raises(KeyError, match="mine"), aws_problems():
        raise KeyError("mine")


def test_only_what_aws_answered_has_a_code() -> None:
    assert code(refused("SlowDown", "Please reduce your request rate")) == "SlowDown"
    assert code(exceptions.NoCredentialsError()) == ""


def test_what_may_be_over_by_itself_is_told_apart_from_what_is_not() -> None:
    url = "https://ecs.ap-northeast-2.amazonaws.com/"
    assert passes(refused("ThrottlingException", "Rate exceeded"))
    assert passes(ClientError({"ResponseMetadata": {"HTTPStatusCode": 500}}, "DescribeServices"))  # pyright: ignore[reportArgumentType]
    assert passes(exceptions.EndpointConnectionError(endpoint_url=url))
    assert passes(exceptions.ReadTimeoutError(endpoint_url=url))
    assert passes(ResponseParserError("invalid XML received"))
    assert not passes(refused("AccessDenied", "no"))
    assert not passes(refused("ExpiredToken", "no"))
    assert not passes(exceptions.NoCredentialsError())
