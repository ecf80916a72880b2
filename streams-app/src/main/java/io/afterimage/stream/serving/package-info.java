/** Following the announcements of model versions: load, verify, warm up, swap. */
package io.afterimage.stream.serving;
