"""What a stack costs: AWS's list prices on the graph that the program declares. Pure: no Pulumi, no AWS."""
