"""The capacity model: from how many people use the academy on a day to every number in a stack file that depends on it.

`people` says what a person does, `load` what that makes of a day, `tasks`, `database` and `edge` what carries it, and
`proposal` puts it together and says where it ends. The two shipped files are what it gives for 500 and 10,000.
"""
