// Printing and copying, where the browser can; without this script the page is whole.
const print_ = document.getElementById("print");
const copy = document.getElementById("copy");
if (print_) {
  print_.hidden = false;
  print_.addEventListener("click", () => window.print());
}
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    copy.textContent = copy.dataset.done;
  });
}
