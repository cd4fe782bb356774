"""The database tier."""

from tests.sizing.wrong_configurations.row import ABSENT, Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:database", *keys)


CLASSES = (
    "db.t4g.micro, db.t4g.small, db.t4g.medium, db.t4g.large, db.t4g.xlarge, db.t4g.2xlarge, "
    "db.m7g.large, db.m7g.xlarge, db.m7g.2xlarge, db.m7g.4xlarge, db.m7g.8xlarge, "
    "db.r7g.large, db.r7g.xlarge, db.r7g.2xlarge, db.r7g.4xlarge or db.r7g.8xlarge"
)
KEYS = (
    "major_version, instance_class, multi_az, storage_gib, max_storage_gib, backup_days, apply, max_connections, "
    "slow_query_ms, pooler and iam_auth under it"
)
MEND = "mend it with: pulumi config set --path --type string"

ROWS = (
    Wrong("no database", {at(): ABSENT}, (f"academy:database is missing; want {KEYS}",)),
    Wrong(
        "a version with its minor one",
        {at("major_version"): 17.5},
        ("academy:database.major_version is 17.5; want a whole number from 16 to 18",),
    ),
    Wrong(
        "a version that is out of support",
        {at("major_version"): 13},
        ("academy:database.major_version is 13; want a whole number from 16 to 18",),
    ),
    Wrong(
        "a class without its prefix",
        {at("instance_class"): "t4g.micro"},
        (f'academy:database.instance_class is "t4g.micro"; want {CLASSES}',),
    ),
    Wrong(
        "an Intel class",
        {at("instance_class"): "db.t3.micro"},
        (f'academy:database.instance_class is "db.t3.micro"; want {CLASSES}',),
    ),
    Wrong("Multi-AZ in words", {at("multi_az"): "yes"}, ('academy:database.multi_az is "yes"; want true or false',)),
    Wrong(
        "less disk than gp3 has",
        {at("storage_gib"): 10},
        ("academy:database.storage_gib is 10; want a whole number of GiB from 20 to 65536",),
    ),
    Wrong(
        "a disk with too little room to grow",
        {at("storage_gib"): 101, at("max_storage_gib"): 111},
        ("academy:database.max_storage_gib is 111; want 112 or more: 110 % of storage_gib (101)",),
    ),
    Wrong(
        "no backups",
        {at("backup_days"): 0},
        ("academy:database.backup_days is 0; want a whole number of days from 1 to 35",),
    ),
    Wrong(
        "changes that take effect some time",
        {at("apply"): "later"},
        ('academy:database.apply is "later"; want now or window',),
    ),
    Wrong(
        "more connections than the class has memory for",
        {at("max_connections"): 85},
        ("academy:database.max_connections is 85; want at most 84, which db.t4g.micro has memory for",),
    ),
    Wrong(
        "fewer connections than any stack needs",
        {at("max_connections"): 19},
        ("academy:database.max_connections is 19; want a whole number from 20 to 3750",),
    ),
    Wrong(
        "every statement logged",
        {at("slow_query_ms"): 0},
        ("academy:database.slow_query_ms is 0; want a whole number of milliseconds from 100 to 60000",),
    ),
    Wrong(
        "another pooler",
        {at("pooler"): "rds-proxy"},
        ('academy:database.pooler is "rds-proxy"; want none or pgbouncer',),
    ),
    Wrong(
        "a pooler that YAML read as a switch",
        {at("pooler"): False},
        (f"academy:database.pooler is false; want none or pgbouncer; {MEND} academy:database.pooler VALUE",),
    ),
    Wrong(
        "IAM authentication on 1 GiB",
        {at("iam_auth"): True},
        ("academy:database.iam_auth is true; want false with db.t4g.micro: it takes 300 MiB of memory and more",),
    ),
    Wrong(
        "a misspelt key of the database",
        {at("multiaz"): True},
        ("academy:database.multiaz is not a key; did you mean multi_az?",),
    ),
)
