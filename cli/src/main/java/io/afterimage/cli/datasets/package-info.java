/** Public data sets, from their official archives to a folder of images per class. */
package io.afterimage.cli.datasets;
