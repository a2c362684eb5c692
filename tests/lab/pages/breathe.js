// Pauses between cases, in which the browser does its own work. It must not know what a case is.

/** Pause after a case that took longer: the driver gives up a page that does not answer for 40 s. */
export const LONG_MS = 400;

export const breathe = (time) => new Promise((done) => setTimeout(done, time));
