# Traces of scenarios compared over workers, addresses, load, carriers and isolations.
# make determinism T='deadlock/bank_transfer_buggy ...' compares the scenarios that T names.
TEST_DEPS += scenarios real-build
.PHONY: determinism
determinism: deps
	@$(SUBMAKE) tool scenarios real-build
	@B=$(B) FULL=$(FULL) tests/determinism/run $(if $(filter-out file undefined,$(origin T)),$(T))
