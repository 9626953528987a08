# What make install and make deb make, and use of it in a clean root.
TEST_DEPS += tool go docs $(B)/scenarios/deadlock/bank_transfer_buggy $(B)/scenarios/races/counter_buggy
