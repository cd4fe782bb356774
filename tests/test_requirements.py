"""Every row of the requirements and the test that holds it; the tests themselves are in tests/requirements.

They run the whole program at both sizes and look at what AWS would receive. Where the design does something else on
purpose, the test says why.
"""

from collections import Counter
from collections.abc import Mapping

import pytest

from sandbox.recording import ROOT
from tests.named_tests import names_in

FOLDER = ROOT / "tests" / "requirements"

ROWS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "test_compute": {
        "API server: ECS Fargate": ("test_api_server_type_is_ecs_fargate",),
        "API server: 0.5 vCPU, 1 GB (initial)": ("test_api_server_spec_is_half_a_vcpu_and_1_gib_initially",),
        "API server: 2 (high availability)": ("test_api_server_quantity_is_2_for_high_availability",),
        "Video worker: ECS Fargate Spot": ("test_video_worker_type_is_ecs_fargate_spot",),
        "Video worker: 0.5 vCPU, 1 GB": ("test_video_worker_spec_is_half_a_vcpu_and_1_gib",),
        "Video worker: 1-2 (depending on load)": ("test_video_worker_quantity_is_1_to_2_depending_on_load",),
        "AI worker CPU: ECS Fargate Spot": ("test_ai_worker_cpu_type_is_ecs_fargate_spot",),
        "AI worker CPU: 1 vCPU, 2 GB": ("test_ai_worker_cpu_spec_is_1_vcpu_and_2_gib",),
        "AI worker CPU: 1-2 (depending on load)": ("test_ai_worker_cpu_quantity_is_1_to_2_depending_on_load",),
        "AI worker GPU: future": ("test_ai_worker_gpu_is_for_the_future",),
        "AI worker GPU: EC2": ("test_ai_worker_gpu_type_is_an_ec2_gpu_instance",),
        "AI worker GPU: g4dn.xlarge (1 GPU)": ("test_ai_worker_gpu_spec_is_g4dn_xlarge_with_1_gpu",),
        "AI worker GPU: 1 (as needed)": ("test_ai_worker_gpu_quantity_is_1_as_needed",),
        "Messaging worker: ECS Fargate": ("test_messaging_worker_type_is_ecs_fargate",),
        "Messaging worker: 0.25 vCPU, 512 MB": ("test_messaging_worker_spec_is_a_quarter_of_a_vcpu_and_512_mib",),
        "Messaging worker: 1 (24/7)": ("test_messaging_worker_quantity_is_1_around_the_clock",),
        "Messaging worker: SMS and LMS through Solapi": ("test_messaging_worker_purpose_is_sending_through_solapi",),
        "All services, before anything is built": (
            "test_before_the_first_release_no_service_has_tasks_or_needs_an_image",
        ),
    },
    "test_data": {
        "ALB: application load balancer": ("test_application_load_balancer_type_is_application",),
        "ALB: API server load balancing": ("test_application_load_balancer_purpose_is_to_balance_api_servers",),
        "RDS: PostgreSQL": ("test_rds_engine_is_postgresql",),
        "RDS: db.t4g.micro, db.t4g.medium at 10k": (
            "test_rds_type_is_db_t4g_micro_initially_and_db_t4g_medium_at_10k_dau",
        ),
        "RDS: Multi-AZ at 10k": ("test_rds_is_not_multi_az_initially_and_is_at_10k_dau",),
        "RDS: 7-day backup": ("test_rds_backup_is_kept_for_7_days",),
        "Connection pooling: PgBouncer at 10k": (
            "test_connection_pooling_is_not_required_initially_and_pgbouncer_at_10k_dau",
        ),
        "Media bucket: name": ("test_media_bucket_name_is_academy_media_prod",),
        "Media bucket: media file storage": ("test_media_bucket_purpose_is_media_file_storage",),
        "Media bucket: versioning": ("test_media_bucket_versioning_is_enabled",),
        "Media bucket: IA after 30 days, Glacier after 90": (
            "test_media_bucket_lifecycle_is_ia_after_30_days_and_glacier_after_90",
        ),
        "Frontend bucket: name": ("test_frontend_bucket_name_is_academy_frontend_prod",),
        "Frontend bucket: React app static hosting": ("test_frontend_bucket_purpose_is_hosting_the_react_app",),
        "CloudFront: both buckets": ("test_cloudfront_origins_are_both_buckets",),
        "CloudFront: static assets and media": ("test_cloudfront_purpose_is_static_assets_and_media",),
        "SQS: five queues": ("test_the_queue_has_the_required_name",),
        "SQS: one DLQ per queue (5 total)": ("test_dead_letter_queues_are_one_per_queue_and_5_in_total",),
    },
    "test_platform": {
        "VPC: 10.0.0.0/16": ("test_vpc_cidr_is_10_0_0_0_16",),
        "VPC: public x 2, private x 2 (per AZ)": ("test_vpc_subnets_are_2_public_and_2_private_one_of_each_per_az",),
        "Internet gateway": ("test_internet_gateway_purpose_is_public_subnets_internet_access",),
        "NAT gateway: optional": ("test_nat_gateway_is_optional_and_unnecessary_initially",),
        "NAT gateway: private subnet internet access": ("test_nat_gateway_purpose_is_private_subnets_internet_access",),
        "CloudWatch Logs: application logs": ("test_cloudwatch_logs_purpose_is_application_log_collection",),
        "CloudWatch Logs: 7 days": ("test_cloudwatch_logs_retention_is_7_days",),
        "CloudWatch Metrics: basic metrics": ("test_cloudwatch_metrics_are_collected_and_are_the_basic_ones",),
        "SNS: alert delivery": ("test_sns_topics_purpose_is_alert_delivery",),
        "IAM: API role, worker role": ("test_iam_roles_are_one_for_the_api_and_one_for_each_worker",),
        "Secrets Manager": ("test_secrets_manager_purpose_is_sensitive_information_management",),
        "Script: video and messaging queues": ("test_create_sqs_resources_creates_the_video_and_messaging_queues",),
        "Script: AI queues (3-tier)": ("test_create_ai_sqs_resources_creates_the_ai_queues_of_3_tiers",),
        "CloudFormation template (optional)": ("test_infrastructure_is_codified",),
        "Cost summary: 129 and 670 USD a month": ("test_the_months_total_is_the_budget_that_people_are_warned_about",),
        "Initial (500 DAU), target (10k DAU)": ("test_every_shipped_size_has_a_row",),
    },
    "test_creation_order": {
        "VPC, RDS, S3, SQS, IAM, ECS, ALB, CloudFront, CloudWatch": (
            "test_the_steps_come_in_the_required_order",
            "test_a_step_waits_for_no_later_one",
        ),
        "2 after 1": ("test_rds_comes_after_the_private_subnets",),
        "5 after 3 and 4": ("test_iam_roles_come_after_the_queues_and_buckets_that_they_name",),
        "6 and 7": ("test_services_come_after_their_roles_the_cluster_and_the_alb",),
        "8 after 3 and 7": ("test_cloudfront_comes_after_the_buckets_and_the_alb",),
        "9 after all": ("test_cloudwatch_comes_after_what_it_watches",),
    },
    "test_permissions": {
        "API role: SQS send, receive, delete": ("test_api_server_role_may_do_this_with_the_academys_queues",),
        "API role: S3 get, put, delete": (
            "test_api_server_role_may_do_this_with_media_objects",
            "test_api_server_role_may_do_nothing_else_but_list_and_abort_uploads",
        ),
        "API role: RDS connection": ("test_api_server_has_a_database_connection",),
        "Worker role: SQS receive, delete": ("test_worker_role_may_do_this_with_its_queues",),
        "Worker role: S3 get, put": (
            "test_worker_role_may_do_this_with_media_objects",
            "test_worker_role_may_do_nothing_else_but_hide_its_jobs_and_protect_its_tasks",
        ),
        "Network: internet to CloudFront": ("test_internet_leads_to_cloudfront_and_to_nothing_else",),
        "Network: CloudFront to frontend": ("test_cloudfront_leads_to_the_frontend",),
        "Network: CloudFront to ALB": ("test_cloudfront_leads_to_the_alb",),
        "Network: ALB to API": ("test_the_alb_leads_to_the_api_server",),
        "Network: API to RDS and media": ("test_the_api_server_leads_to_rds_and_media",),
        "Network: workers to queues and media": ("test_workers_are_reached_through_queues_and_media_alone",),
    },
    "test_considerations": {
        "Security 1, VPC": ("test_vpc_isolates_resources_in_private_subnets_where_possible",),
        "Security 2, IAM": ("test_iam_keeps_to_least_privilege",),
        "Security 3, secrets": ("test_secrets_are_in_secrets_manager_and_never_in_plain_variables",),
        "Security 4, encryption": ("test_encryption_at_rest_is_enabled_for_rds_and_s3",),
        "Security 5, HTTPS": (
            "test_https_is_enforced_by_cloudfront",
            "test_https_is_spoken_by_the_alb_once_there_is_a_domain",
        ),
        "Security 6, WAF (10k DAU)": ("test_waf_protects_at_10k_dau",),
        "Horizontal: API server": ("test_api_server_is_stateless_and_scales_horizontally",),
        "Horizontal: workers": ("test_workers_are_stateless_and_scale_horizontally",),
        "Horizontal: RDS read replicas (future)": ("test_rds_read_replicas_are_for_the_future",),
        "Vertical: RDS": ("test_rds_scales_vertically_by_another_instance_type",),
        "Vertical: workers": ("test_workers_scale_vertically_by_more_cpu_and_memory",),
        "Cost: Fargate Spot for workers": ("test_cost_is_saved_by_fargate_spot_for_workers",),
        "Cost: S3 lifecycle": ("test_cost_is_saved_by_s3_lifecycle_policies",),
        "Cost: CloudFront caching": ("test_cost_is_saved_by_cloudfront_caching",),
        "Cost: RDS reserved instances": (
            "test_cost_may_be_saved_by_rds_reserved_instances_because_growing_keeps_the_family",
        ),
    },
}
"""By module of tests/requirements."""


@pytest.mark.parametrize("module", ROWS)
def test_every_row_has_its_test_and_every_test_its_row(module: str) -> None:
    named = Counter(test for tests in ROWS[module].values() for test in tests)

    assert named == Counter(names_in(FOLDER / f"{module}.py"))


def test_every_module_has_its_rows() -> None:
    assert {*ROWS} == {file.stem for file in FOLDER.glob("test_*.py")}


def test_no_row_stands_twice() -> None:
    rows = [row for rows in ROWS.values() for row in rows]
    assert len(rows) == len({*rows}) == 83
