"""Logs, metrics, the dashboard and the budget."""

from tests.sizing.wrong_configurations.row import Path, Wrong


def at(*keys: str | int) -> Path:
    return ("academy:monitoring", *keys)


LOG_DAYS = (
    "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days"
)
BUDGET = "a whole number of USD from 1 to 100000"

ROWS = (
    Wrong(
        "days that CloudWatch doesn't know",
        {at("log_days"): 10},
        (f"academy:monitoring.log_days is 10; want {LOG_DAYS}",),
    ),
    Wrong("logs for ever", {at("log_days"): 0}, (f"academy:monitoring.log_days is 0; want {LOG_DAYS}",)),
    Wrong("days in words", {at("log_days"): "7d"}, (f'academy:monitoring.log_days is "7d"; want {LOG_DAYS}',)),
    Wrong(
        "insights at a level",
        {at("container_insights"): "enhanced"},
        ('academy:monitoring.container_insights is "enhanced"; want true or false',),
    ),
    Wrong(
        "a number of dashboards",
        {at("dashboard"): 1},
        ("academy:monitoring.dashboard is 1; want true or false",),
    ),
    Wrong("no budget", {at("budget_usd"): 0}, (f"academy:monitoring.budget_usd is 0; want {BUDGET}",)),
    Wrong("a budget in cents", {at("budget_usd"): 128.5}, (f"academy:monitoring.budget_usd is 128.5; want {BUDGET}",)),
)
