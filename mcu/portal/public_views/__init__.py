"""Pages of residents: no account, no session of an employee, nothing that needs a script."""
