/** The runs of training that there were. */
package io.afterimage.client.runs;
