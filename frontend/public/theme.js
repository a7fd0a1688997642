// Runs before first paint, so that a chosen theme does not flash; without a choice the system decides.
try {
  const theme = localStorage.getItem("pitwall.theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch (error) {
  if (!(error instanceof DOMException)) throw error;
}
// The prerendered home page must not show on other addresses served by the same document.
document.documentElement.dataset.page = location.pathname === "/" ? "home" : "other";
