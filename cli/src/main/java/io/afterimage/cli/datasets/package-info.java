/** Public data sets, from their official archives to a folder of pictures per class. */
package io.afterimage.cli.datasets;
