"""The typed stack profile and the arithmetic that follows from it: no Pulumi, no AWS, no clock."""
