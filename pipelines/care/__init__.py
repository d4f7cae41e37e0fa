"""The care of the stores and declarations: checked, reconciled, reported."""
