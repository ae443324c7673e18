// Before anything is drawn: light or dark as the reader chose it, else as the system has it.
try {
  const theme = localStorage.getItem("dayzero.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing follows the system.
}
