# The manual page and the completions, made from the command's own option table.
MAN := $(B)/man/detsched.1
COMPLETION := $(B)/completion/detsched.bash $(B)/completion/_detsched

.PHONY: docs
docs: $(MAN) $(COMPLETION)

$(B)/man/options.scd $(COMPLETION): $(B)/bin/detsched
$(B)/man/options.scd:
	@mkdir -p $(@D)
	$(Q)$(B)/bin/detsched --dump-options man >$@
$(B)/completion/detsched.bash:
	@mkdir -p $(@D)
	$(Q)$(B)/bin/detsched --dump-options bash >$@
$(B)/completion/_detsched:
	@mkdir -p $(@D)
	$(Q)$(B)/bin/detsched --dump-options zsh >$@
$(MAN): docs/detsched.1.scd.in $(B)/man/options.scd
	$(call say,MAN,$@)
	$(Q)sed -e '/@OPTIONS@/{r $(B)/man/options.scd' -e 'd}' $< | SOURCE_DATE_EPOCH=0 scdoc >$@

# The table of the catalogue, from the headers of its programs.
.PHONY: scenario-list
scenario-list:
	$(Q)contrib/scenario-list >docs/scenarios.md.new
	$(Q)mv docs/scenarios.md.new docs/scenarios.md
