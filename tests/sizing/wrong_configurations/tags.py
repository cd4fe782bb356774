"""The tags that the AWS provider puts on everything."""

from tests.sizing.wrong_configurations import environment
from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str) -> Path:
    return ("aws:defaultTags", *keys)


TAGS = "Project, Environment and ManagedBy under its tags"
MEND = "mend it with: pulumi config set --path --type string"

ROWS = (
    Wrong("no tags", {at(): ABSENT}, (f"aws:defaultTags is missing; want {TAGS}",)),
    Wrong("tags in words", {at(): "academy"}, (f'aws:defaultTags is "academy"; want {TAGS}',)),
    Wrong(
        "tags right under the key",
        {at(): {"Project": "academy"}},
        (
            f"aws:defaultTags.tags is missing; want {TAGS}",
            "aws:defaultTags.Project is not a key; want tags",
        ),
    ),
    Wrong("a list of tags", {at("tags"): ["academy"]}, (f'aws:defaultTags.tags is ["academy"]; want {TAGS}',)),
    Wrong(
        "no project tag", {at("tags", "Project"): ABSENT}, ("aws:defaultTags.tags.Project is missing; want academy",)
    ),
    Wrong(
        "a tag without a value",
        {at("tags", "ManagedBy"): None},
        ("aws:defaultTags.tags.ManagedBy is missing; want pulumi",),
    ),
    Wrong(
        "the tags of another environment",
        {at("tags", "Environment"): "staging"},
        ('aws:defaultTags.tags.Environment is "staging"; want prod',),
    ),
    Wrong(
        "another environment with the tags of this one",
        {("academy:environment",): "staging"},
        ('aws:defaultTags.tags.Environment is "prod"; want staging',),
    ),
    Wrong(
        "a tag of ours that YAML read as a switch",
        {at("tags", "ManagedBy"): True},
        (f"aws:defaultTags.tags.ManagedBy is true; want pulumi; {MEND} aws:defaultTags.tags.ManagedBy pulumi",),
    ),
    Wrong(
        "an own tag that YAML read as a number",
        {at("tags", "Version"): 1.1},
        (f"aws:defaultTags.tags.Version is 1.1; want a string; {MEND} aws:defaultTags.tags.Version VALUE",),
    ),
    Wrong(
        "an own tag that YAML read as a date",
        {at("tags", "Since"): "2026-03-01 00:00:00 +0000 UTC"},
        (
            'aws:defaultTags.tags.Since is "2026-03-01 00:00:00 +0000 UTC"; want a string; '
            f"{MEND} aws:defaultTags.tags.Since VALUE",
        ),
    ),
    Wrong(
        "a wrong environment says nothing of its tag",
        {("academy:environment",): "Prod", at("tags", "Environment"): "Prod", at("tags", "Project"): "shop"},
        (
            f'academy:environment is "Prod"; want {environment.WANT}',
            'aws:defaultTags.tags.Project is "shop"; want academy',
        ),
    ),
    Wrong(
        "an own tag with a dot in its key",
        {at("tags", "cost.centre"): 12},
        (
            'aws:defaultTags.tags["cost.centre"] is 12; want a string; '
            f"{MEND} 'aws:defaultTags.tags[\"cost.centre\"]' VALUE",
        ),
    ),
    Wrong(
        "an own tag with keys under it",
        {at("tags", "Owner"): {"team": "video"}},
        ('aws:defaultTags.tags.Owner is {"team": "video"}; want a string',),
    ),
)
