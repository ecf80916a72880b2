/** Classifying files with a model from a folder. Neither Kafka nor picocli is known here. */
package io.afterimage.cli.offline;
