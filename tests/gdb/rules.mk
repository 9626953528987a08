# Sessions of gdb, in batch, on programs of the catalogue and on one to attach to.
GDB_SCENARIOS := deadlock/bank_transfer_buggy mistakes/blocked_sender_buggy races/counter_buggy \
                 order/two_caches_buggy deadlock/config_read_twice_buggy misuse/two_mutexes_buggy
TEST_DEPS += tool $(GDB_SCENARIOS:%=$(B)/scenarios/%) $(B)/tests/gdb/parked $(B)/tests/gdb/untraced

$(B)/tests/gdb/%: tests/gdb/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) -O1 -pthread -o $@ $<
