"""What a term or a rule of the office means, over ledger rows: once, for every notebook."""
