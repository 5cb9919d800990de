/* Beside every moment in UTC, the same moment by the clock of whoever looks. A row that was moved keeps the focus on the
   button that moved it, and its new place is said. */
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  document.querySelectorAll("time[data-local]").forEach((moment) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    moment.textContent = `(${new Date(moment.dateTime).toLocaleString()} ${zone})`;
  });
  const moved = location.hash.startsWith("#move-") && document.getElementById(location.hash.slice(1));
  const told = document.querySelector(".messagelist .success");
  if (moved && told) {
    const region = document.createElement("p");
    region.role = "status";
    region.className = "visually-hidden";
    moved.closest("form").before(region);
    moved.focus();
    setTimeout(() => { region.textContent = told.textContent; }, 200);
    history.replaceState(null, "", location.pathname + location.search);
  }
});
