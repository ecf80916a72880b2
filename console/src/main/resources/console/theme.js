// Before the first paint: a choice of dark or light that was made earlier.
(() => {
  try {
    const theme = localStorage.getItem('afterimage.theme');
    if (theme === 'dark' || theme === 'light') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage is off: the system's preference holds.
  }
})();
