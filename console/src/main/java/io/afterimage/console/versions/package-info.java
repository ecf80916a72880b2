/**
 * Versions and runs: what happened to each version, how each run went, and the commands that change
 * it. No image and no label passes here.
 */
package io.afterimage.console.versions;
