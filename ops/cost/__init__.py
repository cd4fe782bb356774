"""`academy cost`: what a stack costs in a month, by line and by step, beside the requirement and the budget."""
