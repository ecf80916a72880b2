/** The console as a service: its configuration, its parts and what is served. */
package io.afterimage.console;
