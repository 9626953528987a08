# The manual pages and the completions, made from the command's own option table.
MAN := $(B)/man/detsched.1
COMPLETION := $(B)/completion/detsched.bash $(B)/completion/_detsched

.PHONY: docs
docs: $(MAN) $(COMPLETION)

$(COMPLETION): $(B)/bin/detsched
$(B)/completion/detsched.bash:
	@mkdir -p $(@D)
	$(Q)$(B)/bin/detsched --dump-options bash >$@
$(B)/completion/_detsched:
	@mkdir -p $(@D)
	$(Q)$(B)/bin/detsched --dump-options zsh >$@
# The others are made beside it.
$(MAN): $(B)/bin/detsched contrib/man-pages docs/detsched.1.scd.in $(wildcard docs/man/*.scd)
	$(call say,MAN,$(@D))
	$(Q)contrib/man-pages $(B)/bin/detsched $(@D)
	$(Q)touch $@

# The table of the catalogue, from the headers of its programs.
.PHONY: scenario-list
scenario-list:
	$(Q)contrib/scenario-list >docs/scenarios.md.new
	$(Q)mv docs/scenarios.md.new docs/scenarios.md
