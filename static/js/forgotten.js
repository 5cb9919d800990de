/* The site asks the browser to let go of all that it stored (Clear-Site-Data); some do not know how. */
(async () => {
  "use strict";
  const line = navigator.serviceWorker;
  line?.controller?.postMessage(null);
  (await line?.getRegistrations() || []).forEach((worker) => worker.unregister());
  await self.caches?.delete("opened");
})();
