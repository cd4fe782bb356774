"""Credentials and a region for clients that never reach AWS."""

from typing import TypedDict


class Nobody(TypedDict):
    """What a client is made with."""

    region_name: str
    aws_access_key_id: str
    aws_secret_access_key: str


NOBODY: Nobody = {
    "region_name": "ap-northeast-2",
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
}
