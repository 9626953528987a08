# The manual page and the completions.
.PHONY: docs
docs:
