/**
 * Predictions at the terminal: choosing, showing and saving them, and counting what was refused.
 */
package io.afterimage.cli.predictions;
