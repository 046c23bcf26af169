"""The records' kinds and schemas: as JSON Schema, Table Schema, DuckDB columns, pandas dtypes."""
