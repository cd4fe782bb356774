"""What has to be in an AWS account before the first `pulumi up` from a workflow: state, key, and who may do what."""
