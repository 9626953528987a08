def text(p,a): return ""
