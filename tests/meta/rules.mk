# The checks on the tree look at the built command, shim, manual page and completions.
TEST_DEPS += tool docs
