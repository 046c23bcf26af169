"""What the records are, told to others: kinds, columns with types, schemas."""
