"""What AWS answers for each resource type, one short row a type, one module a tier."""
