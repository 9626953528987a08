# The style and the program of the HTML report: bundled from reports/html, and part of the command.
HTML_PAGE := $(B)/gen/html_page.c
REPORTS_OBJ += $(HTML_PAGE:$(B)/%.c=$(B)/obj/%.o)

$(HTML_PAGE): reports/html/bundle.py $(wildcard reports/html/*.js reports/html/*.css)
	@mkdir -p $(@D)
	$(call say,BUNDLE,reports/html)
	$(Q)/usr/bin/python3 reports/html/bundle.py $@
$(HTML_PAGE:$(B)/%.c=$(B)/obj/%.o): $(HTML_PAGE)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(BASE) $(SAN) -c $< -o $@
