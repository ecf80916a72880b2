/**
 * What a person sees: lines, tables, colours, progress. Nothing of Kafka or models is known here.
 */
package io.afterimage.cli.terminal;
