/**
 * The page that shows a model: how it was trained and what it answers, as figures and the HTML
 * around them. Kafka is not known here.
 */
package io.afterimage.cli.report;
