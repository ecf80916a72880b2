/** What is being classified right now: a bounded view over the newest predictions. */
package io.afterimage.console.live;
