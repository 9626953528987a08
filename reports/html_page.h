/* html_page.h: the style and the program of the HTML report, as reports/html/bundle.py puts them together
 * at build time. Both end with a NUL, hold neither "</style" nor "</script", and go into the page as
 * they are: the hashes, in a Content-Security-Policy's form ("sha256-..."), are of exactly these bytes.
 */
#ifndef RP_HTML_PAGE_H
#define RP_HTML_PAGE_H

extern const char rp_html_style[], rp_html_style_hash[];
extern const char rp_html_script[], rp_html_script_hash[];

#endif
