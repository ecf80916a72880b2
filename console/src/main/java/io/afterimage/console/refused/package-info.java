/** Dead letters as the console shows them, and sending them again. */
package io.afterimage.console.refused;
