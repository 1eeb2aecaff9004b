"""Where records are kept. `protocol` is the contract; `memory` and `tiny` keep it."""
