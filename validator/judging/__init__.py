"""From measurements and a sheet to findings and a verdict, with what was forgiven."""
