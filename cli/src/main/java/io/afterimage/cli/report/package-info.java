/**
 * The page that shows a training run: figures and the HTML around them. Kafka is not known here.
 */
package io.afterimage.cli.report;
