/** Posts a message about every 8 ms. Browsers slow the timers of a hidden page to one a second or less, but not those of its workers. */
const everyMs = 8;
setInterval(() => postMessage(0), everyMs);
