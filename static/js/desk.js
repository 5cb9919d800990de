/* Beside every moment in UTC, the same moment by the clock of whoever looks. */
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  document.querySelectorAll("time[data-local]").forEach((moment) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    moment.textContent = `(${new Date(moment.dateTime).toLocaleString()} ${zone})`;
  });
});
