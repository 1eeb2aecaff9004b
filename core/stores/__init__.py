"""Where records are kept. `protocol` is the contract, `open` finds a store that keeps it: `memory`, `tiny` or `sql`."""
