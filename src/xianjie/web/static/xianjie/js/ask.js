// The list below the field shows what fits; the browser's own list, for use without scripts, goes.
document.getElementById("value")?.removeAttribute("list");
