/** Who may see and do what in the console. */
package io.afterimage.console.access;
