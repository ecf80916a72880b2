/** The console: look at images, label them, and decide about versions, in a browser. */
package io.afterimage.console;
