/** The web server of the console: pages, static files, live events, errors as JSON. */
package io.afterimage.console.web;
